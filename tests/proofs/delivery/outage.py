"""The deployed bus, queues and consumers: poison is set aside, an outage is made good."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from infra.local.deployed import Deployed
from infra.redrive import LocalSession, Pair, pairs, redrive, waiting
from serenity.events import Event
from tests.proofs.delivery.flow import RECEIVES
from tests.proofs.delivery.kinds import Route, example, routes
from tests.proofs.delivery.traces import People
from tests.proofs.proof import Finding

POISON = 3
PATIENCE_SECONDS = 300.0
PORTION = 10
# What a consumer handles without its database, so that the outage does not touch it.
NEEDS_NO_DATABASE = frozenset({"SessionsEnded"})


class Yard:
    """Events on the way through one of the deployed queues."""

    def __init__(self, deployed: Deployed, pair: Pair, route: Route, people: People) -> None:
        self.name = pair.name
        self._due: set[UUID] = set()
        self._deployed = deployed
        self._pair = pair
        self._route = route
        self._people = people
        self._sqs = deployed.client("sqs")

    def send(self, count: int, *, poison: int = 0, failing: bool = False) -> None:
        """Put events of every kind on the bus; those that can be handled are then due.

        When they are to be `failing`, they are of those kinds that need the database.
        """
        spared = NEEDS_NO_DATABASE if failing else frozenset()
        kinds = [kind for kind in self._route.kinds if kind not in spared]
        whose = islice(zip(cycle(kinds), cycle(self._people.ids), strict=False), count)
        good = [example(kind, user_id) for kind, user_id in whose]
        kind = next(kind for kind in kinds if kind not in NEEDS_NO_DATABASE)
        source, whom = good[0].source, self._people.ids[0]
        bad = [Event(kind, whom, {}, source) for _ in range(poison)]
        mixed = [*bad, *good]
        for start in range(0, len(mixed), PORTION):
            entries = [_entry(self._deployed, each) for each in mixed[start : start + PORTION]]
            answer = self._deployed.client("events").put_events(Entries=entries)
            assert not answer["FailedEntryCount"], answer
        self._due |= {event.id for event in good}

    def missing(self) -> int:
        """How many of the events that are due the consumer has not taken."""
        return len(self._due - self._people.consumed(self.name))

    def dead(self) -> int:
        """How many messages wait in the dead-letter queue."""
        return waiting(self._sqs, self._pair.dead)

    def under_way(self) -> int:
        """How many messages are in the queue."""
        return waiting(self._sqs, self._pair.queue)

    def receives(self) -> set[int]:
        """How often each message in the dead-letter queue was received before it came there."""
        found = self._sqs.receive_message(
            QueueUrl=self._pair.dead, MaxNumberOfMessages=10, VisibilityTimeout=0,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )  # fmt: skip
        counts = (m["Attributes"]["ApproximateReceiveCount"] for m in found.get("Messages", []))
        return {int(count) - 1 for count in counts}  # this receive is one, too

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Let what failed show up again at once, as it would after some minutes."""
        queue, names = self._pair.queue, ["VisibilityTimeout"]
        kept = self._sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)
        self._sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "2"})
        try:
            yield
        finally:
            self._sqs.set_queue_attributes(QueueUrl=queue, Attributes=kept["Attributes"])

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Take the database away from the consumer."""
        self._may_sign_in("NOLOGIN")
        try:
            yield
        finally:
            self._may_sign_in("LOGIN")

    def _may_sign_in(self, how: str) -> None:
        role = sql.Identifier(self.name.lower())
        with psycopg.connect(self._people.owner_url) as connection:
            connection.execute(sql.SQL("ALTER ROLE {} {}").format(role, sql.SQL(how)))
        url = f"{self._deployed.stack.cloud_url}/_serenity/recycle"
        urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=60).close()


def _entry(deployed: Deployed, event: Event) -> dict[str, Any]:
    return {
        "EventBusName": deployed.outputs["BusName"],
        "Source": f"serenity.{event.source}",
        "DetailType": event.type,
        "Detail": event.detail(),
    }


def poison_and_outage(deployed: Deployed, count: int) -> Iterator[Finding]:
    """Try every queue that has a dead-letter queue, all at once.

    Good events are sent beside poison, then through an outage; then the failed ones come back.

    Raises:
        AssertionError: when no rule leads to one of the queues.
    """
    by_queue = {route.queue: route for route in routes()}
    found = pairs(deployed.outputs)
    unled = {pair.name for pair in found} - by_queue.keys()
    assert not unled, f"no rule leads to the queue of {', '.join(unled)}"
    people = People(deployed)
    yards = [Yard(deployed, pair, by_queue[pair.name], people) for pair in found]
    with ExitStack() as impatience:
        for yard in yards:
            impatience.enter_context(yard.impatient())
        yield from _beside_poison(yards, count)
        yield from _in_an_outage(yards, count)
        yield from _redriven(deployed, yards, count)


def _beside_poison(yards: list[Yard], count: int) -> Iterator[Finding]:
    for yard in yards:
        yard.send(count, poison=POISON)
    _await(lambda: all(yard.dead() >= POISON and not yard.missing() for yard in yards))
    for yard in yards:
        name, lost, astray = yard.name, yard.missing(), abs(yard.dead() - POISON)
        yield Finding(f"{name}: events lost beside poison", lost, "events", at_most=0)
        yield Finding(f"{name}: poison astray", astray, "messages", at_most=0)
        odd = len(yard.receives() ^ {RECEIVES})
        yield Finding(f"{name}: receives that are not the template's", odd, "counts", at_most=0)


def _in_an_outage(yards: list[Yard], count: int) -> Iterator[Finding]:
    with ExitStack() as outages:
        for yard in yards:
            outages.enter_context(yard.outage())
        for yard in yards:
            yard.send(count, failing=True)
        _await(lambda: all(yard.dead() >= POISON + count for yard in yards))
    for yard in yards:
        dead = yard.dead() - POISON
        name = f"{yard.name}: events failed in an outage"
        yield Finding(name, dead, "events", at_least=count)


def _redriven(deployed: Deployed, yards: list[Yard], count: int) -> Iterator[Finding]:
    all_failed = count + POISON
    said = _said(deployed, moving=False)
    assert said == {yard.name: f"{all_failed} failed" for yard in yards}, said
    for yard in yards:
        moved = abs(yard.dead() - all_failed)
        name = f"{yard.name}: messages moved without being asked"
        yield Finding(name, moved, "messages", at_most=0)
    said = _said(deployed, moving=True)
    back = f"{all_failed} of {all_failed} brought back"
    assert said == {yard.name: back for yard in yards}, said
    _await(lambda: not any(yard.missing() or yard.under_way() for yard in yards))
    for yard in yards:
        lost, left = yard.missing(), yard.under_way() + abs(yard.dead() - POISON)
        yield Finding(f"{yard.name}: events lost in the redrive", lost, "events", at_most=0)
        name = f"{yard.name}: messages neither handled nor set aside"
        yield Finding(name, left, "messages", at_most=0)


def _said(deployed: Deployed, *, moving: bool) -> dict[str, str]:
    """What the operator's command says about each queue."""
    lines = redrive(LocalSession(deployed.stack.cloud_url), "serenity", moving=moving)
    return {name: said for name, _, said in (line.partition(": ") for line in lines)}


def _await(holds: Callable[[], bool]) -> None:
    """Wait for a while; what did not come true is counted afterwards."""
    until = datetime.now(UTC) + timedelta(seconds=PATIENCE_SECONDS)
    while datetime.now(UTC) < until and not holds():
        time.sleep(0.3)
