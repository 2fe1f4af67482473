"""Sign-in by a social provider, over the real redirects, and the attacks on it that must fail."""

from __future__ import annotations

import hashlib
import urllib.parse

import pytest

from functions.accounts import cognito
from functions.accounts.domain import IdentityRefused
from serenity.settings import settings
from tests.functions.accounts.browser import PASSWORD, Browser, callback_of, query_of
from tests.functions.accounts.cloud import SignInCloud


def failed(location: str) -> str | None:
    """The reason on the page a failed sign-in leads to."""
    parts = urllib.parse.urlsplit(location)
    return query_of(location)["reason"] if parts.path == "/auth/failed" else None


def finish(browser: Browser, address: str) -> str:
    result = browser.send("GET", callback_of(address))
    assert result.status == 302, result.body
    return result.headers["location"]


def replaced(address: str, **values: str) -> str:
    parts = urllib.parse.urlsplit(address)
    query = urllib.parse.urlencode(query_of(address) | values)
    return urllib.parse.urlunsplit(parts._replace(query=query))


@pytest.mark.parametrize("provider", ["Google", "Apple", "Facebook", "Amazon"])
def test_every_provider_leads_into_the_product(provider: str, browser: Browser, email: str) -> None:
    path = f"/v1/auth/authorize/{provider}?return_to=/trends"
    location = finish(browser, browser.social(provider, email, path))
    assert location == f"{browser.cloud.public_url}/trends"
    assert "__Host-login" not in browser.cookies
    me = browser.send("GET", "/v1/me").body
    assert me["email"] == email
    assert me["display_name"] == "Ana Silva"
    assert me["has_password"] is False


