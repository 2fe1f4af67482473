"""What was acknowledged survives any death: of the supervisor, of the local cloud, of Postgres."""

from __future__ import annotations

import signal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LOOKS, Visit
from tests.e2e.person import Person, newcomer, settled
from tests.support.product import Product, wait_until


def written(person: Person) -> Any:
    """What the product has acknowledged to a person."""
    return {
        "entries": person.entries(),
        "goals": person.get("/v1/goals")["items"],
        "inbox": person.inbox(),
        "profile": person.get("/v1/me"),
        "sessions": [each["id"] for each in person.get("/v1/sessions")["items"]],
    }


def live(product: Product) -> Person:
    """Somebody with something in every store."""
    person = settled(product, display_name="Ada")
    person.want("water", 500)
    person.log("water", volume_ml=600)
    person.await_message("goal_reached")
    return person


def strike(product: Product, what: str) -> None:
    """End something as a crash would, and wait until the product is back."""
    if what == "supervisor":
        product.stop(signal.SIGKILL)
        product.start()
        return
    pid = product.part(what)
    product.kill(what)
    wait_until(lambda: has_returned(product, what, pid))
    product.await_up()


def has_returned(product: Product, what: str, before: int) -> bool:
    try:
        return product.part(what) != before
    except (OSError, ValueError, IndexError):
        return False


@pytest.mark.parametrize("what", ["cloud", "database", "supervisor"])
def test_kill_9_keeps_what_was_acknowledged(product: Product, what: str) -> None:
    person = live(product)
    signed_up = Person(product, person.email.replace("person", "late"))
    signed_up.send_sign_up("en")
    last = person.log("mood", mood=5)
    before = written(person)
    strike(product, what)
    assert last["id"] in [entry["id"] for entry in before["entries"]]
    wait_until(lambda: person.send("GET", "/v1/goals").status == 200)
    assert written(person) == before
    signed_up.confirm()
    signed_up.sign_in()
    assert signed_up.get("/v1/me")["email"] == signed_up.email


def test_a_browser_stays_signed_in_over_a_restart(product: Product, visit: Visit) -> None:
    person = newcomer(product, "fr")
    person.change(onboarded=True)
    visitor = visit(LOOKS[0])
    visitor.sign_in(person.email, person.password)
    expect(visitor.page).to_have_url(visitor.url + "/")
    product.stop()
    product.start()
    visitor.page.reload()
    visitor.heading("today.goal.title")
    visitor.open("/settings")
    expect(visitor.page.get_by_text(person.email)).to_be_visible()
