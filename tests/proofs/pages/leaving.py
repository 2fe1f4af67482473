"""A person's whole visit on a device of their own: what it stores, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.e2e.person import Person, eventually, settled
from tests.proofs.pages import storage
from tests.proofs.pages.findings import none_of
from tests.proofs.pages.stage import Stage, Watch
from tests.proofs.proof import Finding
from tests.support.product import Product

NAME, NOTE, TITLE, WEIGHT, OFFLINE = (
    "Quokkaname", "a zanzibar note", "Marmalade goal", "87.31", "an offline wombat",
)  # fmt: skip


def findings(there: Stage, product: Product) -> Iterator[Finding]:
    """Use the product with and without a line, in two tabs, leave, and look at what is left."""
    person = settled(product, display_name=NAME)
    person.log("water", volume_ml=444, note=NOTE)
    person.log("weight", weight_kg=float(WEIGHT))
    person.want("water", 1, title=TITLE)
    secrets = [NAME, NOTE, TITLE, WEIGHT, OFFLINE, person.email, person.csrf]
    with storage.temporary() as folder:
        with storage.kept_profile(there, Path(folder), product.url) as (context, page, watch):
            yield from _visit(context, page, watch, person, secrets)
            yield from _leave(context, page, person, secrets)
            happened = [*watch.executed, *watch.stopped, *watch.broken, *watch.foreign]
            yield none_of("faults during the visit", happened, "faults")
        left = storage.on_disk(Path(folder), secrets, person.email)
        yield none_of("files of the browser that tell of the person", left, "places")


def _visit(
    context: BrowserContext, page: Page, watch: Watch, person: Person, secrets: list[str]
) -> Iterator[Finding]:
    storage.use(page, watch, person)
    yield none_of("weak cookies", storage.weak_cookies(context), "cookies")
    storage.note_offline(context, page, person, OFFLINE)
    cookies = [str(cookie.get("value")) for cookie in context.cookies()]
    stores = page.evaluate(storage.READ)
    kept = sum(name.startswith("serenity-data") for name in stores["caches"])
    yield Finding("answers kept to read without a line", kept, "answers", at_least=5)
    unsent = len(stores["databases"]["serenity-outbox writes"])
    yield Finding("writes kept to send later", unsent, "writes", at_least=1)
    found = storage.readable(stores, [*secrets, *cookies])
    yield none_of("stores that tell of the person", found, "places")
    context.set_offline(False)
    page.goto(f"{person.product.url}/log")
    eventually(lambda: OFFLINE in str(person.entries()), 30)


def _leave(
    context: BrowserContext, page: Page, person: Person, secrets: list[str]
) -> Iterator[Finding]:
    other = context.new_page()
    for tab in (other, page):
        for path, words in (("/log", NOTE), ("/goals", TITLE)):
            tab.goto(person.product.url + path)
            tab.get_by_text(words).first.wait_for()
    storage.sign_out(page, person)
    other.wait_for_url("**/sign-in*")
    page.wait_for_load_state("networkidle")
    stores = page.evaluate(storage.READ)
    left = [name for name in stores["caches"] if name.startswith("serenity-data")]
    left += [name for name, held in stores["databases"].items() if held]
    yield none_of("stores not emptied at sign-out", left, "stores")
    back = [found for tab in (page, other) for found in storage.shown_on_the_way_back(tab, secrets)]
    yield none_of("what the way back shows after sign-out", back, "texts")
