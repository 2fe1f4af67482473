"""Hostile texts in every field and every address, stored, then shown on every screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, Page

from tests.e2e.person import PASSWORD, Person, settled
from tests.e2e.words import Words
from tests.proofs.pages.fields import TextField, text_fields
from tests.proofs.pages.findings import none_of
from tests.proofs.pages.looking import ELSEWHERE, Looker, led_elsewhere
from tests.proofs.pages.payloads import FIRST_MARK, as_address, payloads, some
from tests.proofs.pages.screens import DOORS, READS, WELCOME, assert_known, client_paths
from tests.proofs.pages.stage import Stage, Watch
from tests.proofs.pages.writing import SHOWN, Writer, Written
from tests.proofs.proof import Finding, Run
from tests.support.product import Product

# The edge's own pages that show what people typed: the mailbox, and the developer's.
OWN_PAGES = ("/_local/mail", "/_local/dev")
AT_ONCE = 4  # so many requests are on their way while the texts are written
EACH = 20  # so many texts one person writes in each field: a person keeps at most 50 goals
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WORDS = Words("en")


class Tour:
    """What was seen over all profiles that went through the screens."""

    def __init__(self, there: Stage, product: Product, stored: set[tuple[TextField, str]]) -> None:
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
            context.add_cookies(
                [
                    # The browser's own form takes no hostile address.
                    {"name": name, "value": value, "url": "https://localhost", "secure": True}
                    for name, value in person.cookies.items()
                    if value
                ]
            )
        looker = Looker(page, self.product.url, {text for _, text in self.stored})
        self.watches.append(watch)
        self.lookers.append(looker)
        return page, looker, watch

    def close(self) -> None:
        """Close the profiles; what they saw is kept."""
        while self._contexts:
            self._contexts.pop().close()

    def findings(self) -> Iterator[Finding]:
        """What all of them saw."""
        screens = sum(each.looked.screens for each in self.lookers)
        seen = set().union(*(each.looked.seen for each in self.lookers))
        yield Finding("screens looked at", screens, "screens", at_least=20)
        unseen = sorted(f"{at}: {text!r}" for at, text in self.stored if text not in seen)
        yield none_of("stored texts that no screen shows as text", unseen, "texts")
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
    count = run.size(5, len(payloads()))
    people = [settled(product) for _ in range(0, count, EACH)]
    written = _write(people, count)
    yield from _written(written, at_least=run.size(5, 200))
    tour = Tour(there, product, written.stored)
    for person in people:
        wide, narrow = tour.profile(person), tour.profile(person, **PHONE)
        for _, looker, _watch in (narrow, wide) if run.full else (narrow,):
            _rooms(looker)
        _sheets(*wide[:2])
        tour.close()
    # Whoever has kept little is shown more quickly.
    page, looker, watch = tour.profile(settled(product))
    _addresses(tour, looker, some(count))
    looker.by_name(sorted(text for at, text in written.stored if at.name == "display_name"))
    for text in some(run.size(1, 12)):
        _called(tour, product, f"{uuid4().hex[:8]}{as_address(text)}")
    elsewhere = led_elsewhere(page, watch, product.url, ELSEWHERE[:: run.size(3, 1)])
    yield none_of("addresses that lead to another site", elsewhere, "addresses")
    yield from tour.findings()
    tour.close()


def _write(people: Sequence[Person], count: int) -> Written:
    """Send so many texts in each field, those of one operation one after another."""
    written = Written()
    marked = list(enumerate(text_fields(), FIRST_MARK))
    groups = [
        list(each) for _, each in groupby(marked, lambda it: (it[1].operation, it[1].variant))
    ]
    for number, person in enumerate(people):
        writer, first = Writer(person, written), number * EACH

        def fill(
            fields: list[tuple[int, TextField]], writer: Writer = writer, first: int = first
        ) -> None:
            for mark, each in fields:
                writer.fill(each, some(count, mark)[first : first + EACH])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(fill, groups))
        person.change(language="en")  # as the texts of the journeys; the samples said otherwise
    return written


def _written(written: Written, at_least: int) -> Iterator[Finding]:
    fields = text_fields()
    sent, kept = written.sent, Counter(at for at, _ in written.stored)
    yield Finding("text fields", len(fields), "fields", at_least=30)
    yield Finding(
        "hostile texts in the field with the fewest", min(sent[at] for at in fields), "texts",
        at_least=at_least,
    )  # fmt: skip
    yield Finding("hostile texts sent", sent.total(), "texts", at_least=at_least * len(fields))
    fewest = min(kept[at] for at in fields if at.name in SHOWN)
    yield Finding("hostile texts kept by one that is shown", fewest, "texts", at_least=at_least)
    yield none_of("failures of the service", written.faults, "failures")


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
    looker = tour.profile(guest)[1]
    looker.at("/settings")
    looker.at("/_local/mail")
