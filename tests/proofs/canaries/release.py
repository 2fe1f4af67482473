"""Lets canaries loose on every route, in every outage, and looks for them after each flight."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from uuid import uuid4

import aiohttp

from infra.openapi import hubs, operations
from tests.e2e.person import Person
from tests.functions.accounts.browser import callback_of, consent, query_of
from tests.proofs.canaries.marks import Canaries
from tests.proofs.canaries.outages import outages
from tests.proofs.canaries.sending import IMPERSONAL, Reply, Request, Writer, send
from tests.proofs.canaries.surfaces import Surfaces, unnamed
from tests.proofs.guests import Guests
from tests.support.product import Product

ANSWERS = "error answers and redirects"
PLACES = ("the functions' logs", "traces", "metrics", "the other logs", ANSWERS)
FLIGHT = 60  # the local cloud keeps the logs of so many invocations and some more


@dataclass
class Tally:
    """What was sent, what was searched, and what was seen."""

    expected: set[str]
    kinds: int = 0
    requests: int = 0
    succeeded: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    searched: Counter[str] = field(default_factory=Counter)
    leaks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    unnamed: int = 0
    followed: int = 0
    lines: list[str] = field(default_factory=list)


class Release:
    """One release of canaries; `every` says how many of the bad requests are left out."""

    def __init__(self, product: Product, every: int) -> None:
        self._product = product
        self._every = every
        self._canaries = Canaries()
        self._surfaces = Surfaces(product)
        found = operations(hubs())
        self._tally = Tally({f"{each.method} {each.path}" for each in found})
        self._guests = Guests(product, self._somebody)

    def carry_out(self) -> Tally:
        """Send everything, in peace and in every outage."""
        writer = Writer(self._canaries)
        good = list(self._good(writer))
        self._look()
        bad: list[Request] = []
        for number, request in enumerate(good):
            first, *others = writer.bad(request)
            bad += [first, *others[number % self._every :: self._every]]
        self._fly(bad)
        for name, outage in outages(self._product).items():
            with outage:
                self._fly(good, during=name)
            self._product.await_up()
        self._recover()
        self._come_by_a_provider()
        self._talk()
        self._look()
        self._follow()
        assert self._canaries.kinds >= IMPERSONAL, IMPERSONAL - self._canaries.kinds
        self._tally.kinds = len(self._canaries.kinds - IMPERSONAL)
        return self._tally

    def _good(self, writer: Writer) -> Iterator[Request]:
        """Every good request, sent while what it is about is as it needs it."""
        for number, known in enumerate(self._guests.known(), start=1):
            request = writer.good(known)
            self._send(request)
            if number % (FLIGHT // 3) == 0:  # making them ready takes requests as well
                self._look()
            yield request

    def _somebody(self, product: Product) -> Person:
        """A new person, whose every secret is a canary."""
        word = self._canaries.word
        person = Person(product, word("e-mail", "{}@example.org"), word("password", "pw {} 9"))
        person.send_sign_up("fr")
        body = {"email": person.email, "code": self._code(person)}
        self._succeed(person, "/v1/auth/confirm", body)
        person.sign_in()
        self._know(person)
        return person

    def _code(self, person: Person, *, other_than: str = "") -> str:
        code = self._product.code_for(person.email, other_than=other_than)
        self._canaries.digits("code from a letter", code)
        return code

    def _succeed(self, person: Person, path: str, body: Any) -> None:
        person.post(path, body)
        self._tally.succeeded.add(f"POST {path}")

    def _recover(self) -> None:
        """Set a new password with a code from a letter."""
        person = self._somebody(self._product)
        old = self._product.code_for(person.email)
        person.post("/v1/auth/forgot", {"email": person.email})
        body = {
            "email": person.email,
            "code": self._code(person, other_than=old),
            "password": self._canaries.word("password", "pw {} 7"),
        }
        self._succeed(person, "/v1/auth/reset", body)

    def _come_by_a_provider(self) -> None:
        """Sign in with a provider, which tells a name and an address."""
        address = self._canaries.word("e-mail at a provider", "{}@example.org")
        name = self._canaries.word("name at a provider", "Zoë {}")
        person = Person(self._product, address)
        begun = person.send("GET", "/v1/auth/authorize/Google").headers["location"]
        back = consent(self._product.url, begun, {"name": name, "email": address})
        self._canaries.know("state of a sign-in", query_of(back)["state"])
        self._canaries.know("code of a provider", query_of(back)["code"])
        answer = person.send("GET", callback_of(back))
        self._judge("GET /v1/auth/callback", Reply(answer.status, answer.headers, ""))
        session = person.get("/v1/session")
        person.csrf, person.user_id = session["csrf_token"], session["user_id"]
        self._know(person)

    def _know(self, person: Person) -> None:
        self._canaries.know("user id", person.user_id)
        self._canaries.know("CSRF token", person.csrf)
        for name, value in person.cookies.items():
            if value:
                self._canaries.know(f"cookie {name}", value)

    def _fly(self, requests: list[Request], during: str = "") -> None:
        """Send requests as the person, and look around before the logs grow too long."""
        for number, request in enumerate(requests, start=1):
            self._send(request)
            if number % FLIGHT == 0:
                self._look(during)
        self._look(during)

    def _send(self, request: Request) -> None:
        person = self._guests.present
        held = "; ".join(f"{name}={value}" for name, value in person.cookies.items() if value)
        own = {"X-CSRF-Token": person.csrf, "Cookie": held}
        if "Cookie" in request.headers:
            own["Cookie"] = f"{held}; {request.headers['Cookie']}"
        headers = own | {k: v for k, v in request.headers.items() if k != "Cookie"}
        reply = send(self._product.port, replace(request, headers=headers))
        self._tally.requests += 1
        self._judge(request.operation, reply)

    def _judge(self, operation: str, reply: Reply) -> None:
        (self._tally.failed if reply.failed else self._tally.succeeded).add(operation)
        self._search(ANSWERS, reply.repeated())

    def _look(self, during: str = "") -> None:
        """Search everything that is new."""
        lines = self._surfaces.lines()
        self._search("the functions' logs", ["\n".join(line for _, line in lines)], during)
        self._search("traces", traces := self._surfaces.traces(), during)
        self._search("metrics", self._surfaces.metrics(), during)
        self._search("the other logs", self._surfaces.others(), during)
        self._tally.searched += Counter({"log lines": len(lines), "traces": len(traces)})
        nameless = list(unnamed(lines))
        self._tally.unnamed += len(nameless)
        self._tally.lines += nameless[:5]

    def _search(self, place: str, texts: list[str], during: str = "") -> None:
        for text in texts:
            for kind in sorted(self._canaries.seen_in(text)):
                self._tally.leaks[place] += 1
                self._tally.lines.append(f"{kind} in {place} {during}".strip())

    def _talk(self) -> None:
        """Open sockets, well and badly, and say something nobody asked for."""
        ticket = self._guests.person.post("/v1/tickets")["ticket"]
        self._canaries.know("ticket", ticket)
        said = json.dumps({"diary": self._canaries.word("words in a socket")})
        forged = self._canaries.word("forged ticket")
        asyncio.run(self._speak(ticket, said))
        asyncio.run(self._speak(forged, said))

    async def _speak(self, ticket: str, words: str) -> None:
        origin = {"Origin": self._product.url}
        url = f"{self._product.url}/ws?ticket={ticket}"
        async with aiohttp.ClientSession(headers=origin) as session:
            try:
                async with session.ws_connect(url) as opened:
                    await opened.send_str(words)
                    await opened.send_str('{"action": "ping"}')
                    await opened.receive(timeout=5)
            except (aiohttp.WSServerHandshakeError, TimeoutError):
                return

    def _follow(self) -> None:
        """From the headers of an answer to the SQL statements, on the developer page alone."""
        answer = self._guests.person.send("GET", "/v1/goals", Idempotency_Key=str(uuid4()))
        for header in ("x-request-id", "x-amzn-trace-id"):
            found = self._product.read(f"/_local/dev/search?q={answer.headers[header]}")
            link = re.search(r"/_local/dev/traces/(1-[0-9a-f-]+)", found)
            trace = self._product.read(link[0]) if link else found
            said = unescape(re.sub(r"<[^>]+>", " ", trace))
            steps = ("edge", "authorizer", "GET /v1/goals", "postgres", "SELECT", "%(_person)s")
            missing = [step for step in steps if step not in said]
            self._tally.followed += not missing
            self._tally.lines += [f"by {header}, the trace lacks {step}" for step in missing]
            self._search("traces", [trace])
