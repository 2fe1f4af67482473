"""Every screen in both languages, on both widths, by day and by night: accessible, calm, whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.local.seed import DEMO_SIGN_INS
from tests.e2e.conftest import Visit
from tests.e2e.person import Person, newcomer
from tests.e2e.visitor import LANGUAGES, THEMES, WIDTHS, Look, Visitor
from tests.support.product import Product

LOOKS = [
    Look(language, width, theme) for language in LANGUAGES for width in WIDTHS for theme in THEMES
]
DOORS = {
    "/sign-in": "auth.signIn.title",
    "/sign-up": "auth.signUp.title",
    "/confirm": "auth.confirm.title",
    "/forgot": "auth.forgot.title",
    "/auth/failed?reason=denied": "auth.failed.title",
    "/nowhere": "errors.notFoundTitle",
}
PLACES = {
    "/goals": "goals.title",
    "/log": "log.title",
    "/trends?metric=steps&by=week": "trends.title",
    "/inbox": "inbox.title",
    "/settings": "settings.title",
}

each_look = pytest.mark.parametrize("look", LOOKS, ids=str)


def inspect(visitor: Visitor) -> None:
    """Look at the present screen once all of it has arrived."""
    expect(visitor.page.get_by_text(visitor.t("common.loading"))).to_have_count(0)
    visitor.assert_spoken()
    visitor.assert_fits()
    visitor.assert_accessible()
    visitor.assert_clean()


@pytest.fixture(scope="session")
def demo(product: Product) -> Callable[[str], Person]:
    """The two demo people, each signed in once."""
    known: dict[str, Person] = {}

    def somebody(language: str) -> Person:
        if language not in known:
            email, password = DEMO_SIGN_INS[0 if language == "fr" else 1]
            known[language] = Person(product, email, password)
            known[language].sign_in()
        return known[language]

    return somebody


@pytest.fixture(scope="session")
def undecided(product: Product) -> Callable[[str], Person]:
    """Somebody per language who never goes through the welcome."""
    known: dict[str, Person] = {}
    return lambda language: known.setdefault(language, newcomer(product, language))


@each_look
def test_the_doors(visit: Visit, undecided: Callable[[str], Person], look: Look) -> None:
    visitor = visit(look)
    for path, title in DOORS.items():
        visitor.open(path)
        visitor.heading(title)
        inspect(visitor)
    visitor = visit(look, person=undecided(look.language))
    visitor.open("/welcome")
    for step in ("language", "day", "focus", "goals"):
        visitor.heading(f"welcome.{step}.title")
        inspect(visitor)
        if step != "goals":
            visitor.press("welcome.skip")


@each_look
def test_the_rooms(visit: Visit, demo: Callable[[str], Person], look: Look) -> None:
    visitor = visit(look, person=demo(look.language))
    page = visitor.open("/")
    visitor.heading("today.goal.title")
    inspect(visitor)
    visitor.press("today.formula.title")
    expect(page.get_by_role("dialog")).to_be_visible()
    inspect(visitor)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("l")
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible()
    inspect(visitor)
    for path, title in PLACES.items():
        visitor.open(path)
        visitor.heading(title)
        inspect(visitor)
    visitor.open("/goals")
    visitor.button("goals.new").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    inspect(visitor)
