"""Point 4: everything is noted in a few keys, at any time and place, and can be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.person import Person, eventually, last_night
from tests.e2e.visitor import Look, Visitor

# Keys after the letter that opens the sheet and the digit of the kind; Enter follows.
KEYS: dict[str, list[str]] = {
    "mood": ["ArrowRight", "ArrowRight", "ArrowRight"],
    "water": [],
    "meal": ["ArrowRight"],
    "activity": ["ArrowRight"],
    "meditation": [],
    "sleep": [],
    "weight": ["7", "0"],
    "steps": ["9", "0", "0"],
}
STORED: dict[str, dict[str, Any]] = {
    "mood": {"mood": 4},
    "water": {"volume_ml": 250},
    "meal": {"energy_kcal": 400},
    "activity": {"activity": "run", "duration_seconds": 1800},
    "meditation": {"duration_seconds": 600},
    "sleep": {},  # by night the present one, which ends now
    "weight": {"weight_kg": 70},
    "steps": {"steps": 900},
}


def sheet(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog")


def kinds(visitor: Visitor) -> Locator:
    return sheet(visitor).get_by_role("radiogroup", name=visitor.t("log.sheet.kinds"))


def open_sheet(visitor: Visitor) -> None:
    """With the one letter that works everywhere, once the frame of the product stands."""
    expect(visitor.button("log.addKey")).to_be_visible()
    expect(sheet(visitor)).to_have_count(0)
    visitor.page.keyboard.press("l")
    expect(kinds(visitor)).to_be_visible()


def pick(visitor: Visitor, kind: str) -> None:
    """With the digit that the tile shows."""
    name = visitor.t(f"log.kind.{kind}")
    tile = kinds(visitor).locator(f"label:has(input[value={kind}])")
    expect(tile).to_contain_text(name)
    visitor.page.keyboard.press(tile.locator("kbd").inner_text())
    expect(tile.locator("input")).to_be_checked()
    expect(sheet(visitor).locator("[data-fields] :focus")).to_have_count(1)


def noted(visitor: Visitor, kind: str = "saved") -> Locator:
    """The notice that it was stored, with its undo."""
    notice = visitor.toast(visitor.t(f"log.{kind}")).first
    expect(notice).to_be_visible()
    return notice


def last(person: Person, kind: str) -> Any:
    return next(entry for entry in person.entries() if entry["kind"] == kind)


def test_every_kind_by_keyboard_alone(visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look, person=person)
    visitor.open("/log")
    visitor.heading("log.journal.emptyTitle")
    for number, kind in enumerate(KEYS):
        open_sheet(visitor)
        pick(visitor, kind)
        for key in [*KEYS[kind], "Enter"]:
            visitor.page.keyboard.press(key)
        expect(sheet(visitor)).to_have_count(0)
        expect(visitor.page.get_by_role("main").get_by_role("listitem")).to_have_count(number + 1)
    stored = {entry["kind"]: entry for entry in person.entries()}
    for kind, wanted in STORED.items():
        assert {name: stored[kind][name] for name in wanted} == wanted
        assert stored[kind]["zone"] == "Europe/Paris"
    assert 4 * 3600 <= stored["sleep"]["duration_seconds"] <= 8 * 3600


def test_undo_edit_delete(visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/")
    visitor.shows("today.timeline.empty")
    open_sheet(visitor)
    pick(visitor, "water")
    page.keyboard.press("Enter")
    noted(visitor).get_by_role("button", name=visitor.t("common.undo")).click()
    visitor.shows("today.timeline.empty")
    # The screen is ahead of the service, which has the last word.
    eventually(lambda: person.entries() == [])

    entry = person.log("meal", energy_kcal=500, note="Soupe")
    visitor.open("/log")
    lines = page.get_by_role("main").get_by_role("listitem")
    lines.get_by_role("button", name=re.compile("Soupe")).click()
    visitor.field("log.field.energy").fill("650")
    visitor.field("log.field.mealNote").fill("Soupe et pain")
    visitor.press("log.sheet.saveChange")
    noted(visitor, "changed")
    expect(lines).to_contain_text("650")
    expect(lines).to_contain_text("Soupe et pain")
    changed = last(person, "meal")
    assert (changed["energy_kcal"], changed["version"]) == (650, entry["version"] + 1)

    delete = visitor.t("log.row.delete", title=visitor.t("log.kind.meal"), when="").strip()
    lines.get_by_role("button", name=delete).click()
    notice = noted(visitor, "deleted")
    visitor.heading("log.journal.emptyTitle")
    notice.get_by_role("button", name=visitor.t("common.undo")).click()
    expect(lines).to_contain_text("Soupe et pain")
    eventually(lambda: last(person, "meal")["id"] == entry["id"])


def test_two_nights_at_once_are_a_question(visit: Visit, person: Person, look: Look) -> None:
    first = person.post("/v1/entries", {"kind": "sleep", **last_night()})
    visitor = visit(look, person=person)
    page = visitor.open("/")
    open_sheet(visitor)
    pick(visitor, "sleep")
    page.keyboard.press("Enter")
    visitor.heading("log.overlap.title")
    visitor.press("log.overlap.mine")
    expect(page.get_by_text(visitor.t("log.overlap.title"))).to_have_count(0)
    assert [entry["id"] for entry in person.entries()] == [first["id"]]

    visitor.choose("log.quality.5")
    sheet(visitor).get_by_role("button", name=visitor.t("log.sheet.save"), exact=True).click()
    visitor.heading("log.overlap.title")
    visitor.assert_accessible()
    visitor.press("log.overlap.replace")
    notice = noted(visitor)
    nights = [entry for entry in person.entries() if entry["kind"] == "sleep"]
    assert [night["quality"] for night in nights] == [5]

    visitor.assert_accessible()
    notice.get_by_role("button", name=visitor.t("common.undo")).click()
    eventually(lambda: [entry["id"] for entry in person.entries()] == [first["id"]])


def test_hours_beside_a_night_are_a_question(visit: Visit, person: Person, look: Look) -> None:
    person.post("/v1/entries", {"kind": "sleep", **last_night()})
    visitor = visit(look, person=person)
    page = visitor.open("/")
    open_sheet(visitor)
    pick(visitor, "sleep")
    visitor.choose("log.field.byLength")
    visitor.typed("log.field.hours").fill("1")
    save = sheet(visitor).get_by_role("button", name=visitor.t("log.sheet.save"), exact=True)
    save.click()
    visitor.heading("log.overlap.sameDayTitle")
    visitor.assert_accessible()
    visitor.assert_fits()
    assert len(person.entries()) == 1
    visitor.press("log.overlap.add")
    notice = noted(visitor)
    assert len(person.entries()) == 2
    notice.get_by_role("button", name=visitor.t("common.undo")).click()
    eventually(lambda: len(person.entries()) == 1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_another_day_and_another_zone(visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/log")
    visitor.heading("log.journal.emptyTitle")
    open_sheet(visitor)
    pick(visitor, "water")
    visitor.press("log.when.change")
    visitor.find("log.when.zone", "Tokyo", "Tokyo (Asia)")
    day = sheet(visitor).get_by_role("group", name=visitor.t("log.when.day")).first
    day.get_by_role("spinbutton").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    time = sheet(visitor).get_by_role("group", name=visitor.t("log.when.time"))
    time.get_by_role("spinbutton").first.focus()
    page.keyboard.type("0815")
    page.keyboard.press("Enter")
    noted(visitor)
    entry = last(person, "water")
    assert entry["zone"] == "Asia/Tokyo"
    assert entry["offset_minutes"] == 540
    assert entry["started_at"].split("T")[1].startswith("23:15")


IMPERIAL = {
    "weight": ("log.field.weight", "lb", "weight_kg", 69.853),
    "water": ("log.field.volume", "fl oz", "volume_ml", 4554.328),
}


@pytest.mark.parametrize("kind", IMPERIAL)
def test_in_pounds_and_ounces(visit: Visit, person: Person, look: Look, kind: str) -> None:
    label, unit, stored, amount = IMPERIAL[kind]
    person.change(units="imperial")
    visitor = visit(look, person=person)
    page = visitor.open("/log")
    visitor.heading("log.journal.emptyTitle")
    open_sheet(visitor)
    pick(visitor, kind)
    sheet(visitor).get_by_role("textbox", name=visitor.t(label), exact=True).fill("154")
    page.keyboard.press("Enter")
    noted(visitor)
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text(
        re.compile(rf"154\s{unit}")
    )
    assert last(person, kind)[stored] == pytest.approx(amount, rel=1e-4)
