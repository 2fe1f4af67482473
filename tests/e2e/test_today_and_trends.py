"""Point 5: the day as a picture with real numbers, and how everything goes over time."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from infra.local.seed import DEMO_SIGN_INS
from tests.e2e.conftest import Visit
from tests.e2e.person import Person
from tests.e2e.visitor import Look, Visitor


def cells(table: Locator) -> list[list[str]]:
    rows = table.locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def plain(text: str) -> str:
    """With ordinary spaces and points, however a language writes numbers."""
    return re.sub(r"\s", " ", text).replace(",", ".")


def test_the_day_as_it_was_noted(visit: Visit, person: Person, look: Look) -> None:
    person.want("water", 1500)
    person.want("meditation", 600, title="Sit")
    visitor = visit(look, person=person)
    page = visitor.open("/")
    visitor.shows("today.hero.empty")
    person.log("meditation", duration_seconds=900)
    person.log("water", volume_ml=400)
    page.reload()
    goals = page.get_by_role("region", name=visitor.t("today.goal.title"))
    cards = goals.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3))
    expect(cards.filter(has_text="Sit")).to_contain_text(visitor.t("today.goal.reached"))
    water = cards.filter(has_text=visitor.t("metrics.name.water"))
    ring = water.get_by_role("progressbar")
    expect(ring).to_have_attribute("aria-valuenow", re.compile(r"^(27|0\.27)"))
    assert "1.1 L" in plain(water.inner_text())

    name = visitor.t("common.table.show", title=visitor.t("today.hero.title"))
    page.get_by_role("button", name=name).click()
    rows = cells(page.get_by_role("region", name=visitor.t("today.hero.title")).locator("table"))
    noted = sum(int(number) for row in rows for number in re.findall(r"\d+", row[-1]))
    assert noted == 15

    visitor.press("today.goal.log", name=visitor.t("metrics.name.water"))
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("textbox", name=visitor.t("log.field.volume")).fill("1200")
    page.keyboard.press("Enter")
    expect(water).to_contain_text(visitor.t("today.goal.reached"))
    visitor.shows("today.hero.allReached")


def test_the_figures_of_a_trend(visit: Visit, person: Person, look: Look, tmp_path: Path) -> None:
    for days, volume in ((0, 1000), (1, 1500), (2, 2000), (40, 900), (41, 1100)):
        person.log("water", days_ago=days, volume_ml=volume)
    person.want("water", 1800)
    visitor = visit(look, person=person)
    page = visitor.open("/trends")
    visitor.heading("trends.title")
    page.get_by_role("button", name=re.compile(visitor.t("trends.metric"))).click()
    page.get_by_role("option", name=visitor.t("metrics.name.water"), exact=True).click()
    expect(page).to_have_url(re.compile("metric=water"))
    assert figures(visitor, "trends.average") == "1.5 L"
    assert figures(visitor, "trends.best") == "2 L"
    assert "50 %" in figures(visitor, "trends.before").replace("50%", "50 %")
    visitor.shows("trends.goal", count=1)

    title = visitor.t("metrics.name.water")
    page.get_by_role("button", name=visitor.t("common.table.show", title=title)).click()
    rows = cells(page.get_by_role("table"))
    assert len(rows) == 30
    assert [plain(row[1]) for row in rows[:4]] == ["1 L", "1.5 L", "2 L", "–"]

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    file = tmp_path / "water.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig") as lines:
        values = [float(row["value"]) for row in csv.DictReader(lines) if row["value"]]
    assert sorted(values) == [1000, 1500, 2000]


def figures(visitor: Visitor, key: str) -> str:
    """The large figure under a name."""
    term = visitor.page.locator("dt").filter(has_text=re.compile(f"^{visitor.t(key)}$"))
    figure = term.locator("xpath=following-sibling::dd[1]/b")
    expect(figure).not_to_have_text("–")
    return plain(figure.inner_text())


@pytest.mark.parametrize(("by", "count"), [("week", 26), ("month", 12), ("year", 5)])
def test_half_a_year_of_a_demo_person(visit: Visit, by: str, count: int) -> None:
    look = Look("fr", "desktop", "light") if by != "month" else Look("en", "phone", "dark")
    visitor = visit(look)
    visitor.sign_in(*DEMO_SIGN_INS[0 if look.language == "fr" else 1])
    visitor.heading("today.goal.title")
    page = visitor.open(f"/trends?metric=sleep_duration&by={by}")
    title = visitor.t("metrics.name.sleep_duration")
    toggle = page.get_by_role("button", name=visitor.t("common.table.show", title=title))
    toggle.click()
    rows = cells(page.get_by_role("table"))
    assert len(rows) == count
    # Of a week, month or year that has just begun nothing may be known yet.
    assert any(row[1] != "–" for row in rows[:2])
    visitor.press("trends.earlier")
    expect(page).to_have_url(re.compile("back=1"))
