"""A browser profile in front of the product, watched for anything that must not happen in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from tests.e2e.person import Person
from tests.e2e.words import Words, every_key
from tests.support.product import ROOT, Product

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Language = Literal["fr", "en"]
Width = Literal["desktop", "phone"]
Theme = Literal["light", "dark"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS: dict[Width, ViewportSize] = {
    "desktop": {"width": 1440, "height": 1000},
    "phone": {"width": 390, "height": 844},
}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
Workers = Literal["allow", "block"]
Choice = Literal["radio", "checkbox", "switch"]
POLICY = re.compile(r"Content Security Policy|Trusted ?Type|Refused to ")


@dataclass(frozen=True)
class Look:
    """How somebody looks at the product."""

    language: Language
    width: Width
    theme: Theme

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


@dataclass
class Visitor:
    """One browser profile and everything in it that would be a fault."""

    context: BrowserContext
    page: Page
    url: str
    look: Look
    t: Words
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def arrive(
        cls, browser: Browser, product: Product, look: Look, *, person: Person | None = None,
        workers: Workers = "block",
    ) -> Visitor:  # fmt: skip
        """A fresh profile, signed in as a person when one is given."""
        context = browser.new_context(
            viewport=WIDTHS[look.width],
            locale=LOCALES[look.language],
            color_scheme=look.theme,
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            has_touch=look.width == "phone",
            service_workers=workers,
        )
        context.set_default_timeout(PATIENCE_MS)
        if person is not None:
            _bring_cookies(context, person)
        page = context.new_page()
        visitor = cls(context, page, product.url, look, Words(look.language))
        visitor._watch()
        return visitor

    def open(self, path: str) -> Page:
        """Go to a page of the product."""
        self.page.goto(self.url + path)
        return self.page

    def tab(self) -> Visitor:
        """The same profile in another tab; faults of both are counted together."""
        page = self.context.new_page()
        return Visitor(self.context, page, self.url, self.look, self.t, self.foreign, self.faults)

    def press(self, key: str, **values: object) -> None:
        """Press the button that says the words of a key."""
        self.button(key, **values).click()

    def button(self, key: str, **values: object) -> Locator:
        """The button that says the words of a key."""
        return self.page.get_by_role("button", name=self.t(key, **values), exact=True)

    def field(self, key: str, **values: object) -> Locator:
        """The field with the words of a key as its label, optional or not."""
        words = re.escape(self.t(key, **values))
        optional = re.escape(self.t("common.optional"))
        named = self.page.get_by_label(re.compile(rf"^{words}( \({optional}\))?$"))
        return named.and_(self.page.locator("input, textarea"))

    def typed(self, key: str) -> Locator:
        """The field to type in with exactly the words of a key, whatever else says them."""
        return self.page.get_by_role("textbox", name=self.t(key), exact=True)

    def find(self, key: str, typed: str, option: str) -> None:
        """Type a part of what a long list offers, and take it by keyboard."""
        field = self.page.get_by_role("combobox", name=self.t(key))
        field.evaluate("(element) => element.scrollIntoView({block: 'center'})")
        field.click()
        field.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(typed)
        expect(self.page.get_by_role("option", name=option)).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value(option)

    def choose(self, key: str, role: Choice = "radio") -> None:
        """Switch to the choice that begins with the words of a key."""
        self.tick(self.page.get_by_role(role, name=re.compile(rf"^{re.escape(self.t(key))}")))

    def tick(self, choice: Locator) -> None:
        """Press what stands for a radio, checkbox or switch, and see it chosen."""
        choice.locator("xpath=ancestor::label[1]").click()
        expect(choice).to_be_checked()

    def shows(self, key: str, **values: object) -> None:
        """Wait until the words of a key can be read."""
        expect(self.page.get_by_text(self.t(key, **values)).first).to_be_visible()

    def shows_part(self, key: str, **values: object) -> None:
        """Wait until the state of the line says the words of a key among others."""
        state = self.page.get_by_role("status").get_by_text(self.t(key, **values))
        expect(state.first).to_be_visible()

    def heading(self, key: str, **values: object) -> None:
        """Wait until the page or a part of it has the words of a key as its title."""
        named = self.page.get_by_role("heading", name=self.t(key, **values), exact=True)
        expect(named.first).to_be_visible()

    def go(self, place: str) -> None:
        """Follow the main navigation."""
        name = re.compile(rf"^{re.escape(self.t(f'nav.{place}'))}")
        link = self.page.get_by_role("navigation", name=self.t("nav.main")).get_by_role("link")
        link.filter(has_text=name).click()

    def toast(self, text: str | re.Pattern[str]) -> Locator:
        """A notice that says so."""
        region = self.page.get_by_role("region", name=self.t("common.notifications"))
        return region.get_by_role("alertdialog").filter(has_text=text)

    def sign_in(self, email: str, password: str) -> None:
        """Come in by the form."""
        self.open("/sign-in")
        self.field("auth.email").fill(email)
        self.field("auth.password").fill(password)
        self.press("auth.signIn.submit")

    def assert_clean(self) -> None:
        """No request to another host, no CSP violation, no script error."""
        assert self.foreign + self.faults == [], self.foreign + self.faults

    def assert_accessible(self) -> None:
        """axe finds nothing against WCAG 2.2 A and AA on the present page."""
        # What was read out to screen readers points at what has gone, until it is cleared away.
        expect(self.page.locator("[data-live-announcer] [role=img]")).to_have_count(0)
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(v =>
               v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))""",
            RULES,
        )
        assert found == [], f"{self.page.url}: {found}"

    def assert_fits(self) -> None:
        """Nothing is wider than the screen."""
        measure = """() => { const root = document.documentElement;
                if (root.scrollWidth <= innerWidth) return [];
                return [...document.querySelectorAll('body *')].filter(e =>
                  e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5)
                  .map(e => e.tagName + '.' + e.className); }"""
        # What slides in is wider for a moment.
        for _ in range(50):
            wide = self.page.evaluate(measure)
            if not wide:
                break
            self.page.wait_for_timeout(100)
        assert wide == [], f"{self.page.url}: {wide}"

    def assert_spoken(self) -> None:
        """The page says its language, and no key or placeholder was left untranslated."""
        assert self.page.locator("html").get_attribute("lang") == self.look.language
        text = self.page.evaluate(
            """() => document.body.innerText + ' ' + document.title + ' ' +
               [...document.querySelectorAll('[aria-label],[placeholder],[alt],[title]')].map(e =>
               ['aria-label', 'placeholder', 'alt', 'title'].map(n => e.getAttribute(n) ?? '')
               .join(' ')).join(' ')"""
        )
        words = set(re.findall(r"[\w.]+\.[\w.]+", text))
        assert words & set(every_key()) == set()
        assert "{{" not in text

    def _watch(self) -> None:
        own = (self.url, self.url.replace("http:", "ws:"), "data:", "blob:")

        def on_request(request: Request) -> None:
            if not request.url.startswith(own):
                self.foreign.append(request.url)

        def on_console(message: ConsoleMessage) -> None:
            if POLICY.search(message.text):
                self.faults.append(message.text)

        self.context.on("request", on_request)
        self.context.on("console", on_console)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))


def _bring_cookies(context: BrowserContext, person: Person) -> None:
    """Continue a session that the person opened elsewhere, as a copied profile would."""
    context.add_cookies(
        [
            {
                "name": name, "value": value, "url": "https://localhost", "secure": True,
                "httpOnly": True, "sameSite": "Lax",
            }
            for name, value in person.cookies.items()
            if value
        ]
    )  # fmt: skip