def test_the_same_person_comes_back_to_the_same_account(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    other = Browser(product)
    finish(browser, browser.social("Google", email))
    finish(other, other.social("Google", email))
    first, second = (each.send("GET", "/v1/me").body["user_id"] for each in (browser, other))
    assert first == second


def test_the_request_to_cognito_is_complete(browser: Browser) -> None:
    begun = browser.send("GET", "/v1/auth/authorize/Google")
    asked = query_of(begun.headers["location"])
    assert begun.headers["location"].startswith(f"{browser.cloud.public_url}/oauth2/authorize?")
    assert asked["identity_provider"] == "Google"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"{browser.cloud.public_url}/v1/auth/callback"
    assert "prompt" not in asked
    assert {"state", "nonce", "scope", "client_id"} <= asked.keys()
    assert "Max-Age=600" in next(c for c in begun.cookies if c.startswith("__Host-login="))


@pytest.mark.parametrize("provider", ["google", "Evil", "COGNITO", "Google%2F..", "Google,Apple"])
def test_an_unknown_provider_is_not_found(browser: Browser, provider: str) -> None:
    result = browser.send("GET", f"/v1/auth/authorize/{provider}")
    assert result.status == 404


class TestAttacks:
    """What the person is told; that no attack succeeds is a proof of its own."""

    def test_a_callback_counts_once(self, browser: Browser, email: str) -> None:
        address = browser.social("Google", email)
        login = browser.cookies["__Host-login"]
        assert failed(finish(browser, address)) is None
        browser.cookies = {"__Host-login": login}
        assert failed(finish(browser, address)) == "expired"
        assert "__Host-session" not in browser.cookies

    def test_a_callback_counts_in_its_own_browser_only(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        victim = Browser(product)
        address = browser.social("Google", email)
        assert failed(finish(victim, address)) == "expired"
        victim.send("GET", "/v1/auth/authorize/Google")
        assert failed(finish(victim, address)) == "expired"
        assert "__Host-session" not in victim.cookies
        # The foreign try has not spent the sign-in of the browser it belongs to.
        assert failed(finish(browser, address)) is None

    def test_the_provider_must_be_the_one_that_was_asked(
        self, browser: Browser, email: str
    ) -> None:
        """Mix-up: the answer of one provider does not finish a sign-in with another."""
        begun = browser.send("GET", "/v1/auth/authorize/Google").headers["location"]
        swapped = replaced(begun, identity_provider="Facebook")
        address = browser.consent(swapped, email)
        assert failed(finish(browser, address)) == "refused"
        assert "__Host-session" not in browser.cookies

    def test_an_answer_that_names_its_issuer_must_name_ours(
        self, browser: Browser, email: str
    ) -> None:
        """Mix-up in front (RFC 9207)."""
        address = browser.social("Google", email)
        assert failed(finish(browser, replaced(address, iss="https://evil.example"))) == "refused"
        assert "__Host-session" not in browser.cookies
        address = browser.social("Google", email)
        ours = settings().require("cognito_issuer")
        assert failed(finish(browser, replaced(address, iss=ours))) is None

    def test_a_wrong_verifier_is_refused_by_the_token_endpoint(
        self, browser: Browser, email: str
    ) -> None:
        code = query_of(browser.social("Google", email))["code"]
        redirect = f"{browser.cloud.public_url}/v1/auth/callback"
        provider = cognito.Cognito(
            "p", browser.cloud.outputs["WebClientId"], browser.cloud.outputs["TokenUrl"]
        )
        for verifier in ("", hashlib.sha256(b"guess").hexdigest()):
            with pytest.raises(IdentityRefused):
                provider.exchange(code, verifier, redirect)

    def test_what_the_page_says_names_no_detail(self, browser: Browser) -> None:
        browser.send("GET", "/v1/auth/authorize/Google")
        result = browser.send(
            "GET", "/v1/auth/callback?error=server_error&error_description=secret&state=x"
        )
        assert result.headers["location"].endswith("/auth/failed?reason=expired")

    def test_ids_of_the_callback_are_bounded(self, browser: Browser) -> None:
        assert browser.send("GET", f"/v1/auth/callback?state={'x' * 201}").status == 422
        assert browser.send("GET", "/v1/auth/callback?state=a&state=b").status == 422
        assert browser.send("GET", "/v1/auth/callback?unknown=1").status == 302


def test_saying_no_at_the_provider_is_no_sign_in(browser: Browser, email: str) -> None:
    address = browser.social("Google", email, allow=False)
    assert failed(finish(browser, address)) == "denied"
    assert "__Host-session" not in browser.cookies


@pytest.fixture
def signed_in(browser: Browser, email: str) -> Browser:
    finish(browser, browser.social("Google", email))
    browser.csrf = browser.send("GET", "/v1/session").body["csrf_token"]
    return browser


class TestProof:
    """Re-authentication by the provider, before something that cannot be undone."""

    PATH = "/v1/auth/authorize/Google?reauthenticate=true&return_to=/settings"

    def test_the_same_person_proves_it_in_the_same_session(
        self, signed_in: Browser, email: str
    ) -> None:
        session = signed_in.cookies["__Host-session"]
        begun = signed_in.send("GET", self.PATH)
        assert query_of(begun.headers["location"])["prompt"] == "login"
        location = finish(signed_in, signed_in.consent(begun.headers["location"], email))
        assert location == f"{signed_in.cloud.public_url}/settings"
        assert signed_in.cookies["__Host-session"] == session

    def test_another_person_does_not(self, signed_in: Browser, email: str) -> None:
        before = signed_in.send("GET", "/v1/session").body
        address = signed_in.social("Google", f"other.{email}", self.PATH)
        assert failed(finish(signed_in, address)) == "other-account"
        after = signed_in.send("GET", "/v1/session").body
        assert after == before

    def test_nobody_proves_anything_signed_out(self, browser: Browser) -> None:
        begun = browser.send("GET", self.PATH)
        assert failed(begun.headers["location"]) == "signed-out"

    def test_a_proof_ends_with_its_session(self, signed_in: Browser, email: str) -> None:
        address = signed_in.social("Google", email, self.PATH)
        signed_in.send("POST", "/v1/auth/sign-out")
        signed_in.cookies["__Host-login"] = signed_in.cookies.get("__Host-login", "")
        assert failed(finish(signed_in, address)) in {"signed-out", "expired"}

    def test_a_password_proves_nothing_for_a_social_account(self, signed_in: Browser) -> None:
        body = {"password": PASSWORD}
        result = signed_in.send("POST", "/v1/auth/reauthenticate", body)
        assert result.status == 409
        assert result.body["type"] == "/problems/no-password"
