"""Lets canaries loose on every route, in every outage, and looks for them after each flight."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from uuid import uuid4

import aiohttp

from infra.openapi import hubs, operations
from tests.e2e.person import Person
from tests.proofs.canaries.marks import Canaries
from tests.proofs.canaries.outages import outages
from tests.proofs.canaries.sending import Reply, Request, Writer, send
from tests.proofs.canaries.surfaces import Surfaces, unnamed
from tests.proofs.guests import Guests
from tests.support.product import Product

# They succeed only with a code that this proof does not spend.
NEEDING_A_CODE = {"POST /v1/auth/confirm", "POST /v1/auth/reset"}
PLACES = ("the functions' logs", "traces", "metrics", "the other logs", "error answers")
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
    unreachable: int = len(NEEDING_A_CODE)
    lines: list[str] = field(default_factory=list)


class Release:
    """One release of canaries; `every` says how many of the bad requests are left out."""

    def __init__(self, product: Product, every: int) -> None:
        self._product = product
        self._every = every
        self._canaries = Canaries()
        self._surfaces = Surfaces(product)
        self._guests = Guests(product, self._somebody)
        found = operations(hubs())
        self._tally = Tally({f"{each.method} {each.path}" for each in found})

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
        self._talk()
        self._look()
        self._follow()
        self._tally.kinds = len(self._canaries.kinds)
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
        code = product.code_for(person.email)
        self._canaries.digits("code from a letter", code)
        body = {"email": person.email, "code": code}
        person.post("/v1/auth/confirm", body)
        person.sign_in()
        self._know(person)
        return person

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
        self._judge(request, reply)

    def _judge(self, request: Request, reply: Reply) -> None:
        if reply.status < 400:
            self._tally.succeeded.add(request.operation)
            return
        self._tally.failed.add(request.operation)
        self._search("error answers", [without_pointers(reply.body), *reply.headers.values()])

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


def without_pointers(body: str) -> str:
    """A problem without the pointers that name fields the client sent."""
    try:
        problem = json.loads(body)
    except ValueError:
        return body
    if isinstance(problem, dict):
        for error in problem.get("errors", []):
            error.pop("pointer", None)
    return json.dumps(problem, ensure_ascii=False)
