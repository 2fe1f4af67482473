"""The authorizer in front of every route: cookie with CSRF token, or bearer token, or nothing."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from functions.accounts import authorizer, gatekeeper, wiring
from functions.accounts.cognito import Cognito
from functions.accounts.domain import Revocation
from functions.accounts.gatekeeper import Gatekeeper
from serenity.auth import Principal
from serenity.errors import Unauthorized, Unavailable
from serenity.keyset import KeySet
from serenity.tokens import TokenVerifier
from tests.functions.accounts.browser import ARN, PASSWORD, Browser
from tests.functions.accounts.cloud import SignInCloud
from tests.support.tokens import CLIENT, ISSUER, Issuer

MUTATING = [
    ("PATCH", "/v1/me", {"units": "imperial"}),
    ("DELETE", "/v1/me", None),
    ("POST", "/v1/auth/sign-out", None),
    ("POST", "/v1/auth/reauthenticate", {"password": PASSWORD}),
    ("POST", "/v1/sessions/end-others", None),
    ("DELETE", "/v1/sessions/0198f6a0-0000-7000-8000-000000000001", None),
]


def policy(method: str = "GET", **headers: str) -> dict[str, Any]:
    event = {
        "httpMethod": method,
        "methodArn": f"{ARN}/{method}/v1/goals",
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
    }
    return authorizer.authorize(event, None)


def refused(method: str = "GET", **headers: str) -> bool:
    try:
        answer = policy(method, **headers)
    except Exception as error:  # noqa: BLE001 (what API Gateway does with it)
        return str(error) == "Unauthorized"
    return bool(answer["policyDocument"]["Statement"][0]["Effect"] == "Deny")


def test_no_change_without_the_csrf_token(browser: Browser, email: str) -> None:
    browser.arrive(email)
    other = Browser(browser.cloud)
    other.sign_in(email)
    before = browser.send("GET", "/v1/me").body
    for token in (None, "", "x", "é", other.csrf):
        browser.csrf = token
        for method, path, body in MUTATING:
            assert browser.send(method, path, body, If_Match='"1"').status == 403
    assert browser.send("GET", "/v1/me").body == before
    assert other.send("GET", "/v1/me").status == 200


def test_the_csrf_token_is_not_needed_to_read(browser: Browser, email: str) -> None:
    browser.arrive(email)
    browser.csrf = None
    assert browser.send("GET", "/v1/me").status == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "__Host-session=",
        "__Host-session=x",
        f"__Host-session={'x' * 43}",
        f"__Host-session={'x' * 100_000}",
        "__Host-session=é" + "x" * 42,
        "session=" + "x" * 43,
        "\x00",
        ";;;===;;",
    ],
)
def test_no_cookie_but_a_live_one_opens(product: SignInCloud, cookie: str) -> None:
    assert refused(Cookie=cookie)


def test_a_live_cookie_opens_among_odd_ones(browser: Browser, email: str) -> None:
    browser.arrive(email)
    secret = browser.cookies["__Host-session"]
    found = policy(Cookie=f'odd={{"a": 1}}; __Host-session={secret}; more="x')
    principal = Principal.from_context({"authorizer": found["context"]})
    assert str(principal.user_id) == browser.send("GET", "/v1/session").body["user_id"]
    assert all(isinstance(value, str) for value in found["context"].values())
    # Of two cookies with one name the first counts, here and in the routes alike.
    assert not refused(Cookie=f"__Host-session={secret}; __Host-session={'x' * 43}")
    assert refused(Cookie=f"__Host-session={'x' * 43}; __Host-session={secret}")


def test_a_cookie_header_in_pieces_is_joined(browser: Browser, email: str) -> None:
    browser.arrive(email)
    event = {
        "httpMethod": "GET",
        "methodArn": ARN,
        "headers": {"cookie": "a=1"},
        "multiValueHeaders": {
            "cookie": ["a=1", f"__Host-session={browser.cookies['__Host-session']}"]
        },
    }
    assert authorizer.authorize(event, None)["policyDocument"]["Statement"][0]["Effect"] == "Allow"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer\tx", "x" * 10_000, "é"]
)
def test_an_authorization_header_decides_alone(browser: Browser, email: str, header: str) -> None:
    browser.arrive(email)
    cookie = f"__Host-session={browser.cookies['__Host-session']}"
    assert not refused(Cookie=cookie)
    assert refused(Cookie=cookie, Authorization=header)


class TestBearer:
    """The phone's way: the access token itself."""

    @pytest.fixture
    def tokens(self, browser: Browser, email: str) -> Any:
        browser.sign_up(email)
        outputs = browser.cloud.outputs
        return Cognito(outputs["UserPoolId"], outputs["WebClientId"]).sign_in(email, PASSWORD)

    def test_an_access_token_needs_no_csrf_token(self, tokens: Any) -> None:
        for method in ("GET", "POST", "DELETE"):
            assert not refused(method, Authorization=f"Bearer {tokens.access}")

    def test_other_tokens_do_not_count(self, tokens: Any) -> None:
        for token in (tokens.identity, tokens.refresh, tokens.access + "x", tokens.access[:-2]):
            assert refused(Authorization=f"Bearer {token}")

    def test_signing_out_ends_the_token(self, tokens: Any, browser: Browser) -> None:
        bearer = f"Bearer {tokens.access}"
        assert browser.send("POST", "/v1/auth/sign-out", Authorization=bearer).status == 204
        assert refused(Authorization=f"Bearer {tokens.access}")

    def test_a_new_password_ends_the_token(self, tokens: Any, browser: Browser, email: str) -> None:
        person = wiring.verifier().access(tokens.access).user_id
        browser.send("POST", "/v1/auth/forgot", {"email": email})
        body = {"email": email, "code": browser.cloud.code_for(email), "password": PASSWORD + "2"}
        assert browser.send("POST", "/v1/auth/reset", body).status == 204
        assert refused(Authorization=f"Bearer {tokens.access}")
        assert not wiring.revocations().of(person).erased


