"""Tickets over the real store: raced, aged, shown from elsewhere, and weighed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from functions.notifications.domain import Admission
from functions.notifications.service.push import Push
from functions.notifications.service.sockets import Sockets
from functions.notifications.store.sockets import DynamoSockets
from serenity.auth import Principal
from serenity.data import Attempt
from tests.support.clock import SetClock

ORIGIN = "https://serenity.example"
RACERS = 5
AGES = (0, 1, 15, 29, 29.999, 30, 30.001, 31, 45, 60, 600, 3600)
FOREIGN = (
    "null", "", "*", "https://", "serenity.example", "//serenity.example",
    "http://serenity.example", "https://serenity.example/", "https://serenity.example:443",
    "https://serenity.example:8000", "https://www.serenity.example", "https://serenity.example.evil",
    "https://evil-serenity.example", "https://serenity.exampl", "https://SERENITY.example",
    "https://serenity.example@evil.example", "https://evil.example#https://serenity.example",
    "https://evil.example?https://serenity.example", "https://serenity.example https://evil.example",
    "https://serenity.example,https://evil.example", "https://serenity.example\x00",
    " https://serenity.example", "https://serenity.example.", "https://s\u0435renity.example",
    "wss://serenity.example", "file://", "chrome-extension://serenity", "http://localhost:8000",
)  # fmt: skip


class Silent:
    """A gateway of sockets that nobody listens to."""

    def post(self, _connection_id: str, _text: str) -> bool:
        """Nobody is there."""
        return False

    def close(self, _connection_id: str) -> None:
        """Nobody is there."""


class Counter:
    """The product's `Sockets` over the local cloud's tables, at a time of its own."""

    def __init__(
        self, store: type[DynamoSockets] = DynamoSockets, kind: type[Sockets] = Sockets
    ) -> None:
        self.clock = SetClock(datetime.now(UTC).replace(microsecond=0))
        kept = store("SocketsTable", "TicketsTable", "RevocationsTable")
        push = Push(kept, Silent(), self.clock)
        self.sockets = kind(kept, Silent(), push, self.clock, ORIGIN)

    def issue(self) -> tuple[str, Admission]:
        """A ticket, and whom it must admit."""
        caller = Principal(uuid4(), "session-1", self.clock.now())
        ticket = self.sockets.issue(caller, Attempt()).ticket
        return ticket, Admission(caller.user_id, caller.session_id, self.clock.now())

    def admit(self, ticket: str) -> Admission | None:
        """What a socket's authorizer decides, for our own page."""
        return self.sockets.admit(ticket, ORIGIN)


def races_without_one_winner(counter: Counter, tickets: int) -> int:
    """How many tickets, raced for by several at once, had not exactly one winner."""
    with ThreadPoolExecutor(RACERS) as pool:
        issued = list(pool.map(lambda _: counter.issue(), range(tickets)))
        shown = (ticket for ticket, _ in issued for _ in range(RACERS))
        answers = list(pool.map(counter.admit, shown))
    races = (answers[n : n + RACERS] for n in range(0, len(answers), RACERS))
    return sum(
        [answer for answer in race if answer is not None] != [rightful]
        for race, (_, rightful) in zip(races, issued, strict=True)
    )


def longest_life(counter: Counter) -> float:
    """The greatest age in seconds at which a ticket still opens a socket."""
    begun = counter.clock.now()
    issued = [(age, counter.issue()[0]) for age in AGES]
    alive = []
    for age, ticket in issued:
        counter.clock.set(begun + timedelta(seconds=age))
        if counter.admit(ticket) is not None:
            alive.append(age)
    assert alive, "a fresh ticket is refused"
    return max(alive)


def foreign_origins_admitted(counter: Counter) -> int:
    """How many origins but our own may use a ticket; none may spend it either."""
    ticket, rightful = counter.issue()
    admitted = sum(counter.sockets.admit(ticket, origin) is not None for origin in FOREIGN)
    spent = counter.admit(ticket) != rightful
    return admitted + int(spent and not admitted)


def unguessable_bits(tickets: Sequence[str]) -> int:
    """How many bits differ between tickets as coins would: fewer are guessable in part."""
    assert len(set(tickets)) == len(tickets), "two tickets are alike"
    raw = [base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4)) for ticket in tickets]
    bits = min(map(len, raw)) * 8
    ones = [sum(each[bit // 8] >> bit % 8 & 1 for each in raw) for bit in range(bits)]
    # Six standard deviations: a fair coin strays further once in half a thousand million.
    spread = 3 * len(raw) ** 0.5
    return sum(abs(count - len(raw) / 2) < spread for count in ones)
