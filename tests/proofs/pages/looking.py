"""Looks at every screen for what hostile texts may have done to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.e2e.words import Words
from tests.proofs.pages.screens import READS
from tests.proofs.pages.stage import FOREIGN, Watch

# Everything that no screen of ours has, unless a text became markup.
MEASURE = """() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
  if (!document.querySelector('main')) faults.push('no main part');
  if (!document.querySelector('h1')) faults.push('no title');
  const strange = 'iframe,object,embed,base,marquee,math,audio,plaintext,frameset,applet,body body';
  for (const each of document.querySelectorAll(strange)) faults.push(`a ${each.tagName}`);
  for (const each of document.querySelectorAll('*')) for (const {name, value} of each.attributes) {
    if (name.startsWith('on')) faults.push(`${name} of a ${each.tagName}`);
    const isAddress = ['src', 'href', 'action', 'formaction', 'xlink:href'].includes(name);
    if (isAddress && !/^(#|data:image\\/|blob:)/.test(value)
      && new URL(value, location.href).origin !== location.origin) faults.push(`${name} ${value}`);
  }
  return faults;
}"""
# Each text by itself, so that no text is taken for a longer one that holds it.
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = new Set();
  while (walker.nextNode()) texts.add(walker.currentNode.data);
  for (const each of document.querySelectorAll('input, textarea')) texts.add(each.value);
  return [...texts];
}"""
SOFT = """(address) => {
  history.pushState({idx: history.length, key: String(Math.random())}, '', address);
  dispatchEvent(new PopStateEvent('popstate', {state: history.state}));
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
}"""
MOST_PAGES = 60
WORDS = Words("en")
# Where one must not be led after signing in.
ELSEWHERE = (
    "//{h}/x", "///{h}/x", "/\\{h}/x", "\\\\{h}/x", "/\t/{h}/x", "/\n/{h}/x", "/\r/{h}/x",
    "\t//{h}/x", "/.//{h}/x", "/..//{h}/x", "http://{h}/x", "http:{h}/x", "/%09/{h}/x",
    "javascript:top.owned=1", "/%2F{h}/x", "@{h}/x", ".{h}/x",
)  # fmt: skip


@dataclass
class Looked:
    """How many screens were looked at, the texts seen on them as texts, and what was broken."""

    screens: int = 0
    seen: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


class Looker:
    """Goes through screens in one profile."""

    def __init__(self, page: Page, url: str, texts: Iterable[str]) -> None:
        self._page = page
        self._url = url
        self._texts = {_flat(text): text for text in texts}
        self.looked = Looked()

    def at(self, path: str) -> None:
        """Open a screen and look at all of it."""
        self._page.goto(self._url + path)
        self._page.locator("main h1").first.wait_for()
        self._page.wait_for_load_state("networkidle")
        self._read_on()
        self.look(path)

    def look(self, name: str) -> None:
        """Look at what is shown now."""
        self.looked.screens += 1
        faults = self._page.evaluate(MEASURE)
        for _ in range(15):
            if not faults:
                break
            self._page.wait_for_timeout(100)  # what slides in is wider for a moment
            faults = self._page.evaluate(MEASURE)
        self.looked.broken += [f"{name}: {fault}" for fault in faults]
        shown = {_flat(text) for text in self._page.evaluate(TEXTS)}
        self.looked.seen |= {whole for flat, whole in self._texts.items() if flat in shown}

    def by_address(self, path: str, texts: Sequence[str]) -> None:
        """Put every text into everything that a screen reads from its address."""
        self._page.goto(self._url + path)
        self._page.locator("h1").first.wait_for()
        for text in texts:
            query = urlencode(dict.fromkeys(READS[path], text))
            self._go(f"{path}?{query}#{json.dumps(text)}")
            self.looked.screens += 1
        self._page.wait_for_load_state("networkidle")
        self.look(f"{path} by address")

    def by_name(self, names: Iterable[str]) -> None:
        """Take one name after another in the settings, and be greeted by it."""
        self.at("/settings")
        field = self._page.locator("input[name=display_name]")
        for name in names:
            field.fill(name)
            with self._page.expect_response(lambda it: it.request.method == "PATCH") as sent:
                field.press("Enter")
            assert sent.value.ok, f"{name!r} is no name: {sent.value.status}"
            self._go("/")
            field.wait_for(state="detached")
            self._page.locator("main h1").first.wait_for()
            self.look(f"/, called {name}")
            self._go("/settings")
            field.wait_for()
            self.look(f"/settings, called {name}")

    def _go(self, path: str) -> None:
        """Go to a screen as its links do, without loading the page again."""
        self._page.evaluate(SOFT, path)

    def _read_on(self) -> None:
        more = self._page.get_by_role("button", name=WORDS("log.journal.more"), exact=True)
        lines = self._page.locator("main li")
        for _ in range(MOST_PAGES):
            if more.count() == 0:
                return
            before = lines.count()
            more.click()
            lines.nth(before).wait_for()  # with the last lines the button goes


def _flat(text: str) -> str:
    return " ".join(text.split())


def led_elsewhere(page: Page, watch: Watch, url: str, patterns: Sequence[str]) -> Iterator[str]:
    """Addresses of the sign-in that lead a signed-in person to another site."""
    for pattern in patterns:
        watch.forget()
        wanted = pattern.format(h=FOREIGN)
        page.goto(f"{url}/sign-in?{urlencode({'next': wanted})}")
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(200)
        if not page.url.startswith(f"{url}/") or watch.foreign or watch.executed:
            yield wanted
