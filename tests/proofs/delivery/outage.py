"""The deployed bus, queues and consumers: poison is set aside, an outage is made good."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

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
        self._deployed = deployed
        self._pair = pair
        self._route = route
        self._people = people
        self._sqs = deployed.client("sqs")

    def send(self, count: int, *, poison: int = 0, failing: bool = False) -> list[Event]:
        """Put events of every kind on the bus; answers those that can be handled.

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
        return good

    def missing(self, sent: list[Event]) -> int:
        """How many of these events the consumer has not taken."""
        return len({event.id for event in sent} - self._people.consumed(self._pair.name))

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
        yield
        self._sqs.set_queue_attributes(QueueUrl=queue, Attributes=kept["Attributes"])

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Take the database away from the consumer."""
        self._may_sign_in("NOLOGIN")
        yield
        self._may_sign_in("LOGIN")

    def redrive(self, *, moving: bool) -> str:
        """What the operator's command says about this queue."""
        session = LocalSession(self._deployed.stack.cloud_url)
        lines = redrive(session, "serenity", moving=moving)
        return next(line for line in lines if line.startswith(f"{self._pair.name}:"))

    def _may_sign_in(self, how: str) -> None:
        role = sql.Identifier(self._pair.name.lower())
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
    """Try every queue that has a dead-letter queue.

    Raises:
        AssertionError: when no rule leads to one of them.
    """
    by_queue = {route.queue: route for route in routes()}
    for pair in pairs(deployed.outputs):
        assert pair.name in by_queue, f"no rule leads to the queue of {pair.name}"
        yard = Yard(deployed, pair, by_queue[pair.name], People(deployed))
        with yard.impatient():
            yield from _try(yard, pair.name, count)


def _try(yard: Yard, name: str, count: int) -> Iterator[Finding]:
    """Send good events beside poison, then through an outage, then bring the failed ones back."""
    good = yard.send(count, poison=POISON)
    _await(lambda: yard.dead() >= POISON and not yard.missing(good))
    lost = yard.missing(good)
    yield Finding(f"{name}: events lost beside poison", lost, "events", at_most=0)
    astray = abs(yard.dead() - POISON)
    yield Finding(f"{name}: poison astray", astray, "messages", at_most=0)
    odd = len(yard.receives() ^ {RECEIVES})
    yield Finding(f"{name}: receives that are not the template's", odd, "counts", at_most=0)
    with yard.outage():
        failed = yard.send(count, failing=True)
        _await(lambda: yard.dead() >= POISON + count)
    dead = yard.dead() - POISON
    yield Finding(f"{name}: events failed in an outage", dead, "events", at_least=count)
    said = yard.redrive(moving=False)
    untouched = abs(yard.dead() - POISON - count)
    yield Finding(f"{name}: messages moved without being asked", untouched, "messages", at_most=0)
    assert said == f"{name}: {count + POISON} failed", said
    said = yard.redrive(moving=True)
    assert said == f"{name}: {count + POISON} of {count + POISON} brought back", said
    _await(lambda: not yard.missing([*good, *failed]) and not yard.under_way())
    lost = yard.missing(failed)
    yield Finding(f"{name}: events lost in the redrive", lost, "events", at_most=0)
    left = yard.under_way() + abs(yard.dead() - POISON)
    yield Finding(f"{name}: messages neither handled nor set aside", left, "messages", at_most=0)


def _await(holds: Callable[[], bool]) -> None:
    """Wait for a while; what did not come true is counted afterwards."""
    until = datetime.now(UTC) + timedelta(seconds=PATIENCE_SECONDS)
    while datetime.now(UTC) < until and not holds():
        time.sleep(0.3)