class Revoked:
    """Revocations in memory."""

    def __init__(self) -> None:
        self.found = Revocation()

    def of(self, _user_id: UUID) -> Revocation:
        return self.found


class NoSessions:
    """No browser is signed in."""

    def admit(self, _secret: str | None) -> None:
        return None


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def gate(issuer: Issuer) -> Gatekeeper:
    verifier = TokenVerifier(KeySet("u", issuer.fetch), ISSUER, frozenset({CLIENT}))
    revoked: Any = Revoked()
    sessions: Any = NoSessions()
    return Gatekeeper(sessions, verifier, revoked)


def test_roles_come_from_the_token(gate: Gatekeeper, issuer: Issuer) -> None:
    token = issuer.access(**{"cognito:groups": ["premium", "unknown"]})
    caller = gate.admit("GET", {"authorization": f"Bearer {token}"})
    assert caller.may("premium")
    assert not caller.may("admin")


def test_the_proof_is_as_old_as_the_sign_in(gate: Gatekeeper, issuer: Issuer) -> None:
    long_ago = int(time.time()) - 3600
    caller = gate.admit("GET", {"authorization": f"Bearer {issuer.access(auth_time=long_ago)}"})
    assert caller.authenticated_at.timestamp() == long_ago


def test_an_outage_of_the_keys_is_no_refusal(gate: Gatekeeper, issuer: Issuer) -> None:
    issuer.down = True
    with pytest.raises(Unavailable):
        gate.admit("GET", {"authorization": f"Bearer {issuer.access(sub=str(uuid4()))}"})


def test_without_credentials_nobody_is_there(gate: Gatekeeper) -> None:
    with pytest.raises(Unauthorized):
        gate.admit("GET", {})


def test_every_changing_method_needs_the_csrf_token() -> None:
    from serenity.http.operation import MUTATING as IN_ROUTES

    assert gatekeeper.CHANGING == IN_ROUTES
