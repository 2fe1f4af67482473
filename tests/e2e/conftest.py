"""A running product and browsers in front of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.person import Person, newcomer, settled
from tests.e2e.visitor import Look, Visitor, Workers
from tests.support.browser import arguments, executable
from tests.support.product import Product

LOOKS = (Look("fr", "desktop", "light"), Look("en", "phone", "dark"))
Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product, started once for the session."""
    running = Product(tmp_path_factory.mktemp("product") / "home")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield launched
        launched.close()


@pytest.fixture(params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """The two ways of looking in which every journey is made."""
    chosen: Look = request.param
    return chosen


@pytest.fixture
def visit(
    product: Product, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Visit]:
    """Opens profiles: `visit(look, person=somebody)`; each must have stayed clean at the end."""
    opened: list[Visitor] = []

    def make(look: Look, *, person: Person | None = None, workers: Workers = "block") -> Visitor:
        opened.append(Visitor.arrive(browser, product, look, person=person, workers=workers))
        return opened[-1]

    yield make
    failed = request.node.stash.get(FAILED, False)
    for number, visitor in enumerate(opened):
        if failed:
            keep_pictures(visitor, tmp_path, number, request.node)
        visitor.context.close()
    if not failed:
        for visitor in opened:
            visitor.assert_clean()


@pytest.fixture
def person(product: Product, look: Look) -> Person:
    """Somebody who has been welcomed, in the language of the look."""
    return settled(product, look.language)


@pytest.fixture
def stranger(product: Product, look: Look) -> Person:
    """Somebody with a new account, before the welcome."""
    return newcomer(product, look.language)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember failures, so that pictures are kept of them only."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


def keep_pictures(visitor: Visitor, folder: Path, number: int, node: pytest.Item) -> None:
    """Save what every tab shows, and say where."""
    node.add_report_section("call", "faults", "\n".join(visitor.faults))
    for tab, page in enumerate(visitor.context.pages):
        picture = folder / f"profile{number}-tab{tab}.png"
        page.screenshot(path=picture, timeout=5000)
        node.add_report_section("call", "picture", f"{page.url}: {picture}")
