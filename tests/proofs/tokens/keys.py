"""Signing keys over HTTP: rarely fetched, followed through a rotation, kept through an outage."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any, Protocol

from serenity.errors import Unavailable
from serenity.keyset import KeySet
from serenity.tokens import TokenRefused, TokenVerifier
from tests.proofs.proof import Finding, Planted
from tests.proofs.tokens.weak_keys import Eager, Forgetful, Hasty, Stubborn
from tests.support.tokens import CLIENT, ISSUER, Issuer

WINDOW = 300
THREADS = 16


class Time:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class KeyServer(ThreadingHTTPServer):
    """The pool's address: publishes the keys of its issuers, or breaks every connection."""

    def __init__(self, time: Time, *issuers: Issuer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.time = time
        self.issuers = list(issuers)
        self.down = False
        self.answers_after_seconds = 0.0
        self.fetched_at: list[float] = []
        self.url = f"http://127.0.0.1:{self.server_port}/.well-known/jwks.json"

    def most_in_a_window(self) -> int:
        """The highest number of fetches within five minutes."""
        times = self.fetched_at
        return max((sum(t <= u < t + WINDOW for u in times) for t in times), default=0)


class _Handler(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.fetched_at.append(self.server.time.now)
        if self.server.down:
            self.close_connection = True
            return
        sleep(self.server.answers_after_seconds)
        keys = [key for issuer in self.server.issuers for key in issuer.published()["keys"]]
        body = json.dumps({"keys": keys}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


class Keys(Protocol):
    """What a verifier asks for keys."""

    def key(self, kid: str) -> Any | None:
        """The key of that id."""
        ...


MakeKeys = Callable[[str, Time], Keys]


def ours(url: str, time: Time) -> Keys:
    """The product's own key set."""
    return KeySet(url, clock=time)


class Trial:
    """A key server, a key set of some make, and a verifier over both."""

    def __init__(self, server: KeyServer, keys: Keys) -> None:
        self.server = server
        self.time = server.time
        self.old, self.new = server.issuers[0], Issuer("key-2")
        self._verifier = TokenVerifier(keys, ISSUER, frozenset({CLIENT}))  # type: ignore[arg-type]

    def refuses(self, token: str) -> bool:
        """Whether a token is not accepted."""
        try:
            self._verifier.access(token)
        except (TokenRefused, Unavailable):
            return True
        return False

    def flood(self, tokens: int) -> None:
        """Tokens of key ids that nobody knows."""
        for number in range(tokens):
            assert self.refuses(Issuer(f"unknown-{number}", self.old.key).access())


@contextmanager
def trial(make: MakeKeys) -> Iterator[Trial]:
    """A trial over a real HTTP server, with time of its own."""
    server = KeyServer(Time(), Issuer("key-1"))
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield Trial(server, make(server.url, server.time))
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def fetches_in_a_flood(make: MakeKeys, tokens: int, *, down: bool = False) -> int:
    """The most fetches within five minutes of two hours of unknown key ids."""
    with trial(make) as at:
        assert not at.refuses(at.old.access())
        at.server.fetched_at.clear()
        at.server.down = down
        for _ in range(240):
            at.time.now += 30
            at.flood(tokens // 240)
        return at.server.most_in_a_window()


def fetches_of_threads(make: MakeKeys, tokens: int) -> int:
    """Fetches when many threads bring unknown key ids at one moment, the first one included."""
    with trial(make) as at, ThreadPoolExecutor(THREADS) as pool:
        # Slow enough that on a busy machine too every thread comes before the first answer.
        at.server.answers_after_seconds = 0.5
        together = threading.Barrier(THREADS)

        def arrive(number: int) -> None:
            together.wait()
            at.flood(number)

        for _ in pool.map(arrive, [tokens // THREADS] * THREADS):
            pass
        return len(at.server.fetched_at)


def refused_in_rotations(make: MakeKeys, tokens: int) -> int:
    """Valid tokens refused while keys change: without notice, and with notice in a flood."""
    refused = 0
    with trial(make) as at:
        for _ in range(tokens // 2):
            refused += at.refuses(at.old.access())
        at.time.now += 1
        at.server.issuers = [at.new, at.old]
        for _ in range(tokens // 2):
            refused += at.refuses(at.new.access()) + at.refuses(at.old.access())
    with trial(make) as at:
        for second in range(0, 2 * WINDOW, 10):
            at.time.now += 10
            at.flood(1)
            at.server.issuers = [at.old, at.new] if second >= WINDOW / 2 else [at.old]
            signs = at.new if second >= 1.5 * WINDOW + 10 else at.old
            refused += at.refuses(signs.access())
    return refused


def accepted_after_withdrawal(make: MakeKeys) -> int:
    """Tokens of a withdrawn key accepted an hour later."""
    with trial(make) as at:
        token = at.old.access(exp=2**33)
        assert not at.refuses(token)
        at.server.issuers = [at.new]
        at.time.now += 3601
        return int(not at.refuses(token))


def refused_in_an_outage(make: MakeKeys, tokens: int) -> int:
    """Valid tokens refused in two hours without the pool's address."""
    with trial(make) as at:
        assert not at.refuses(at.old.access())
        at.server.down = True
        refused = 0
        for _ in range(tokens):
            at.time.now += 7200 / tokens
            refused += at.refuses(at.old.access())
        return refused


def plant() -> Iterator[Planted]:
    """Key sets with one weakness each."""

    def of(kind: type[KeySet]) -> MakeKeys:
        return lambda url, time: kind(url, None, time)

    yield Planted("keys fetched for every unknown id", fetches_in_a_flood(of(Eager), 240) > 1)
    yield Planted("keys fetched by every thread", fetches_of_threads(of(Hasty), 64) > 1)
    yield Planted("keys never fetched again", refused_in_rotations(of(Stubborn), 10) > 0)
    yield Planted("withdrawn keys that go on", accepted_after_withdrawal(of(Stubborn)) > 0)
    yield Planted("keys dropped in an outage", refused_in_an_outage(of(Forgetful), 24) > 0)


def prove(tokens: int) -> Iterator[Finding]:
    """The product's key set."""
    name = "key fetches within 5 minutes of unknown key ids"
    yield Finding(name, fetches_in_a_flood(ours, tokens), "fetches", at_most=1)
    down = fetches_in_a_flood(ours, tokens, down=True)
    yield Finding(f"{name}, pool down", down, "fetches", at_most=1)
    threads = fetches_of_threads(ours, tokens)
    yield Finding(f"{name}, {THREADS} threads", threads, "fetches", at_most=1)
    rotated = refused_in_rotations(ours, min(tokens, 1000))
    yield Finding("valid tokens refused through key rotations", rotated, "tokens", at_most=0)
    withdrawn = accepted_after_withdrawal(ours)
    yield Finding("withdrawn keys accepted an hour later", withdrawn, "tokens", at_most=0)
    outage = refused_in_an_outage(ours, min(tokens, 1000))
    yield Finding("valid tokens refused in 2 h without the pool", outage, "tokens", at_most=0)
