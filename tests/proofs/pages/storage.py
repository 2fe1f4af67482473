"""What a browser profile holds of a person, in its stores and on its disk, and after they left."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.person import Person
from tests.e2e.words import Words
from tests.proofs.pages.crosssite import sign_in
from tests.proofs.pages.stage import Stage, Watch
from tests.support.browser import executable

# What the device itself prefers, and nobody's.
OF_THE_DEVICE = {"serenity.theme", "serenity.language"}
# How far down each page was, under keys that name nothing.
OF_THE_TAB = {"react-router-scroll-positions"}
# The browser's own memory of sign-in forms, which the person rules over in its settings.
OF_THE_BROWSER = ("Default/Login Data", "Default/Web Data")
READ = """async () => {
  const found = {local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie,
    caches: {}, databases: {}, name: window.name};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found.caches[`${name} ${new URL(request.url).pathname}`] =
        [...answer.headers].flat().join(' ') + await answer.text();
    }
  }
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      indexedDB.open(name).onsuccess = (event) => done(event.target.result); });
    for (const store of base.objectStoreNames) {
      const values = await new Promise((done) => {
        base.transaction(store).objectStore(store).getAll().onsuccess =
          (event) => done(event.target.result); });
      const decoder = new TextDecoder();
      const shown = (value) => value instanceof CryptoKey ? `key ${value.extractable}`
        : value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? decoder.decode(value)
        : value && typeof value === 'object'
          ? Object.entries(value).map(([k, v]) => k + shown(v)).join() : String(value);
      found.databases[`${name} ${store}`] = values.map(shown);
    }
    base.close();
  }
  return found;
}"""


@contextmanager
def kept_profile(
    there: Stage, folder: Path, url: str
) -> Iterator[tuple[BrowserContext, Page, Watch]]:
    """A profile that is kept on disk, as a person's own browser keeps it."""
    context = there.playwright.chromium.launch_persistent_context(
        folder, executable_path=executable(), args=there.witness.browser_arguments(),
        locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce",
        ignore_default_args=["--disable-back-forward-cache"],
    )  # fmt: skip
    context.set_default_timeout(20_000)
    watch = Watch()
    watch.follow(context, (url, url.replace("http:", "ws:")))
    yield context, context.new_page(), watch
    context.close()


def readable(stores: dict[str, Any], secrets: Sequence[str]) -> Iterator[str]:
    """What a script, or whoever takes the disk, could read of the person in the stores."""
    for place, held in stores.items():
        text = str(held)
        yield from (f"{place} holds {secret[:12]}" for secret in secrets if secret in text)
    yield from (f"localStorage {name}" for name in stores["local"].keys() - OF_THE_DEVICE)
    yield from (f"sessionStorage {name}" for name in stores["session"].keys() - OF_THE_TAB)
    if stores["cookie"]:
        yield "a cookie that scripts can read"
    if "key true" in str(stores["databases"]):
        yield "a key that can be taken away"


def on_disk(folder: Path, secrets: Sequence[str], address: str) -> Iterator[str]:
    """Files of the profile in which something of the person can be read.

    The address alone may stand where the browser remembers how to fill in a sign-in form.
    """
    encoded = [(secret, form) for secret in secrets for form in _forms(secret)]
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert len(files) > 20, "no profile was written"
    for file in files:
        raw = file.read_bytes()
        for secret, form in encoded:
            name = str(file.relative_to(folder))
            if form in raw and not (secret == address and name.startswith(OF_THE_BROWSER)):
                yield f"{name} holds {secret[:12]}"


def _forms(secret: str) -> tuple[bytes, ...]:
    return secret.encode(), secret.encode("utf-16-le")


def weak_cookies(context: BrowserContext) -> Iterator[str]:
    """Cookies that are not bound to the host, out of reach of scripts, and of first parties."""
    cookies = context.cookies()
    if not any(cookie["name"] == "__Host-session" for cookie in cookies):
        yield "no session"
    for cookie in cookies:
        bound = cookie["name"].startswith("__Host-") and cookie["path"] == "/"
        strict = cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] in {"Lax", "Strict"}
        if not (bound and strict and not cookie["domain"].startswith(".")):
            yield f"cookie {cookie['name']}"


def use(page: Page, watch: Watch, person: Person) -> None:
    """Use the product until it can be read and written without a line, and write without one."""
    url = person.product.url
    sign_in(page, watch, person)
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    for path in ("/log", "/goals", "/trends?metric=weight", "/inbox", "/settings", "/"):
        page.goto(url + path)
        page.get_by_role("main").wait_for()
        page.wait_for_load_state("networkidle")


def note_offline(context: BrowserContext, page: Page, person: Person, note: str) -> None:
    """Write something that nobody can take now."""
    words = Words("en")
    context.set_offline(True)
    page.goto(f"{person.product.url}/log")
    page.get_by_role("main").get_by_role("listitem").first.wait_for()
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog")
    sheet.locator("label:has(input[value=water])").click()
    sheet.locator("input[name=note], textarea[name=note]").fill(note)
    sheet.get_by_role("button", name=words("log.sheet.save"), exact=True).click()
    expect(sheet).to_have_count(0)


def sign_out(page: Page, person: Person) -> None:
    """Leave by the button."""
    page.goto(f"{person.product.url}/settings")
    page.get_by_role("button", name=Words("en")("settings.account.signOut"), exact=True).click()
    page.wait_for_url("**/sign-in*")


def shown_on_the_way_back(page: Page, secrets: Sequence[str]) -> Iterator[str]:
    """What of the person the pages before show, one step back after another."""
    for step in range(8):
        before = page.url
        page.go_back(wait_until="commit")
        for _ in range(5):
            text = page.evaluate(
                "() => document.body?.hidden ? '' : document.body?.innerText ?? ''"
            )
            yield from (f"{step + 1} back: {each[:12]}" for each in secrets if each in str(text))
            page.wait_for_timeout(60)
        if page.url in {before, "about:blank"}:
            return


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for a profile."""
    return tempfile.TemporaryDirectory(prefix="profile-")
