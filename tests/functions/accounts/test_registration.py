"""Sign-up, confirmation and forgotten passwords tell nothing of others and let nobody else in."""

from __future__ import annotations

from random import randrange
from typing import Any

import pytest

from functions.accounts import wiring
from tests.functions.accounts.browser import PASSWORD, Browser
from tests.functions.accounts.cloud import SignInCloud
from tests.support.gateway import Result

NEW_PASSWORD = "another long passphrase"


def sign_up(browser: Browser, email: str, password: str = PASSWORD) -> Result:
    body = {"email": email, "password": password, "language": "en"}
    return browser.send("POST", "/v1/auth/sign-up", body)


def confirm(browser: Browser, email: str, code: str) -> Result:
    return browser.send("POST", "/v1/auth/confirm", {"email": email, "code": code})


def code_of(result: Result) -> str:
    code: str = result.body["errors"][0]["code"]
    return code


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_known_address_gets_the_same_answer_and_keeps_its_password(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.arrive(email)
    mails = product.mail_for(email)
    stranger = Browser(product)
    known = sign_up(stranger, email, NEW_PASSWORD)
    unknown = sign_up(Browser(product), f"new.{email}", NEW_PASSWORD)
    assert (
        (known.status, known.body) == (unknown.status, unknown.body) == (202, {"next": "confirm"})
    )
    assert known.headers.keys() == unknown.headers.keys()
    assert [c.split("=")[0] for c in known.cookies] == [c.split("=")[0] for c in unknown.cookies]
    assert stranger.sign_in(email, NEW_PASSWORD).status == 401
    assert Browser(product).sign_in(email).status == 200
    (letter,) = product.mail_for(email)[len(mails) :]
    assert letter["Subject"] == "You already have an account"
    assert f"{product.public_url}/sign-in" in letter["BodyText"]
    assert "Serenity Hub" in letter["Source"]


def test_a_letter_that_cannot_be_sent_does_not_show(
    browser: Browser, product: SignInCloud, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.arrive(email)
    for sender in ("nobody@unverified.example", ""):
        monkeypatch.setattr(wiring.registration()._letters, "_sender", sender)
        assert sign_up(Browser(product), email).status == 202


@pytest.mark.parametrize("path", ["/v1/auth/resend", "/v1/auth/forgot"])
def test_sending_a_code_tells_nothing(
    path: str, browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.arrive(email)
    sign_up(browser, f"waiting.{email}")
    answers = [
        Browser(product).send("POST", path, {"email": address})
        for address in (email, f"waiting.{email}", f"nobody.{email}")
    ]
    assert {a.status for a in answers} == {202}
    assert len({str(a.body) for a in answers}) == 1
    assert len({str(sorted(a.headers)) for a in answers}) == 1


def test_an_unconfirmed_account_cannot_sign_in(browser: Browser, email: str) -> None:
    sign_up(browser, email)
    result = browser.sign_in(email)
    assert (result.status, result.body["type"]) == (403, "/problems/unconfirmed")
    assert confirm(browser, email, browser.cloud.code_for(email)).status == 204
    assert browser.sign_in(email).status == 200


def test_only_the_newest_code_counts(browser: Browser, email: str) -> None:
    sign_up(browser, email)
    first = browser.cloud.code_for(email)
    wrong = confirm(browser, email, other_code(first))
    assert (wrong.status, code_of(wrong)) == (422, "wrong_code")
    assert browser.send("POST", "/v1/auth/resend", {"email": email}).status == 202
    second = browser.cloud.code_for(email)
    assert confirm(browser, email, first).status == (204 if first == second else 422)
    if first != second:
        assert confirm(browser, email, second).status == 204


def test_a_code_is_refused_alike_for_known_and_unknown_addresses(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.arrive(email)
    for path, more in (
        ("/v1/auth/confirm", {}),
        ("/v1/auth/reset", {"password": NEW_PASSWORD}),
    ):
        known, unknown = (
            Browser(product).send("POST", path, {"email": address, "code": "000001"} | more)
            for address in (email, f"nobody.{email}")
        )
        assert (known.status, known.body["errors"]) == (unknown.status, unknown.body["errors"])
        assert code_of(known) == "wrong_code"


class TestPreHijack:
    """Someone signs up with an address that is not theirs, and waits for its owner."""

    def test_the_owner_signs_up_over_the_stranger(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        stranger = Browser(product)
        sign_up(stranger, email, "password of the stranger")
        sign_up(browser, email)
        assert confirm(browser, email, product.code_for(email)).status == 204
        assert stranger.sign_in(email, "password of the stranger").status == 401
        assert browser.sign_in(email).status == 200

    def test_the_stranger_signs_up_over_the_owner(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        stranger = Browser(product)
        sign_up(browser, email)
        sign_up(stranger, email, "password of the stranger")
        refused = confirm(browser, email, product.code_for(email))
        assert (refused.status, refused.body["type"]) == (409, "/problems/signed-up-elsewhere")
        assert stranger.sign_in(email, "password of the stranger").status == 403
        sign_up(browser, email)
        assert confirm(browser, email, product.code_for(email)).status == 204
        assert stranger.sign_in(email, "password of the stranger").status == 401
        assert browser.sign_in(email).status == 200

    @pytest.mark.parametrize("registered", [True, False])
    def test_a_contested_address_tells_nothing_of_an_account(
        self, browser: Browser, product: SignInCloud, email: str, *, registered: bool
    ) -> None:
        if registered:
            browser.arrive(email)
        first, second = Browser(product), Browser(product)
        sign_up(first, email)
        sign_up(second, email)
        assert confirm(first, email, "000000").status == 409
        assert confirm(second, email, "000000").status == 422

    def test_one_browser_may_start_over(self, browser: Browser, email: str) -> None:
        sign_up(browser, email, "first thought of it")
        sign_up(browser, email)
        assert confirm(browser, email, browser.cloud.code_for(email)).status == 204
        assert browser.sign_in(email).status == 200

    def test_a_code_may_be_typed_in_another_browser(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        sign_up(browser, email)
        assert confirm(Browser(product), email, product.code_for(email)).status == 204


class TestReset:
    """A lost password is replaced by whoever reads the mail, and by nobody else."""

    def test_a_new_password_ends_every_session(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        browser.arrive(email)
        thief = Browser(product)
        thief.sign_in(email)
        assert browser.send("POST", "/v1/auth/forgot", {"email": email}).status == 202
        code = product.code_for(email)
        body = {"email": email, "code": code, "password": NEW_PASSWORD}
        assert browser.send("POST", "/v1/auth/reset", body).status == 204
        assert thief.send("GET", "/v1/me").status == 401
        assert browser.send("GET", "/v1/me").status == 401
        assert Browser(product).sign_in(email).status == 401
        assert Browser(product).sign_in(email, NEW_PASSWORD).status == 200
        again = browser.send("POST", "/v1/auth/reset", body)
        assert (again.status, code_of(again)) == (422, "wrong_code")

    def test_a_wrong_code_changes_nothing(self, browser: Browser, email: str) -> None:
        browser.arrive(email)
        browser.send("POST", "/v1/auth/forgot", {"email": email})
        code = other_code(browser.cloud.code_for(email))
        body = {"email": email, "code": code, "password": NEW_PASSWORD}
        refused = browser.send("POST", "/v1/auth/reset", body)
        assert (refused.status, code_of(refused)) == (422, "wrong_code")
        assert browser.send("GET", "/v1/me").status == 200
        assert Browser(browser.cloud).sign_in(email).status == 200


class TestGuessing:
    """Tries are counted per address and per caller."""

    def test_the_eleventh_wrong_password_waits(self, browser: Browser, email: str) -> None:
        browser.sign_up(email)
        for _ in range(10):
            assert browser.sign_in(email, "wrong password").status == 401
        refused = browser.sign_in(email)
        assert refused.status == 429
        assert 0 < int(refused.headers["retry-after"]) <= 900
        assert Browser(browser.cloud).sign_in(email.upper()).status == 429

    def test_unknown_addresses_are_counted_alike(self, browser: Browser, email: str) -> None:
        statuses = [browser.sign_in(email, "wrong password").status for _ in range(11)]
        assert statuses == [401] * 10 + [429]

    def test_right_passwords_do_not_add_up(self, browser: Browser, email: str) -> None:
        browser.sign_up(email)
        assert {browser.sign_in(email).status for _ in range(12)} == {200}

    def test_one_caller_has_fifty_tries(self, browser: Browser, email: str) -> None:
        browser.forwarded_for = "198.51.100.7, 8.8.4.4"
        statuses = [
            browser.sign_in(f"{number}.{email}", "wrong password").status for number in range(51)
        ]
        assert statuses == [401] * 50 + [429]
        browser.forwarded_for = "8.8.4.4, 8.8.4.5"
        assert browser.sign_in(f"x.{email}", "wrong password").status == 401

    def test_a_strangers_wrong_tries_do_not_lock_the_person_out(
        self, browser: Browser, product: SignInCloud, email: str
    ) -> None:
        browser.sign_up(email)
        stranger = Browser(product)
        stranger.forwarded_for = "9.9.9.9"
        statuses = [stranger.sign_in(email, "wrong password").status for _ in range(11)]
        assert statuses == [401] * 10 + [429]
        browser.forwarded_for = "8.8.8.8"
        assert browser.sign_in(email).status == 200

    def test_an_address_has_a_hundred_tries_from_everywhere(
        self, browser: Browser, email: str
    ) -> None:
        statuses = []
        for number in range(101):
            browser.forwarded_for = f"11.0.0.{number}"
            statuses.append(browser.sign_in(email, "wrong password").status)
        assert statuses == [401] * 100 + [429]

    def test_sign_ins_with_a_provider_are_not_begun_without_end(self, browser: Browser) -> None:
        browser.forwarded_for = f"12.0.{randrange(256)}.{randrange(256)}"
        begun = [browser.send("GET", "/v1/auth/authorize/Google") for _ in range(61)]
        refused = [each.headers["location"].endswith("?reason=too-many") for each in begun]
        assert refused == [False] * 60 + [True]

    def test_codes_cannot_be_guessed(self, browser: Browser, email: str) -> None:
        sign_up(browser, email)
        right = browser.cloud.code_for(email)
        guesses = [confirm(browser, email, f"{n:06d}") for n in range(11) if f"{n:06d}" != right]
        assert guesses[0].status == 422
        assert confirm(browser, email, right).status == 429

    def test_mail_is_not_sent_without_end(self, browser: Browser, email: str) -> None:
        statuses = [
            browser.send("POST", "/v1/auth/forgot", {"email": email}).status for _ in range(6)
        ]
        assert statuses == [202] * 5 + [429]


BAD_BODIES: list[tuple[str, dict[str, Any]]] = [
    ("email", {"email": "no-at-sign"}),
    ("email", {"email": "a@b"}),
    ("email", {"email": "a b@example.org"}),
    ("email", {"email": "a@example.org\x00"}),
    ("email", {"email": "x" * 250 + "@example.org"}),
    ("email", {"email": ["a@example.org"]}),
    ("email", {"email": None}),
    ("password", {"password": "short"}),
    ("password", {"password": "x" * 129}),
    ("password", {"password": 12345678901}),
    ("password", {"password": "          "}),
    ("language", {"language": "tlh"}),
    ("admin", {"admin": True}),
]


@pytest.mark.parametrize(("field", "change"), BAD_BODIES)
def test_a_bad_body_names_its_field(
    field: str, change: dict[str, Any], browser: Browser, email: str
) -> None:
    body = {"email": email, "password": PASSWORD, "language": "fr"} | change
    result = browser.send("POST", "/v1/auth/sign-up", body)
    assert result.status == 422
    assert [e["pointer"] for e in result.body["errors"]] == [f"/{field}"]
    for value in change.values():
        if isinstance(value, str) and value != "short":
            assert value not in str(result.body["errors"])


def test_odd_addresses_and_passwords_are_never_our_fault(browser: Browser) -> None:
    odd = [
        "ana+tag@example.org",
        "ünï@exämple.org",
        "a'b@example.org",
        '"a"@example.org',
        "💧@x.org",
    ]
    for email in odd:
        for password in ("päßwörd 💧💧💧💧", "<script>alert(1)</script>", "' OR '1'='1"):
            for path in ("/v1/auth/sign-up", "/v1/auth/sign-in"):
                body = {"email": email, "password": password}
                if path.endswith("up"):
                    body |= {"language": "fr"}
                assert browser.send("POST", path, body).status in {200, 202, 401, 403, 422, 429}
