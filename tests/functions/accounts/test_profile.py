"""The profile: made at the first sign-in, changed with If-Match, sealed at rest."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.functions.accounts.browser import Browser


@pytest.fixture
def ana(browser: Browser, email: str) -> Browser:
    browser.arrive(email)
    return browser


def change(browser: Browser, body: dict[str, Any], etag: str = '"1"', **headers: str) -> Any:
    return browser.send("PATCH", "/v1/me", body, If_Match=etag, **headers)


def test_a_profile_begins_with_defaults(ana: Browser, email: str) -> None:
    result = ana.send("GET", "/v1/me")
    me = result.body
    assert result.headers["etag"] == '"1"'
    assert me["email"] == email
    assert "display_name" not in me
    assert (me["units"], me["theme"], me["day_end_minutes"]) == ("metric", "system", 0)
    assert (me["focus"], me["onboarded"]) == ([], False)


def test_every_setting_can_be_changed(ana: Browser) -> None:
    wanted = {
        "display_name": "Ana d'Été 💧",
        "language": "en",
        "units": "imperial",
        "theme": "night",
        "time_zone": "America/Argentina/Buenos_Aires",
        "day_end_minutes": 300,
        "focus": ["sleep", "meditation", "sleep"],
        "onboarded": True,
    }
    result = change(ana, wanted)
    assert result.status == 200
    assert result.headers["etag"] == '"2"'
    stored = ana.send("GET", "/v1/me").body
    assert stored == result.body
    expected = wanted | {"focus": ["sleep", "meditation"]}
    assert {name: stored[name] for name in wanted} == expected


def test_what_is_left_out_stays(ana: Browser) -> None:
    change(ana, {"display_name": "Ana", "theme": "day"})
    result = change(ana, {"units": "imperial"}, '"2"')
    kept = {name: result.body[name] for name in ("display_name", "theme", "units")}
    assert kept == {"display_name": "Ana", "theme": "day", "units": "imperial"}
    emptied = change(ana, {"display_name": None}, '"3"')
    assert "display_name" not in emptied.body


def test_a_lost_update_is_noticed(ana: Browser) -> None:
    assert change(ana, {"theme": "day"}).status == 200
    assert change(ana, {"theme": "night"}).status == 412
    assert change(ana, {"theme": "night"}, '"999999999"').status == 412
    assert ana.send("PATCH", "/v1/me", {"theme": "night"}).status == 428
    assert ana.send("GET", "/v1/me").body["theme"] == "day"


def test_the_same_key_changes_once(ana: Browser) -> None:
    answers = [change(ana, {"theme": "day"}, Idempotency_Key="k-1") for _ in range(3)]
    assert {a.status for a in answers} == {200}
    assert {a.headers["etag"] for a in answers} == {'"2"'}
    assert change(ana, {"theme": "night"}, Idempotency_Key="k-1").status == 409


def test_name_and_address_are_sealed_at_rest(ana: Browser, email: str, owner_url: str) -> None:
    change(ana, {"display_name": "Ana Visible"}, Idempotency_Key="k")
    user_id = ana.send("GET", "/v1/session").body["user_id"]
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, false)", (user_id,))
        profile = connection.execute(
            "SELECT display_name, email FROM accounts.profile WHERE user_id = %s", (user_id,)
        ).fetchone()
        rows = connection.execute(
            "SELECT answer FROM platform.idempotency WHERE user_id = %s", (user_id,)
        ).fetchall()
    assert profile is not None
    assert rows
    for sealed in (*profile, *(row[0] for row in rows)):
        assert b"Ana Visible" not in sealed
        assert email.encode() not in sealed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "   "),
        ("display_name", "x" * 61),
        ("display_name", "a\x00b"),
        ("display_name", 7),
        ("language", "de"),
        ("language", None),
        ("theme", "dark"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "localtime"),
        ("time_zone", "x" * 100),
        ("time_zone", None),
        ("day_end_minutes", -15),
        ("day_end_minutes", 301),
        ("day_end_minutes", 7),
        ("day_end_minutes", 10**30),
        ("day_end_minutes", "60"),
        ("day_end_minutes", True),
        ("focus", ["sleep", "money"]),
        ("focus", "sleep"),
        ("focus", None),
        ("onboarded", "yes"),
        ("onboarded", None),
        ("version", 5),
        ("user_id", "0198f6a0-0000-7000-8000-000000000001"),
        ("has_password", False),
        ("email", "other@example.org"),
    ],
)
def test_a_bad_setting_is_named_and_nothing_stored(field: str, value: Any, shared: Browser) -> None:
    before = shared.send("GET", "/v1/me").body
    result = change(shared, {"theme": "night", field: value})
    assert result.status == 422
    assert result.body["errors"][0]["pointer"].startswith(f"/{field}")
    assert shared.send("GET", "/v1/me").body == before


@pytest.mark.parametrize(
    "raw", ["", "[]", "null", "{", '{"theme": NaN}', '{"display_name": "\\ud800"}', "[" * 5000]
)
def test_an_unreadable_body_is_refused(raw: str, shared: Browser) -> None:
    from functions.accounts.app import app
    from tests.support.gateway import invoke

    headers = shared.headers() | {"If-Match": '"1"'}
    caller = shared.principal("PATCH", "/v1/me", headers)
    result = invoke(app, "PATCH", "/v1/me", caller=caller, raw=raw, headers=headers)
    assert result.status == 422


@pytest.fixture(scope="module")
def shared(product: Any) -> Browser:
    browser = Browser(product)
    browser.arrive("shared.profile@example.org")
    return browser


def test_the_language_is_that_of_the_sign_up_or_the_browser(product: Any, email: str) -> None:
    for language in ("fr", "en"):
        browser = Browser(product)
        browser.sign_up(f"{language}.{email}", language=language)
        browser.sign_in(f"{language}.{email}")
        assert browser.send("GET", "/v1/me").body["language"] == language
