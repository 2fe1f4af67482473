"""The deployed bus, queues and consumer: poison is set aside, an outage is made good."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from infra.local.deployed import Deployed
from infra.redrive import LocalSession, pairs, redrive, waiting
from serenity.events import Event
from tests.conftest import add_person
from tests.proofs.delivery.flow import RECEIVES
from tests.proofs.proof import Finding

POISON = 3
PATIENCE_SECONDS = 300.0
PORTION = 10
_GOAL: LiteralString = """
    INSERT INTO goals.goal (user_id, id, metric, direction, period, target_low, starts_on)
    VALUES (%(user_id)s, gen_random_uuid(), 'water', 'at_least', 'day', 1, current_date)"""
_CONSUMED: LiteralString = """
    SELECT event_id FROM platform.consumed_event WHERE user_id = %(user_id)s AND role = 'goals'"""


class Yard:
    """One person's events on the way through the deployed queues."""

    def __init__(self, deployed: Deployed) -> None:
        assert deployed.stack.database is not None
        self._deployed = deployed
        self._owner_url = deployed.stack.database.url
        self._sqs = deployed.client("sqs")
        (self._goals,) = (each for each in pairs(deployed.outputs) if each.name == "Goals")
        self._user_id = add_person(self._owner_url)
        self._fetch(_GOAL)

    def send(self, count: int, *, poison: int = 0) -> set[UUID]:
        """Put events on the bus; answers the ids of those that can be handled."""
        now = datetime.now(UTC)
        data = {"entry_id": str(uuid4()), "metrics": ["water"], "days": [now.date().isoformat()]}
        good = [Event("SampleRecorded", self._user_id, data, "measurements") for _ in range(count)]
        bad = [Event("SampleRecorded", self._user_id, {}, "measurements") for _ in range(poison)]
        mixed = [*bad, *good]
        for start in range(0, len(mixed), PORTION):
            entries = [_entry(self._deployed, each) for each in mixed[start : start + PORTION]]
            answer = self._deployed.client("events").put_events(Entries=entries)
            assert not answer["FailedEntryCount"], answer
        return {event.id for event in good}

    def consumed(self) -> set[UUID]:
        """The events that the consumer has taken."""
        return {row[0] for row in self._fetch(_CONSUMED)}

    def dead(self) -> int:
        """How many messages wait in the dead-letter queue."""
        return waiting(self._sqs, self._goals.dead)

    def under_way(self) -> int:
        """How many messages are in the queue."""
        return waiting(self._sqs, self._goals.queue)

    def receives(self) -> set[int]:
        """How often each message in the dead-letter queue was received before it came there."""
        found = self._sqs.receive_message(
            QueueUrl=self._goals.dead, MaxNumberOfMessages=10, VisibilityTimeout=0,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )  # fmt: skip
        counts = (m["Attributes"]["ApproximateReceiveCount"] for m in found.get("Messages", []))
        return {int(count) - 1 for count in counts}  # this receive is one, too

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Let what failed show up again at once, as it would after some minutes."""
        names = ["VisibilityTimeout"]
        kept = self._sqs.get_queue_attributes(QueueUrl=self._goals.queue, AttributeNames=names)
        self._sqs.set_queue_attributes(
            QueueUrl=self._goals.queue, Attributes={"VisibilityTimeout": "2"}
        )
        yield
        self._sqs.set_queue_attributes(QueueUrl=self._goals.queue, Attributes=kept["Attributes"])

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
        return next(line for line in lines if line.startswith("Goals:"))

    def _may_sign_in(self, how: str) -> None:
        with psycopg.connect(self._owner_url) as connection:
            connection.execute(sql.SQL("ALTER ROLE goals {}").format(sql.SQL(how)))
        url = f"{self._deployed.stack.cloud_url}/_serenity/recycle"
        urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=60).close()

    def _fetch(self, query: LiteralString) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._owner_url) as connection:
            person = str(self._user_id)
            connection.execute("SELECT set_config('app.user_id', %s, true)", (person,))
            cursor = connection.execute(query, {"user_id": self._user_id})
            return cursor.fetchall() if cursor.description else []


def _entry(deployed: Deployed, event: Event) -> dict[str, Any]:
    return {
        "EventBusName": deployed.outputs["BusName"],
        "Source": f"serenity.{event.source}",
        "DetailType": event.type,
        "Detail": event.detail(),
    }


def poison_and_outage(deployed: Deployed, count: int) -> Iterator[Finding]:
    """Send good events beside poison, then through an outage, then bring the failed ones back."""
    yard = Yard(deployed)
    with yard.impatient():
        good = yard.send(count, poison=POISON)
        _await(lambda: yard.dead() >= POISON and yard.consumed() >= good)
        lost = len(good - yard.consumed())
        yield Finding("events lost beside poison on the deployed queue", lost, "events", at_most=0)
        astray = abs(yard.dead() - POISON)
        yield Finding("poison astray on the deployed queue", astray, "messages", at_most=0)
        odd = len(yard.receives() ^ {RECEIVES})
        yield Finding("receives that are not the template's", odd, "counts", at_most=0)
        with yard.outage():
            failed = yard.send(count)
            _await(lambda: yard.dead() >= POISON + count)
        yield Finding("events failed in an outage", yard.dead() - POISON, "events", at_least=count)
        said = yard.redrive(moving=False)
        untouched = yard.dead() - POISON - count
        yield Finding("messages moved without being asked", abs(untouched), "messages", at_most=0)
        assert said == f"Goals: {count + POISON} failed", said
        said = yard.redrive(moving=True)
        assert said == f"Goals: {count + POISON} of {count + POISON} brought back", said
        _await(lambda: yard.consumed() >= good | failed and not yard.under_way())
        lost = len(failed - yard.consumed())
        yield Finding("events lost in the redrive", lost, "events", at_most=0)
        left = yard.under_way() + abs(yard.dead() - POISON)
        yield Finding("messages neither handled nor set aside", left, "messages", at_most=0)


def _await(holds: Callable[[], bool]) -> None:
    """Wait for a while; what did not come true is counted afterwards."""
    until = datetime.now(UTC) + timedelta(seconds=PATIENCE_SECONDS)
    while datetime.now(UTC) < until and not holds():
        time.sleep(0.3)
