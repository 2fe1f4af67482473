"""A running product and a browser in front of it, watched for anything it must not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.support.browser import arguments, executable
from tests.support.product import ROOT, Product

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {"desktop": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@dataclass
class Visitor:
    """One browser profile and everything in it that would be a fault."""

    context: BrowserContext
    page: Page
    url: str
    language: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the product."""
        self.page.goto(self.url + path)
        return self.page

    def assert_clean(self) -> None:
        """No request to another host, no CSP violation, no script error."""
        assert self.foreign == []
        assert self.faults == []

    def assert_accessible(self) -> None:
        """axe finds nothing against WCAG 2.2 A and AA on the present page."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',
               'wcag21aa', 'wcag22aa']})).violations.map(v =>
               v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""
        )
        assert found == [], f"{self.page.url}: {found}"


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


@pytest.fixture
def visit(product: Product, browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens profiles: `visit(language="fr", width="phone", theme="dark")`."""
    opened: list[Visitor] = []

    def make(
        language: str = "en",
        width: str = "desktop",
        theme: str = "light",
        *,
        workers: str = "block",
    ) -> Visitor:
        context = browser.new_context(
            viewport=WIDTHS[width],
            locale=LOCALES[language],
            color_scheme=theme,
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            has_touch=width == "phone",
            service_workers=workers,
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context, context.new_page(), product.url, language)
        _watch(visitor)
        opened.append(visitor)
        return visitor

    yield make
    for visitor in opened:
        visitor.context.close()


def _watch(visitor: Visitor) -> None:
    def on_request(request: Request) -> None:
        if not request.url.startswith((visitor.url, "data:", "blob:", "ws://localhost")):
            visitor.foreign.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            visitor.faults.append(message.text)

    visitor.context.on("request", on_request)
    visitor.context.on("console", on_console)
    visitor.context.on("weberror", lambda error: visitor.faults.append(str(error.error)))
