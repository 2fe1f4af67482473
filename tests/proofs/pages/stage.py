"""A real browser for which every other host is our own witness, so that nothing leaves unseen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tests.support.browser import arguments, executable

# The hosts that attacks call; the browser finds the witness under both, and no other host at all.
FOREIGN = "evil.example"
# Reports a marker set by an attack, and whatever the policy of the page had to stop.
OBSERVER = """(() => {
  Object.defineProperty(window, 'owned', { set: (mark) =>
    __report('executed', `${mark} at ${location.href}`) });
  addEventListener('securitypolicyviolation', (event) => __report('stopped',
    `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`), true);
})()"""
TYPES = {"js": "text/javascript", "css": "text/css"}
# What the witness serves under any name: each sets the marker if a page takes it for its own.
BODIES = {"js": "top.owned=1", "css": "body{--owned:1}"}


class Witness(ThreadingHTTPServer):
    """Another site: serves attacks, and remembers every address asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.asked: list[str] = []
        self.pages: dict[str, str] = {}

    @property
    def foreign(self) -> str:
        """Its origin as another site."""
        return f"http://{FOREIGN}"

    @property
    def neighbour(self) -> str:
        """Its origin as another port of the product's own host: the same site to a browser."""
        return f"http://localhost:{self.server_port}"

    def browser_arguments(self) -> list[str]:
        """The flags of a browser that finds us under the foreign name, and no other host."""
        rules = f"EXCLUDE localhost, MAP {FOREIGN} 127.0.0.1:{self.server_port}, MAP * ~NOTFOUND"
        return [*arguments(), f"--host-resolver-rules={rules}"]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no fault."""


class _Answering(BaseHTTPRequestHandler):
    server: Witness

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(self.path)
        ending = path.rpartition(".")[2]
        body = self.server.pages.get(path, BODIES.get(ending, "<title>another site</title>"))
        raw = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{TYPES.get(ending, 'text/html')}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@dataclass
class Watch:
    """What happened in a browser profile that must not happen."""

    executed: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Begin afresh."""
        for each in (self.executed, self.stopped, self.foreign, self.broken):
            each.clear()

    def follow(self, context: BrowserContext, own: tuple[str, ...]) -> None:
        """Watch every page of a profile; `own` begins the addresses that it may ask for."""
        context.expose_function("__report", self._report)
        context.add_init_script(OBSERVER)
        context.on("page", lambda page: page.on("dialog", self._on_dialog))
        context.on("weberror", lambda error: self.broken.append(str(error.error)))
        context.on("console", self._on_console)

        def on_request(request: Request) -> None:
            if not request.url.startswith((*own, "data:", "blob:", "about:")):
                self.foreign.append(request.url)

        context.on("request", on_request)

    def _report(self, what: str, detail: str) -> None:
        (self.executed if what == "executed" else self.stopped).append(detail)

    def _on_dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.executed.append(f"{dialog.type} on {dialog.page.url if dialog.page else ''}")
        dialog.dismiss()

    def _on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            self.stopped.append(message.text[:200])


@dataclass
class Stage:
    """The browser and the witness."""

    playwright: Playwright
    browser: Browser
    witness: Witness

    def profile(self, url: str, **options: Any) -> tuple[BrowserContext, Page, Watch]:
        """A fresh profile in front of a site, watched."""
        settings: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Europe/Paris"}
        context = self.browser.new_context(reduced_motion="reduce", **settings | options)
        # Both sites are on this machine: the browser must not be what keeps them apart.
        context.grant_permissions(["local-network-access"])
        context.set_default_timeout(20_000)
        watch = Watch()
        watch.follow(context, (url, url.replace("http:", "ws:")))
        return context, context.new_page(), watch


@contextmanager
def stage() -> Iterator[Stage]:
    """A browser that keeps pages for the way back as people's browsers do, and the witness."""
    witness = Witness()
    threading.Thread(target=witness.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=executable(),
                args=witness.browser_arguments(),
                ignore_default_args=["--disable-back-forward-cache"],
            )
            yield Stage(playwright, browser, witness)
            browser.close()
    finally:
        witness.shutdown()
        witness.server_close()
