"""Point 7: every setting takes effect at once, and a deleted account is really gone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect
from psycopg import sql

from tests.e2e.aging import age_sign_in
from tests.e2e.conftest import Visit
from tests.e2e.person import Person
from tests.e2e.visitor import Look, Visitor
from tests.e2e.words import Words
from tests.support.product import Product, wait_until

TABLES = ("Sessions", "DataKeys", "Tickets", "Sockets", "Inbox")


def card(visitor: Visitor, key: str) -> Locator:
    return visitor.page.get_by_role("region", name=visitor.t(key))


def saved(page: Page, path: str = "/v1/me") -> Any:
    """A context in which the page writes a setting and is told that it is kept."""
    return page.expect_response(
        lambda answer: answer.url.endswith(path) and answer.request.method in {"PATCH", "PUT"}
    )


def test_profile_and_display(visit: Visit, person: Person, look: Look) -> None:
    person.log("weight", weight_kg=70)
    visitor = visit(look, person=person)
    page = visitor.open("/settings")
    visitor.field("settings.profile.name").fill("Noé")
    card(visitor, "settings.profile.title").get_by_role("button").click()
    expect(visitor.toast(visitor.t("common.saved"))).to_be_visible()

    with saved(page):
        visitor.choose("common.theme.night")
    expect(page.locator("html")).to_have_attribute("data-theme", "night")
    with saved(page):
        visitor.choose("common.units.imperial")
    other = Words("en" if look.language == "fr" else "fr")
    with saved(page):
        page.get_by_text(other(f"common.language.{other.language}"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(other("settings.title"))
    expect(page.locator("html")).to_have_attribute("lang", other.language)
    visitor.t = other
    visitor.go("log")
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text(
        re.compile(r"154[.,]3\slb")
    )
    visitor.go("today")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noé")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noé")
    expect(page.locator("html")).to_have_attribute("lang", other.language)
    expect(page.locator("html")).to_have_attribute("data-theme", "night")


def test_the_own_day_and_what_may_interrupt(
    product: Product, visit: Visit, person: Person, look: Look
) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/settings")
    with saved(page):
        visitor.find("welcome.day.zone", "Auckland", "Auckland (Pacific)")
    page.get_by_role("button", name=re.compile(visitor.t("welcome.day.end"))).click()
    with saved(page):
        page.get_by_role("option").nth(8).click()
    with saved(page):
        visitor.choose("settings.focus.sport", "checkbox")
    path = "/v1/notification-preferences"
    with saved(page, path):
        told = page.get_by_role("switch", name=visitor.t("settings.notifications.goal_reached"))
        told.locator("xpath=ancestor::label[1]").click()
    expect(told).not_to_be_checked()
    with saved(page, path):
        visitor.choose("settings.notifications.quiet", "switch")
    profile, chosen = person.get("/v1/me"), person.get(path)
    assert (profile["time_zone"], profile["day_end_minutes"]) == ("Pacific/Auckland", 240)
    assert profile["focus"] == ["sport"]
    assert (chosen["goal_reached"], chosen["streak_at_risk"]) == (False, True)
    assert (chosen["quiet_from_minutes"], chosen["quiet_to_minutes"]) == (1320, 420)

    person.want("water", 500)
    person.log("water", volume_ml=600)
    stranger = Person(product, person.email)
    stranger.sign_in()
    person.await_message("new_device")
    assert person.await_message("goal_reached")["quiet"]
    assert not person.await_message("new_device")["quiet"]
    page.reload()
    expect(told).not_to_be_checked()


def test_the_list_of_zones_leaves_the_page_where_it_is(
    visit: Visit, person: Person, look: Look
) -> None:
    visitor = visit(look, person=person)
    page = visitor.open("/settings")
    field = page.get_by_role("combobox", name=visitor.t("welcome.day.zone"))
    field.evaluate("(element) => element.scrollIntoView({block: 'center'})")
    before = page.evaluate("scrollY")
    field.locator("xpath=following-sibling::button").click()
    expect(page.get_by_role("option", name="Paris (Europe)")).to_be_in_viewport()
    assert page.evaluate("scrollY") == before


def rows_of(product: Product, person: Person, name: str) -> list[Any]:
    """What a table holds of a person."""
    user_id = {"S": person.user_id}
    items = product.client("dynamodb").scan(TableName=product.table(name))["Items"]
    return [item for item in items if item.get("user_id") == user_id]


def rows_in_postgres(product: Product, person: Person) -> dict[str, int]:
    """How many rows every table holds of a person, but for the mark that they were erased."""
    found = {}
    with product.database() as database:
        tables = database.execute(
            """SELECT table_schema, table_name FROM information_schema.columns
               JOIN information_schema.tables USING (table_schema, table_name)
               WHERE column_name = 'user_id' AND table_type = 'BASE TABLE'
                 AND (table_schema, table_name) <> ('platform', 'erased')"""
        ).fetchall()
        for schema, name in tables:
            query = sql.SQL("SELECT count(*) FROM {} WHERE user_id = %s")
            row = database.execute(
                query.format(sql.Identifier(schema, name)), [person.user_id]
            ).fetchone()
            assert row is not None
            if row[0]:
                found[f"{schema}.{name}"] = row[0]
    return found


@pytest.fixture
def lived_in(person: Person) -> Person:
    """Somebody with rows in every domain."""
    person.want("water", 500)
    person.log("water", volume_ml=600)
    person.log("mood", mood=4)
    person.await_message("goal_reached")
    return person


def test_deleting_the_account(product: Product, visit: Visit, lived_in: Person, look: Look) -> None:
    age_sign_in(product, lived_in.user_id)
    elsewhere = visit(look, person=lived_in)
    with elsewhere.page.expect_websocket() as opened:
        elsewhere.open("/goals")
    socket: WebSocket = opened.value
    visitor = visit(look, person=lived_in)
    page = visitor.open("/settings")
    assert set(rows_in_postgres(product, lived_in)) >= {"accounts.profile", "goals.goal"}
    assert rows_of(product, lived_in, "Inbox")

    visitor.press("settings.account.delete")
    question = page.get_by_role("alertdialog", name=visitor.t("settings.account.deleteTitle"))
    password = question.get_by_role("textbox", name=visitor.t("auth.password"))
    password.fill("not the password")
    question.get_by_role("button", name=visitor.t("settings.account.deleteConfirm")).click()
    expect(question.get_by_text(visitor.t("auth.reauth.wrong"))).to_be_visible()
    password.fill(lived_in.password)
    question.get_by_role("button", name=visitor.t("settings.account.deleteConfirm")).click()
    expect(page).to_have_url(re.compile("/sign-in"))
    visitor.shows("settings.account.deleted")

    visitor.field("auth.email").fill(lived_in.email)
    visitor.field("auth.password").fill(lived_in.password)
    visitor.press("auth.signIn.submit")
    visitor.shows("auth.signIn.wrong")
    if not socket.is_closed():
        socket.wait_for_event("close")
    wait_until(lambda: rows_in_postgres(product, lived_in) == {})
    wait_until(lambda: not any(rows_of(product, lived_in, table) for table in TABLES))
    assert lived_in.send("GET", "/v1/me").status == 401
