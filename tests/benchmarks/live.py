"""How soon after an entry was accepted an open tab shows that its goal is reached."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.timing import quantile
from tests.e2e.conftest import LOOKS
from tests.e2e.person import Person, settled
from tests.e2e.visitor import Visitor
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.browser import arguments, executable

WARMING, ROUNDS = 2, 20
GLASS_ML = 100
PROMISED_SECONDS = 1.0
# Notes by the machine's clock when the inbox first shows so many messages.
WATCH = """(count) => { window.shown = new Promise((resolve) => {
  const look = () => document.querySelectorAll('main li').length >= count && resolve(Date.now());
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}); }"""
LATE = """() => setTimeout(() => {
  document.querySelector('ul').append(document.createElement('li'));
}, 1200)"""


def plant(_: Run) -> Iterator[Planted]:
    """A page that shows a message after 1.2 seconds."""
    with _browser() as browser:
        page = browser.new_page()
        page.set_content("<main><ul></ul></main>")
        late = _until_shown(page, 1, lambda: page.evaluate(LATE))
    yield Planted("a message shown late", not any(found.ok for found in _quantiles([late])))


def prove(run: Run) -> Iterator[Finding]:
    """Median and p95 of the time from the answer to a person's entry until the tab shows it."""
    person = settled(run.ground.product)
    with _browser() as browser:
        visitor = Visitor.arrive(browser, run.ground.product, LOOKS[0], person=person)
        with visitor.page.expect_websocket():
            visitor.open("/inbox")
        visitor.page.wait_for_load_state("networkidle")
        rounds = range(1, WARMING + ROUNDS + 1)
        seconds = [_reached(visitor.page, person, count) for count in rounds][WARMING:]
    yield from _quantiles(seconds)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments())
        try:
            yield browser
        finally:
            browser.close()


def _quantiles(seconds: list[float]) -> Iterator[Finding]:
    how = f"of {ROUNDS} entries that reach a goal, warm, from their answer to the page in Chromium"
    for title, share in (("p50", 0.5), ("p95", 0.95)):
        value = quantile(seconds, share)
        yield Finding(f"{title} until shown", value, "s", at_most=PROMISED_SECONDS, method=how)


def _reached(page: Page, person: Person, count: int) -> float:
    """Reach one more goal; the glasses before do not."""
    person.want("water", GLASS_ML * count)
    return _until_shown(page, count, lambda: person.log("water", volume_ml=GLASS_ML))


def _until_shown(page: Page, count: int, act: Callable[[], Any]) -> float:
    """The seconds from the end of the act until the page shows so many messages."""
    page.evaluate(WATCH, count)
    act()
    accepted = time.time()
    shown: Any = page.evaluate("() => window.shown")
    return max(0.0, float(shown) / 1000 - accepted)


PROOF = Proof("live", plant, prove)
