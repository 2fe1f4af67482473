"""The places where a person is signed in: listed, ended, and told of when new."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
import pytest

from functions.accounts.cookies import DEVICE
from serenity.ids import digest
from tests.functions.accounts.browser import PASSWORD, Browser
from tests.functions.accounts.cloud import SignInCloud

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def ana(browser: Browser, email: str) -> Browser:
    browser.arrive(email)
    return browser


def places(browser: Browser) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = browser.send("GET", "/v1/sessions").body["items"]
    return items


def warnings(browser: Browser) -> list[dict[str, Any]]:
    user_id = browser.send("GET", "/v1/session").body["user_id"]
    events = browser.cloud.events_of(user_id)
    return [e["detail"]["data"] for e in events if e["detail-type"] == "SignedInFromNewDevice"]


def test_places_are_listed_with_the_current_one_first(
    ana: Browser, product: SignInCloud, email: str
) -> None:
    phone = Browser(product, SAFARI)
    phone.sign_in(email)
    listed = places(ana)
    assert [(each["device"], each["current"]) for each in listed] == [
        ("Firefox on Linux", True),
        ("Mobile Safari on iOS", False),
    ]
    assert places(phone)[0]["id"] == listed[1]["id"]
    assert all(datetime.fromisoformat(each["created_at"]).tzinfo for each in listed)
    text = str(ana.send("GET", "/v1/sessions").body)
    for secret in (*ana.cookies.values(), ana.csrf):
        assert str(secret) not in text


@pytest.mark.parametrize("agent", ["", "x", "\u202e" * 50, "Mozilla/5.0 " + "(" * 5000])
def test_an_odd_browser_is_an_unknown_device(
    agent: str, product: SignInCloud, ana: Browser, email: str
) -> None:
    odd = Browser(product, agent)
    assert odd.sign_in(email).status == 200
    assert places(odd)[0]["device"] == "Unknown device"


def test_one_place_is_ended(ana: Browser, product: SignInCloud, email: str) -> None:
    phone = Browser(product, SAFARI)
    phone.sign_in(email)
    target = places(phone)[0]["id"]
    assert ana.send("DELETE", f"/v1/sessions/{target}").status == 204
    assert phone.send("GET", "/v1/me").status == 401
    assert phone.send("GET", "/v1/session").body["signed_in"] is False
    assert ana.send("GET", "/v1/me").status == 200
    assert ana.send("DELETE", f"/v1/sessions/{target}").status == 404


def test_another_persons_place_is_an_unknown_one(
    ana: Browser, product: SignInCloud, email: str
) -> None:
    bob = Browser(product)
    bob.arrive(f"bob.{email}")
    target = places(bob)[0]["id"]
    foreign = ana.send("DELETE", f"/v1/sessions/{target}")
    unknown = ana.send("DELETE", "/v1/sessions/0198f6a0-0000-7000-8000-000000000001")
    assert foreign.status == unknown.status == 404
    assert foreign.body["detail"] == unknown.body["detail"]
    assert bob.send("GET", "/v1/me").status == 200


def test_all_other_places_are_ended(ana: Browser, product: SignInCloud, email: str) -> None:
    others = [Browser(product) for _ in range(3)]
    for other in others:
        other.sign_in(email)
    assert ana.send("POST", "/v1/sessions/end-others").status == 204
    assert [other.send("GET", "/v1/me").status for other in others] == [401] * 3
    assert len(places(ana)) == 1


def test_sign_out_clears_the_browser_and_ends_the_session(ana: Browser) -> None:
    cookies = dict(ana.cookies)
    result = ana.send("POST", "/v1/auth/sign-out")
    assert result.status == 204
    assert result.headers["clear-site-data"] == '"cache", "storage"'
    assert "__Host-session" not in ana.cookies
    ana.cookies = cookies
    assert ana.send("GET", "/v1/me").status == 401
    assert ana.send("GET", "/v1/session").body["signed_in"] is False
    assert "__Host-session" not in ana.cookies


def test_signing_in_again_ends_the_session_before(ana: Browser, email: str) -> None:
    before = dict(ana.cookies)
    assert ana.sign_in(email).status == 200
    assert len(places(ana)) == 1
    stale = Browser(ana.cloud)
    stale.cookies = before
    assert stale.send("GET", "/v1/me").status == 401


def test_a_session_is_never_taken_from_the_request(product: SignInCloud, email: str) -> None:
    """Session fixation: a planted cookie is not the session that the sign-in opens."""
    planted = Browser(product)
    planted.cookies["__Host-session"] = "p" * 43
    planted.sign_up(email)
    planted.sign_in(email)
    assert planted.cookies["__Host-session"] != "p" * 43


def test_the_other_domains_are_told_which_sessions_ended(
    ana: Browser, product: SignInCloud, email: str
) -> None:
    user_id = ana.send("GET", "/v1/session").body["user_id"]
    phone, desk, leaving = (Browser(product, SAFARI) for _ in range(3))
    for other in (phone, desk, leaving):
        other.sign_in(email)
    ids = [places(other)[0]["id"] for other in (phone, desk, leaving)]
    leaving.send("POST", "/v1/auth/sign-out")
    ana.send("DELETE", f"/v1/sessions/{ids[0]}")
    ana.send("POST", "/v1/sessions/end-others")
    events = product.events_of(user_id)
    told = [e["detail"]["data"] for e in events if e["detail-type"] == "SessionsEnded"]
    assert told == [{"session_ids": [each]} for each in (ids[2], ids[0], ids[1])]


class TestNewDevice:
    """A sign-in from a browser nobody knows is told; the first of all is not."""

    def test_the_first_device_is_no_news(self, ana: Browser) -> None:
        assert warnings(ana) == []

    def test_a_second_device_is(self, ana: Browser, product: SignInCloud, email: str) -> None:
        phone = Browser(product, SAFARI)
        phone.sign_in(email)
        (told,) = warnings(ana)
        assert told.keys() == {"session_id", "device", "signed_in_at"}
        assert told["device"] == "Mobile Safari on iOS"
        assert told["session_id"] == places(phone)[0]["id"]

    def test_a_known_browser_stays_known_after_sign_out(self, ana: Browser, email: str) -> None:
        ana.send("POST", "/v1/auth/sign-out")
        ana.sign_in(email)
        assert warnings(ana) == []

    def test_only_the_hash_of_a_device_is_kept(self, ana: Browser, owner_url: str) -> None:
        user_id = ana.send("GET", "/v1/session").body["user_id"]
        with psycopg.connect(owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, false)", (user_id,))
            rows = connection.execute(
                "SELECT device_hash FROM accounts.device WHERE user_id = %s", (user_id,)
            ).fetchall()
        assert rows == [(digest(ana.cookies[DEVICE]),)]

    def test_a_planted_device_cookie_of_odd_form_is_replaced(
        self, product: SignInCloud, email: str
    ) -> None:
        browser = Browser(product)
        browser.cookies[DEVICE] = "x"
        browser.arrive(email)
        assert len(browser.cookies[DEVICE]) == 43


class TestProof:
    """A fresh proof by password."""

    def test_the_password_renews_the_proof(self, ana: Browser) -> None:
        before = ana.send("GET", "/v1/session").body["authenticated_at"]
        assert ana.send("POST", "/v1/auth/reauthenticate", {"password": PASSWORD}).status == 204
        assert ana.send("GET", "/v1/session").body["authenticated_at"] > before
        assert len(places(ana)) == 1

    def test_a_wrong_password_does_not(self, ana: Browser) -> None:
        before = ana.send("GET", "/v1/session").body
        result = ana.send("POST", "/v1/auth/reauthenticate", {"password": "wrong password"})
        assert (result.status, result.body["type"]) == (403, "/problems/wrong-credentials")
        assert ana.send("GET", "/v1/session").body == before

    def test_it_cannot_be_guessed(self, ana: Browser) -> None:
        statuses = [
            ana.send("POST", "/v1/auth/reauthenticate", {"password": f"guess {n}"}).status
            for n in range(11)
        ]
        assert statuses == [403] * 10 + [429]
