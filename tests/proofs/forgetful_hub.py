"""Routes that answer repetitions with one fault each; `app` hands an event to the one it is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, LiteralString
from uuid import UUID, uuid4

from functions.notifications import wiring
from functions.notifications.domain import Admission
from serenity.auth import Principal
from serenity.clock import SystemClock
from serenity.data import Answer, Attempt, Once, Unit
from serenity.http import Hub, Recorded
from serenity.idempotency import DynamoRecords, HeldRecord
from serenity.ids import digest
from serenity.schema import Schema
from serenity.settings import settings
from serenity_sql import Connection, PostgresDatabase
from serenity_sql.database import PersonUnit
from serenity_sql.wiring import conninfo, database, vault
from tests.support.publisher import KeptEvents

DOMAIN = "tests.proofs.forgetful_hub"
MARK: LiteralString = """INSERT INTO platform.consumed_event (user_id, event_id)
                         VALUES (%(user_id)s, %(event_id)s)"""


class Wish(Schema):
    """Something to be done once."""

    amount: int


class Done(Schema):
    """What was done."""

    amount: int


class Ignoring(PostgresDatabase):
    """Takes no notice of the key."""

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:  # noqa: ARG002
        """A unit without a key."""
        with super().unit(user_id) as unit:
            yield unit


class Careless(PostgresDatabase):
    """Compares the key, but not what it came with."""

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:
        """A unit that takes every request for the same."""
        with super().unit(user_id, once and replace(once, fingerprint="any")) as unit:
            yield unit


class Hasty(PostgresDatabase):
    """Commits the answer before the effect: what was acknowledged may be lost."""

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:
        """A unit after the one that keeps the answer."""
        with super().unit(user_id, once) as kept:
            if kept.answered is None:
                kept.remember(Answer(200, '{"amount":1}'))
        if kept.answered is not None:
            yield kept
            return
        with super().unit(user_id) as effect:
            yield effect


class Reseeding(DynamoRecords):
    """Makes new ids and secrets for every attempt."""

    @contextmanager
    def hold(self, who: str, once: Once) -> Iterator[HeldRecord]:
        """A record without a memory of the attempts before."""
        with super().hold(who, once) as record:
            record.attempt = Attempt()
            yield record


@lru_cache
def _made(kind: type[PostgresDatabase]) -> PostgresDatabase:
    """A database over a connection of its own."""
    return kind(
        Connection(lambda: conninfo(settings())),
        source="notifications", vault=vault(), publisher=KeptEvents(),
    )  # fmt: skip


def _records() -> DynamoRecords:
    return Reseeding(settings().require("idempotency_table"), SystemClock())


def _mark(user_id: UUID) -> dict[str, Any]:
    return {"user_id": user_id, "event_id": uuid4()}


ignoring = Hub("ignoring", database=lambda: _made(Ignoring))
careless = Hub("careless", database=lambda: _made(Careless))
hasty = Hub("hasty", database=lambda: _made(Hasty))
outside = Hub("outside", database=database)
reseeding = Hub("reseeding", records=_records)


@ignoring.endpoint("POST", "/v1/ignoring", policy="user")
@careless.endpoint("POST", "/v1/careless", policy="user")
@hasty.endpoint("POST", "/v1/hasty", policy="user")
def do(unit: Unit, body: Wish) -> Done:
    """Do something in the transaction; the fault is in the database."""
    unit.fetch(MARK, _mark(unit.user_id))
    return Done(amount=body.amount)


@outside.endpoint("POST", "/v1/outside", policy="user")
def do_outside(unit: Unit, body: Wish) -> Done:
    """Do something over another connection than the transaction's."""
    _made(PostgresDatabase).reader(unit.user_id).fetch(MARK, _mark(unit.user_id))
    return Done(amount=body.amount)


@reseeding.endpoint("POST", "/v1/reseeding", policy="user", once=Recorded())
def do_again(caller: Principal, body: Wish, attempt: Attempt) -> Done:
    """Make a ticket, another one at every attempt."""
    now = datetime.now(UTC)
    admission = Admission(caller.user_id, caller.session_id, now)
    ends = now + timedelta(minutes=5)
    wiring.socket_store().keep_ticket(digest(attempt.secret("ticket")), admission, ends)
    return Done(amount=body.amount)


FAULTS = {
    ignoring: "the key is ignored",
    careless: "the key is compared without the body",
    hasty: "the answer is stored before the effect",
    outside: "the effect is outside the transaction",
    reseeding: "a repeated attempt makes new secrets",
}


def app(event: dict[str, Any], context: object) -> Any:
    """Hand the event to the Hub of its route."""
    hubs = {operation.path: hub for hub in FAULTS for operation in hub.operations}
    return hubs[event["resource"]](event, context)
