"""Hostile texts in every field and every address, stored, then shown on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, Page

from tests.e2e.person import PASSWORD, Person, settled
from tests.e2e.words import Words
from tests.proofs.pages.crosssite import sign_in
from tests.proofs.pages.fields import text_fields
from tests.proofs.pages.findings import none_of
from tests.proofs.pages.looking import Looker, led_elsewhere
from tests.proofs.pages.payloads import as_address, payloads, some
from tests.proofs.pages.screens import DOORS, READS, WELCOME, assert_known, client_paths
from tests.proofs.pages.stage import Stage, Watch
from tests.proofs.pages.writing import Writer, Written, names
from tests.proofs.proof import Finding, Run
from tests.support.product import Product

# The edge's own pages that show what people typed: the mailbox, and the developer's.
OWN_PAGES = ("/_local/mail", "/_local/dev")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WORDS = Words("en")


class Tour:
    """What was seen over all profiles that went through the screens."""

    def __init__(self, there: Stage, product: Product, stored: set[str]) -> None:
        self.there = there
        self.product = product
        self.stored = stored
        self.watches: list[Watch] = []
        self.lookers: list[Looker] = []
        self._asked = len(there.witness.asked)
        self._contexts: list[BrowserContext] = []

    def profile(self, person: Person | None, **look: Any) -> tuple[Page, Looker, Watch]:
        """A profile, signed in as a person when one is given."""
        context, page, watch = self.there.profile(self.product.url, **look)
        self._contexts.append(context)
        if person is not None:
            sign_in(page, watch, person)
        looker = Looker(page, self.product.url, self.stored)
        self.watches.append(watch)
        self.lookers.append(looker)
        return page, looker, watch

    def close(self) -> None:
        """Close the profiles."""
        for context in self._contexts:
            context.close()

    def findings(self) -> Iterator[Finding]:
        """What all of them saw."""
        screens = sum(each.looked.screens for each in self.lookers)
        seen = set().union(*(each.looked.seen for each in self.lookers))
        yield Finding("screens looked at", screens, "screens", at_least=20)
        yield none_of("stored texts that no screen shows as text", self.stored - seen, "texts")
        yield none_of("executions", self._of("executed"), "executions")
        yield none_of("attempts that the policy had to stop", self._of("stopped"), "attempts")
        yield none_of("errors of scripts", self._of("broken"), "errors")
        broken = [fault for each in self.lookers for fault in each.looked.broken]
        yield none_of("broken layouts", broken, "faults")
        asked = self.there.witness.asked[self._asked :]
        yield none_of("requests to other hosts", [*self._of("foreign"), *asked], "requests")

    def _of(self, what: str) -> list[str]:
        return [each for watch in self.watches for each in getattr(watch, what)]


def findings(run: Run, there: Stage, product: Product) -> Iterator[Finding]:
    """Write everywhere, look everywhere."""
    assert_known()
    texts = some(run.size(5, len(payloads())))
    person = settled(product)
    written = _write(person, texts)
    yield Finding("text fields", len(text_fields()), "fields", at_least=30)
    yield Finding("hostile texts per field", len(texts), "texts", at_least=run.size(5, 200))
    yield Finding("hostile texts sent", written.sent, "texts", at_least=30 * 3)
    yield none_of("failures of the service", written.faults, "failures")
    tour = Tour(there, product, written.stored)
    wide, narrow = tour.profile(person), tour.profile(person, **PHONE)
    for _, looker, _watch in (narrow, wide) if run.full else (narrow,):
        _rooms(looker)
    _sheets(*wide[:2])
    _addresses(tour, wide[1], texts)
    _names(person, narrow[1], list(names(texts))[: run.size(2, len(texts))])
    for text in texts[: run.size(1, 12)]:
        _called(tour, product, f"{uuid4().hex[:8]}{as_address(text)}")
    yield none_of(
        "addresses that lead to another site",
        led_elsewhere(wide[0], wide[2], product.url),
        "addresses",
    )
    yield from tour.findings()
    tour.close()


def _write(person: Person, texts: Sequence[str]) -> Written:
    writer = Writer(person)
    for each in text_fields():
        writer.fill(each, texts)
    person.change(language="en")  # as the texts of the journeys; the samples said otherwise
    return writer.written


def _rooms(looker: Looker) -> None:
    """Every screen of a signed-in person, and the pages of the edge."""
    for path in client_paths():
        if path not in DOORS | {WELCOME}:
            looker.at(path)
    for path in OWN_PAGES:
        looker.at(path)


def _sheets(page: Page, looker: Looker) -> None:
    """The dialogs in which a text stands in a field, or in a question."""
    looker.at("/log")
    page.locator("main li button").first.click()
    page.get_by_role("dialog").get_by_role("textbox").first.wait_for()
    looker.look("/log, changing")
    looker.at("/goals")
    named = re.compile(f"{re.escape(WORDS('goals.actions', name=''))}$")
    page.get_by_role("button", name=named).first.click()
    page.get_by_role("menuitem", name=WORDS("common.remove")).click()
    page.get_by_role("alertdialog").wait_for()
    looker.look("/goals, deleting")


def _addresses(tour: Tour, looker: Looker, texts: Sequence[str]) -> None:
    """Every text in all that a screen reads from its address, by people and by strangers."""
    stranger = tour.profile(None)[1]
    for path in READS:
        (stranger if path in DOORS else looker).by_address(path, texts)


def _names(person: Person, looker: Looker, found: Sequence[str]) -> None:
    """One name after another, where the person is greeted and where they change it."""
    for name in found:
        person.change(display_name=name)
        looker.at("/")
        looker.at("/settings")


def _called(tour: Tour, product: Product, address: str) -> None:
    """Somebody whose address is the text, from the mailbox to the settings."""
    guest = Person(product, address, PASSWORD)
    answer = guest.send("POST", "/v1/auth/sign-up", {
        "email": address, "password": PASSWORD, "language": "en",
    })  # fmt: skip
    assert answer.status < 500, answer
    if answer.status >= 400:
        return
    guest.confirm()
    guest.sign_in()
    guest.change(onboarded=True, time_zone="Europe/Paris", language="en")
    page, looker, _ = tour.profile(None)
    # The browser's own form takes no such address.
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": "https://localhost", "secure": True}
            for name, value in guest.cookies.items()
            if value
        ]
    )
    looker.at("/settings")
    looker.at("/_local/mail")
