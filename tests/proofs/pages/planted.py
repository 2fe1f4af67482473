"""A careless site that breaks each promise, to show that its breach would be seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from tests.e2e.person import Person
from tests.proofs.pages import crosssite, headers, looking, policy, storage
from tests.proofs.pages.payloads import some
from tests.proofs.pages.stage import Stage
from tests.proofs.proof import Planted
from tests.support.product import Product

SECRET = "a heavy mood on Tuesday"


class Careless(ThreadingHTTPServer):
    """Does whatever it is asked to by whomever, and shows every text as markup."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Doing)
        self.effects = 0
        self.port = self.server_port
        self.url = f"http://localhost:{self.server_port}"


class _Doing(BaseHTTPRequestHandler):
    server: Careless

    def do_GET(self) -> None:
        text = SECRET if "secret" in self.path else "".join(some(12))
        self._answer(f"<!doctype html><title>x</title><main><h1>{text}</h1></main>")

    def do_POST(self) -> None:
        self.server.effects += 1
        self._answer("{}")

    do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def _answer(self, body: str) -> None:
        raw = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def careless() -> Iterator[Careless]:
    """The careless site, running."""
    server = Careless()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def faults(stage: Stage, person: Person) -> Iterator[Planted]:
    """Each planted fault, and whether it was seen."""
    product = person.product
    weak = "script-src 'self' 'unsafe-inline'; style-src 'self'"
    tried = [each for each in policy.attacks() if each.name in {"img onerror", "inline script"}]
    found = list(policy.successes(stage, product.url, tried, policy=weak))
    yield Planted("a policy that allows inline handlers", len(found) == len(tried))
    yield from _in_headers(product)
    with careless() as site:
        yield from _across_sites(stage, site)
        yield from _on_screens(stage, site)
        yield from _in_stores(stage, site)


def _in_headers(product: Product) -> Iterator[Planted]:
    wanted = headers.expected(product.url)
    seen = headers.ask(product, "GET", "/v1/session")
    yield Planted("no fault where there is none", not list(headers.faults(seen, wanted)))
    for name in ("cache-control", "content-security-policy", "x-content-type-options"):
        less = {key: value for key, value in seen.headers.items() if key != name}
        answer = headers.Seen(seen.asked, seen.status, less)
        yield Planted(f"an answer without {name}", any(headers.faults(answer, wanted)))
    more = headers.Seen(seen.asked, seen.status, {**seen.headers, "server": "something/1.0"})
    yield Planted("an answer that tells its software", any(headers.faults(more, wanted)))


def _across_sites(stage: Stage, site: Careless) -> Iterator[Planted]:
    context, page, _ = stage.profile(site.url)
    found = [each for each in crosssite.mutating() if each.name == "create_goal"]
    sent = crosssite.requests_for(found, {})
    crosssite.assault(stage, page, stage.witness.foreign, site.url, sent, 1)
    yield Planted("a route that does what other sites ask", site.effects > 0)
    anybody = Person(cast("Product", site), "nobody@example.org")
    passed = list(crosssite.let_through(anybody, found, {}))
    yield Planted("a route without the CSRF check", len(passed) == len(crosssite.FORGED) + 2)
    taken = crosssite.gained(stage, page, stage.witness.foreign, site.url)
    yield Planted("a page that others may frame", any("frame" in each for each in taken))
    context.close()


def _on_screens(stage: Stage, site: Careless) -> Iterator[Planted]:
    context, page, watch = stage.profile(site.url)
    looker = looking.Looker(page, site.url, [])
    looker.at("/")
    yield Planted("a screen that renders HTML runs scripts", bool(watch.executed))
    yield Planted("a screen that renders HTML calls others", bool(watch.foreign))
    yield Planted("a screen that renders HTML is broken", bool(looker.looked.broken))
    context.close()


def _in_stores(stage: Stage, site: Careless) -> Iterator[Planted]:
    context, page, _ = stage.profile(site.url)
    page.goto(f"{site.url}/?secret")
    page.evaluate("(text) => localStorage.setItem('mood', text)", SECRET)
    stores = page.evaluate(storage.READ)
    found = list(storage.readable(stores, [SECRET]))
    yield Planted("health data in localStorage", any("local holds" in each for each in found))
    yield Planted("a cookie that scripts can read", any("cookie" in each for each in found))
    yield Planted("a weak cookie", "cookie session" in list(storage.weak_cookies(context)))
    page.goto(f"{site.url}/?secret&left")
    page.evaluate("() => { document.body.textContent = 'signed out'; }")
    back = list(storage.shown_on_the_way_back(page, [SECRET]))
    yield Planted("a page that the way back shows", bool(back))
    context.close()
