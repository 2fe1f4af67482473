"""Bad input is refused by name, and an outage loses nothing that somebody typed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.person import Person, last_night, settled
from tests.e2e.visitor import Look, Visitor
from tests.support.product import Product, wait_until

NOW = datetime.now(UTC)
AT = NOW.isoformat()
WATER = {"kind": "water", "at": AT, "volume_ml": 250}
GOAL = {"metric": "water", "direction": "at_least", "period": "day", "target": {"low": 1500}}
DEEP = "[" * 5000 + "]" * 5000


def hours_ago(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat()


def nights(hours: float) -> dict[str, str]:
    return {"kind": "sleep", "started_at": hours_ago(hours), "ended_at": AT}


BAD: dict[str, tuple[str, str, Any, str]] = {
    "unknown field": ("POST", "/v1/entries", WATER | {"colour": "blue"}, "colour"),
    "wrong type": ("POST", "/v1/entries", WATER | {"volume_ml": "much"}, "volume_ml"),
    "not a number": ("POST", "/v1/entries", json.dumps(WATER | {"volume_ml": float("nan")}), ""),
    "infinite": ("POST", "/v1/entries", '{"kind": "water", "volume_ml": 1e999}', "volume_ml"),
    "night of 30 hours": ("POST", "/v1/entries", nights(30), "ended_at"),
    "night backwards": ("POST", "/v1/entries", nights(-1), "at"),
    "90,000 kcal": (
        "POST", "/v1/entries", {"kind": "meal", "at": AT, "energy_kcal": 90_000}, "energy_kcal",
    ),
    "far future": ("POST", "/v1/entries", WATER | {"at": "2999-01-01T00:00:00Z"}, "at"),
    "long ago": ("POST", "/v1/entries", WATER | {"at": "1066-10-14T09:00:00Z"}, "at"),
    "unknown zone": ("POST", "/v1/entries", WATER | {"zone": "Moon/Tranquility"}, "zone"),
    "over-long note": ("POST", "/v1/entries", WATER | {"note": "x" * 5000}, "note"),
    "null character": ("POST", "/v1/entries", WATER | {"note": "a\x00b"}, "note"),
    "unknown kind": ("POST", "/v1/entries", {"kind": "moon", "at": AT}, "kind"),
    "no JSON": ("POST", "/v1/entries", "{", ""),
    "deep JSON": ("POST", "/v1/entries", DEEP, ""),
    "a list": ("POST", "/v1/entries", [WATER], ""),
    "unknown metric": ("POST", "/v1/goals", GOAL | {"metric": "luck"}, "metric"),
    "goal of nothing": ("POST", "/v1/goals", GOAL | {"target": {}}, "target"),
    "negative goal": ("POST", "/v1/goals", GOAL | {"target": {"low": -5}}, "target/low"),
    "goal without end": ("POST", "/v1/goals", GOAL | {"period": "once"}, "due_on"),
    "goal due in the past": (
        "POST", "/v1/goals", GOAL | {"period": "once", "due_on": "2001-01-01"}, "due_on",
    ),
    "over-long title": ("POST", "/v1/goals", GOAL | {"title": "x" * 500}, "title"),
    "eighth weekday": (
        "POST", "/v1/goals", GOAL | {"weekday_targets": {"8": {"low": 1}}}, "weekday_targets",
    ),
    "unknown language": ("PATCH", "/v1/me", {"language": "xx"}, "language"),
    "zone of the profile": ("PATCH", "/v1/me", {"time_zone": "Europe/Atlantis"}, "time_zone"),
    "day end at noon": ("PATCH", "/v1/me", {"day_end_minutes": 720}, "day_end_minutes"),
    "over-long name": ("PATCH", "/v1/me", {"display_name": "x" * 5000}, "display_name"),
    "span of a trend": (
        "GET", "/v1/series?metric=water&by=day&from_on=2026-02-01&to_on=2026-01-01", None, "on",
    ),
    "no day": ("GET", "/v1/days/2026-02-30", None, "on"),
}  # fmt: skip


@pytest.fixture(scope="module")
def careless(product: Product) -> Person:
    """Somebody who sends nonsense."""
    return settled(product)


def stored(person: Person) -> Any:
    return person.entries(), person.get("/v1/goals")["items"], person.get("/v1/me")


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_by_name(careless: Person, case: str) -> None:
    method, path, body, name = BAD[case]
    before = stored(careless)
    headers = {"If_Match": f'"{before[2]["version"]}"'} if method == "PATCH" else {}
    answer = careless.send(method, path, body, **headers)
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"] == "application/problem+json"
    if name:
        assert any(name in pointer for pointer in answer.pointers), answer.body
    assert stored(careless) == before


def test_an_oversized_body_is_refused(careless: Person) -> None:
    answer = careless.send("POST", "/v1/entries", WATER | {"note": "x" * 2_000_000})
    assert answer.status == 413, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert careless.entries() == []


def test_strangers_forgers_and_other_hosts_get_nothing(product: Product, careless: Person) -> None:
    stranger = Person(product, "nobody@example.org")
    assert stranger.send("GET", "/v1/me").status == 401
    assert careless.send("POST", "/v1/entries", WATER, X_CSRF_Token="forged").status == 403
    connection = http.client.HTTPConnection("localhost", product.port, timeout=10)
    connection.request("GET", "/v1/session", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 421
    connection.close()
    assert careless.entries() == []


@contextlib.contextmanager
def no_database(product: Product) -> Iterator[None]:
    """An outage that lasts: nobody starts the database again meanwhile."""
    supervisor = product.part("supervisor")
    os.kill(supervisor, signal.SIGSTOP)
    try:
        product.kill("database")
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


def test_what_was_typed_in_an_outage_is_sent_once(
    product: Product, visit: Visit, person: Person, look: Look
) -> None:
    person.want("meditation", 600)
    visitor = visit(look, person=person)
    page = visitor.open("/goals")
    visitor.button("goals.new").first.click()
    visitor.field("goals.editor.title").fill("Dormir")
    with no_database(product):
        visitor.press("goals.editor.create")
        visitor.shows("errors.unavailable")
        expect(visitor.field("goals.editor.title")).to_have_value("Dormir")
        answer = person.send("GET", "/v1/goals")
        assert (answer.status, int(answer.headers["retry-after"]) > 0) == (503, True)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

        page.keyboard.press("l")
        sheet = page.get_by_role("dialog")
        sheet.locator("label:has(input[value=water])").click()
        sheet.get_by_role("textbox", name=visitor.t("log.field.volume")).fill("321")
        page.keyboard.press("Enter")
        expect(sheet).to_have_count(0)
        visitor.shows_part("common.connection.pending", count=1)
    expect(visitor.toast(visitor.t("common.connection.sent"))).to_be_visible(timeout=40_000)
    visitor.go("log")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    assert [entry["volume_ml"] for entry in person.entries()] == [321]
    assert [goal["metric"] for goal in person.get("/v1/goals")["items"]] == ["meditation"]


def test_reading_and_writing_without_a_line(visit: Visit, person: Person, look: Look) -> None:
    person.log("water", volume_ml=444)
    visitor = visit(look, person=person, workers="allow")
    page = visitor.open("/log")
    line = page.get_by_role("main").get_by_role("listitem")
    expect(line).to_contain_text("444")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    with page.expect_response(re.compile("/v1/entries")):
        page.reload()
    expect(line).to_contain_text("444")
    visitor.context.set_offline(True)
    page.reload()
    expect(line).to_contain_text("444")
    visitor.shows_part("common.connection.offline")
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog")
    sheet.locator("label:has(input[value=water])").click()
    page.keyboard.press("Enter")
    expect(sheet).to_have_count(0)
    expect(line.filter(has_text=visitor.t("log.waiting"))).to_have_count(1)
    visitor.assert_accessible()
    visitor.context.set_offline(False)
    expect(visitor.toast(visitor.t("common.connection.sent"))).to_be_visible()
    expect(line.filter(has_text=visitor.t("log.waiting"))).to_have_count(0)
    wait_until(lambda: len(person.entries()) == 2)


def note_night_offline(visitor: Visitor) -> None:
    """A night noted while there is no line, said to be kept."""
    page = visitor.page
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog")
    sheet.locator("label:has(input[value=sleep])").click()
    visitor.choose("log.quality.5")
    visitor.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(sheet).to_have_count(0)
    visitor.shows_part("common.connection.pending", count=1)


def test_a_kept_night_that_overlaps_asks_its_question(
    visit: Visit, person: Person, look: Look
) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/log")
    visitor.heading("log.journal.emptyTitle")
    note_night_offline(visitor)
    first = person.post("/v1/entries", {"kind": "sleep", **last_night()})
    visitor.context.set_offline(False)

    notice = visitor.toast(visitor.t("common.connection.refused.typed"))
    expect(notice).to_be_visible()
    visitor.assert_accessible()
    row = page.get_by_role("main").get_by_role("listitem")
    expect(row.filter(has_text=visitor.t("log.refused.state"))).to_have_count(1)
    page.reload()
    visitor.press("common.connection.unsettled", count=1)
    visitor.heading("log.overlap.title")
    expect(page.get_by_role("radio", name=visitor.t("log.quality.5"))).to_be_checked()
    visitor.assert_accessible()
    visitor.press("log.overlap.replace")
    saved = visitor.toast(visitor.t("log.saved")).first
    expect(saved).to_be_visible()
    assert [(entry["quality"], entry["id"] == first["id"]) for entry in person.entries()] == [
        (5, False)
    ]
    expect(visitor.button("common.connection.unsettled", count=1)).to_have_count(0)
    saved.get_by_role("button", name=visitor.t("common.undo")).click()
    wait_until(lambda: [entry["id"] for entry in person.entries()] == [first["id"]])


def test_signing_out_asks_before_anything_unsent_is_lost(
    product: Product, visit: Visit, person: Person, look: Look
) -> None:
    other = settled(product)
    visitor = visit(look, person=person)
    page = visitor.open("/settings")
    visitor.heading("settings.title")
    with no_database(product):
        page.keyboard.press("l")
        sheet = page.get_by_role("dialog")
        sheet.locator("label:has(input[value=water])").click()
        page.keyboard.press("Enter")
        expect(sheet).to_have_count(0)
        visitor.shows_part("common.connection.pending", count=1)
        visitor.press("settings.account.signOut")
        visitor.heading("settings.unsent.title", count=1)
        visitor.assert_accessible()
        visitor.press("settings.unsent.stay")
        visitor.heading("settings.title")
        visitor.press("settings.account.signOut")
        visitor.press("settings.unsent.leave")
        page.wait_for_url("**/sign-in")
    wait_until(lambda: other.send("GET", "/v1/goals").status == 200)
