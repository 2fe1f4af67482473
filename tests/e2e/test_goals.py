"""Point 3: goals are set, changed, paused, archived and deleted."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.person import Person
from tests.e2e.visitor import Look, Visitor


def row(visitor: Visitor, name: str) -> Locator:
    """The line of a goal."""
    title = visitor.page.get_by_role("heading", level=2, name=name, exact=True)
    return visitor.page.get_by_role("listitem").filter(has=title)


def act(visitor: Visitor, name: str, action: str) -> None:
    """Choose something from a goal's menu."""
    visitor.press("goals.actions", name=name)
    visitor.page.get_by_role("menuitem", name=visitor.t(action)).click()


def choose_metric(visitor: Visitor, code: str) -> None:
    label = visitor.t("goals.editor.metric")
    visitor.page.get_by_role("button", name=re.compile(label)).click()
    visitor.page.get_by_role("option", name=visitor.t(f"metrics.name.{code}"), exact=True).click()


def begin(visitor: Visitor) -> None:
    visitor.button("goals.new").first.click()
    expect(visitor.page.get_by_role("dialog")).to_be_visible()


def test_every_shape_of_goal(visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/goals")
    visitor.heading("goals.empty.active.title")

    begin(visitor)
    ideas = page.get_by_role("region", name=visitor.t("goals.editor.ideas"))
    ideas.get_by_role("button").first.click()
    visitor.press("goals.editor.create")
    expect(visitor.toast(visitor.t("goals.created"))).to_be_visible()

    begin(visitor)
    choose_metric(visitor, "weight")
    visitor.choose("goals.editor.direction.range")
    visitor.typed("goals.editor.low.range").fill("64")
    visitor.typed("goals.editor.high").fill("68")
    visitor.choose("goals.editor.period.once")
    visitor.field("goals.editor.title").fill("Vers l’été")
    visitor.press("goals.editor.create")
    expect(row(visitor, "Vers l’été")).to_be_visible()

    begin(visitor)
    choose_metric(visitor, "water")
    visitor.field("goals.editor.low.at_least").fill("1500")
    visitor.choose("goals.editor.ownDays", "switch")
    days = page.get_by_role("dialog").get_by_role("textbox")
    days.nth(-2).fill("1000")
    visitor.press("goals.editor.create")
    expect(row(visitor, visitor.t("metrics.name.water"))).to_be_visible()

    begin(visitor)
    choose_metric(visitor, "energy_intake")
    visitor.choose("goals.editor.direction.at_most")
    visitor.typed("goals.editor.high").fill("2200")
    visitor.choose("goals.editor.period.week")
    visitor.press("goals.editor.create")
    expect(row(visitor, visitor.t("metrics.name.energy_intake"))).to_be_visible()

    stored = {goal["metric"]: goal for goal in person.get("/v1/goals")["items"]}
    assert stored["weight"]["target"] == {"low": 64, "high": 68}
    assert (stored["weight"]["period"], stored["weight"]["title"]) == ("once", "Vers l’été")
    assert stored["weight"]["due_on"]
    assert stored["water"]["weekday_targets"] == {"7": {"low": 1000}}
    assert stored["energy_intake"]["target"] == {"high": 2200}
    assert stored["energy_intake"]["period"] == "week"
    assert len(stored) == 4


def test_a_goal_through_its_life(visit: Visit, person: Person, look: Look) -> None:
    goal = person.want("meditation", 600, title="Sit")
    path = f"/v1/goals/{goal['id']}"
    visitor = visit(look, person=person)
    visitor.open("/goals")

    act(visitor, "Sit", "common.edit")
    visitor.field("goals.editor.minutes").fill("20")
    visitor.press("common.save")
    expect(visitor.toast(visitor.t("goals.changed"))).to_be_visible()
    expect(row(visitor, "Sit")).to_contain_text("20")
    assert person.get(path)["target"] == {"low": 1200}

    act(visitor, "Sit", "goals.pause")
    notice = visitor.toast(visitor.t("goals.moved.paused"))
    notice.get_by_role("button", name=visitor.t("common.undo")).click()
    expect(row(visitor, "Sit")).to_be_visible()
    act(visitor, "Sit", "goals.pause")
    expect(row(visitor, "Sit")).to_have_count(0)
    visitor.choose("goals.state.paused")
    act(visitor, "Sit", "goals.resume")
    visitor.choose("goals.state.active")
    act(visitor, "Sit", "goals.archive")
    visitor.choose("goals.state.archived")
    expect(row(visitor, "Sit")).to_be_visible()
    assert person.get(path)["state"] == "archived"

    act(visitor, "Sit", "common.remove")
    question = visitor.page.get_by_role("alertdialog").filter(
        has_text=visitor.t("goals.deleteBody")
    )
    expect(question).to_be_visible()
    visitor.assert_accessible()
    question.get_by_role("button", name=visitor.t("common.cancel")).click()
    act(visitor, "Sit", "common.remove")
    question.get_by_role("button", name=visitor.t("common.remove")).click()
    visitor.heading("goals.empty.archived.title")
    assert person.send("GET", path).status == 404


def test_a_range_keeps_its_own_days(visit: Visit, person: Person, look: Look) -> None:
    goal = person.post(
        "/v1/goals",
        {
            "metric": "energy_intake",
            "direction": "range",
            "period": "day",
            "target": {"low": 1700, "high": 2500},
            "weekday_targets": {"6": {"low": 1900, "high": 2900}},
            "title": "Eat well",
        },
    )
    visitor = visit(look, person=person)
    page = visitor.open("/goals")
    act(visitor, "Eat well", "common.edit")
    numbers = page.get_by_role("dialog").get_by_role("group").get_by_role("textbox")
    expect(numbers).to_have_count(16)
    numbers.nth(-2).fill("1600")
    visitor.assert_accessible()
    visitor.assert_fits()
    visitor.press("common.save")
    expect(visitor.toast(visitor.t("goals.changed"))).to_be_visible()
    own = person.get(f"/v1/goals/{goal['id']}")["weekday_targets"]
    assert own == {"6": {"low": 1900, "high": 2900}, "7": {"low": 1600, "high": 2500}}


def test_goals_that_cannot_be_read_say_so(visit: Visit, person: Person, look: Look) -> None:
    person.want("meditation", 600, title="Sit")
    visitor = visit(look, person=person)
    goals = re.compile(r"/v1/goals$")
    visitor.page.route(goals, lambda route: route.fulfill(status=403, body="{}"))
    page = visitor.open("/goals")
    visitor.heading("errors.title")
    visitor.assert_accessible()
    page.unroute(goals)
    visitor.press("common.retry")
    expect(row(visitor, "Sit")).to_be_visible()
