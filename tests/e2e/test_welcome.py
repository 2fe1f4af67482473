"""Point 2: four calm steps after the first sign-in, each kept, and each changeable later."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.person import Person
from tests.e2e.visitor import Look
from tests.e2e.words import Words


def test_four_steps(visit: Visit, stranger: Person, look: Look) -> None:
    other = Words("en" if look.language == "fr" else "fr")
    visitor = visit(look, person=stranger)
    page = visitor.open("/trends")
    visitor.heading("welcome.language.title")
    visitor.choose(f"common.language.{other.language}")
    expect(page.get_by_role("heading", level=1)).to_have_text(other("welcome.language.title"))
    visitor.t = other
    expect(page.locator("html")).to_have_attribute("lang", other.language)
    visitor.choose("common.units.imperial")
    visitor.press("common.next")

    visitor.heading("welcome.day.title")
    zone = page.get_by_role("combobox", name=other("welcome.day.zone"))
    expect(zone).to_have_value("Paris (Europe)")
    visitor.find("welcome.day.zone", "Tokyo", "Tokyo (Asia)")
    page.get_by_role("button", name=re.compile(other("welcome.day.end"))).click()
    page.get_by_role("option").nth(6).click()
    visitor.press("common.next")

    visitor.heading("welcome.focus.title")
    for area in ("sleep", "meditation"):
        visitor.choose(f"settings.focus.{area}", "checkbox")
    visitor.press("common.back")
    visitor.heading("welcome.day.title")
    visitor.press("common.next")
    visitor.heading("welcome.focus.title")
    visitor.press("common.next")

    visitor.heading("welcome.goals.title")
    choices = page.get_by_role("checkbox")
    for number in (0, 1):
        visitor.tick(choices.nth(number))
    visitor.shows("welcome.goals.chosen", count=2)
    visitor.press("welcome.finish")
    expect(page).to_have_url(visitor.url + "/")
    goals = page.get_by_role("region", name=other("today.goal.title"))
    expect(goals.get_by_role("heading", level=3)).to_have_count(2)

    profile = stranger.get("/v1/me")
    wanted = {
        "onboarded": True, "language": other.language, "units": "imperial",
        "time_zone": "Asia/Tokyo", "day_end_minutes": 180, "focus": ["sleep", "meditation"],
    }  # fmt: skip
    assert {name: profile[name] for name in wanted} == wanted
    areas = {goal["area"] for goal in stranger.get("/v1/goals")["items"]}
    assert areas <= {"sleep", "mind", "meditation"}
    visitor.open("/welcome")
    expect(page).to_have_url(visitor.url + "/")


def test_skipping_all_leaves_plain_choices(visit: Visit, stranger: Person, look: Look) -> None:
    visitor = visit(look, person=stranger)
    visitor.open("/")
    for step in ("language", "day", "focus", "goals"):
        visitor.heading(f"welcome.{step}.title")
        visitor.press("welcome.skip")
    visitor.shows("today.hero.empty")
    profile = stranger.get("/v1/me")
    assert profile["onboarded"]
    assert (profile["language"], profile["day_end_minutes"]) == (look.language, 0)
    assert stranger.get("/v1/goals")["items"] == []
