"""How soon after an entry was accepted an open tab shows that its goal is reached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.figure import Figure, quantile
from tests.e2e.conftest import LOOKS
from tests.e2e.person import Person, settled
from tests.e2e.visitor import Visitor
from tests.proofs.ground import Ground
from tests.support.browser import arguments, executable

WARMING, ROUNDS = 2, 20
GLASS_ML = 100
PROMISED_SECONDS = 1.0
# Notes by the machine's clock when the inbox first shows so many messages.
WATCH = """(count) => { window.shown = new Promise((resolve) => {
  const look = () => document.querySelectorAll('main li').length >= count && resolve(Date.now());
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}); }"""


def measure(ground: Ground) -> Iterator[Figure]:
    """Median and p95 of the time from the answer to a person's entry until the tab shows it."""
    person = settled(ground.product)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments())
        visitor = Visitor.arrive(browser, ground.product, LOOKS[0], person=person)
        with visitor.page.expect_websocket():
            visitor.open("/inbox")
        visitor.page.wait_for_load_state("networkidle")
        rounds = range(1, WARMING + ROUNDS + 1)
        seconds = [_until_shown(visitor.page, person, count) for count in rounds][WARMING:]
        browser.close()
    how = f"of {ROUNDS} entries that reach a goal, warm, from their answer to the page in Chromium"
    for title, share in (("p50", 0.5), ("p95", 0.95)):
        value = quantile(seconds, share)
        yield Figure(f"told live: {title} until shown", value, "s", PROMISED_SECONDS, how)


def _until_shown(page: Page, person: Person, count: int) -> float:
    """Reach one more goal; the glasses before do not."""
    person.want("water", GLASS_ML * count)
    page.evaluate(WATCH, count)
    person.log("water", volume_ml=GLASS_ML)
    accepted = time.time()
    shown: Any = page.evaluate("() => window.shown")
    return max(0.0, float(shown) / 1000 - accepted)
