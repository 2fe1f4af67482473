"""The same life told twice: once in order, once late, shuffled and repeated."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, LiteralString, Self
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg.conninfo import make_conninfo
from pydantic import TypeAdapter

from functions.goals import schemas as goal_schemas
from functions.goals.service.goals import GoalService
from functions.goals.service.reaching import Reaching
from functions.goals.store import PostgresGoals, PostgresHistory
from functions.measurements.schemas import EntryIn
from functions.measurements.service.entries import Entries
from functions.measurements.store import PostgresEntries
from functions.notifications.service.inbox import Inbox
from functions.notifications.service.push import Push
from functions.notifications.store.gateway import ManagedSockets
from functions.notifications.store.inbox import DynamoInbox
from functions.notifications.store.preferences import PostgresPreferences
from functions.notifications.store.sockets import DynamoSockets
from functions.relay.service import LEFT_OVER, Sweeper
from functions.relay.store import PostgresRelay
from serenity import aws
from serenity.clock import SystemClock
from serenity.events import Event, consume
from serenity.ids import new_id
from serenity_sql import Connection
from tests.conftest import add_person
from tests.proofs.ground import Ground
from tests.support.clock import SetClock
from tests.support.postgres import ROLE_PASSWORD
from tests.support.publisher import KeptEvents
from tests.support.quiet import quiet

ZONE = "Europe/Paris"
ROUNDS = 4
ENTRIES_A_ROUND = 7
BATCH = 10
AGAIN = 0.4
GOALS: tuple[dict[str, Any], ...] = (
    {"metric": "water", "direction": "at_least", "period": "day", "target": {"low": 900}},
    {"metric": "water", "direction": "at_least", "period": "week", "target": {"low": 2500}},
    {"metric": "mood", "direction": "at_least", "period": "day", "target": {"low": 3}},
    {"metric": "weight", "direction": "at_most", "period": "day", "target": {"high": 70}},
)
_BEGAN: LiteralString = "UPDATE goals.goal SET starts_on = %(began)s WHERE user_id = %(user_id)s"
_REACHED: LiteralString = """
    SELECT g.metric, r.period, r.period_on::text FROM goals.reached r
    JOIN goals.goal g ON g.user_id = r.user_id AND g.id = r.goal_id
    WHERE r.user_id = %(user_id)s"""
_SUMMARIES: LiteralString = """
    SELECT metric, local_on::text, readings, total, latest FROM measurements.daily_summary
    WHERE user_id = %(user_id)s"""
_CONSUMED: LiteralString = """
    SELECT count(*) FROM platform.consumed_event WHERE user_id = %(user_id)s AND role = 'goals'"""
Handle = Callable[[Event], None]
Deliver = Callable[[Handle, list[Event], list[Event]], int]
"""Hands new events, and old ones if it likes, to a consumer; answers how many deliveries."""
_ENTRY: TypeAdapter[EntryIn] = TypeAdapter(EntryIn)


@dataclass(frozen=True)
class Compared:
    """How two tellings of one life ended."""

    differs: bool
    events: int
    deliveries: int
    messages: int


class Consumers:
    """The domains as the functions wire them, over the ground's database and cloud.

    A `forgetful` inbox takes every delivery for a new event.
    """

    def __init__(self, ground: Ground, *, forgetful: bool = False) -> None:
        aws.client.cache_clear()
        assert ground.cloud
        clock = SystemClock()
        self.owner_url = ground.owner_url
        self.domains = {name: ground.database(name) for name in ("measurements", "goals")}
        for each in self.domains.values():
            each.kept.refusing = True  # events stay in the outbox until the relay comes
        goals = self.domains["goals"]
        store = PostgresGoals(goals.vault)
        self.entries = Entries(PostgresEntries(), self.domains["measurements"].vault, clock)
        self.goals = GoalService(store, clock)
        self.inbox_store = DynamoInbox("InboxTable", "RevocationsTable", clock)
        sockets = DynamoSockets("SocketsTable", "TicketsTable", "RevocationsTable")
        push = Push(sockets, ManagedSockets(ground.cloud), clock)
        notifications = ground.database("notifications")
        inbox = Inbox(self.inbox_store, PostgresPreferences(), notifications, push, clock)
        reaching = Reaching(goals, store, PostgresHistory(goals), clock)
        self.on_sample: Handle = reaching.samples_changed
        self.on_goal: Handle = _forgetting(inbox.receive) if forgetful else inbox.receive
        url = make_conninfo(ground.owner_url, user="relay", password=ROLE_PASSWORD)
        self._relay = Connection(lambda: url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._relay.close()

    def relay(self, user_id: UUID) -> list[Event]:
        """What the relay publishes of a person's outbox, in its order."""
        bus = KeptEvents()
        later = SetClock(datetime.now(UTC) + LEFT_OVER + timedelta(seconds=1))
        Sweeper(PostgresRelay(self._relay), bus, later).sweep()
        return [event for event in bus.events if event.user_id == user_id]

    def fetch(self, user_id: UUID, query: LiteralString, **more: Any) -> list[tuple[Any, ...]]:
        """Run a statement about one person as the owner."""
        with psycopg.connect(self.owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            cursor = connection.execute(query, {"user_id": user_id, **more})
            return cursor.fetchall() if cursor.description else []


def _forgetting(handle: Handle) -> Handle:
    return lambda event: handle(replace(event, id=new_id()))


def compare(consumers: Consumers, seed: int) -> Compared:
    """Let two people live the same life; one is told of in order, the other is not."""
    with quiet():
        return _compare(consumers, seed)


def _compare(consumers: Consumers, seed: int) -> Compared:
    chance = random.Random(f"{seed}/disorder")
    ordered = _Telling(consumers, seed, _in_order)
    disordered = _Telling(consumers, seed, partial(_in_disorder, chance))
    one, other = ordered.tell(), disordered.tell()
    return Compared(one != other, disordered.events, disordered.deliveries, one.count(b'"kind"'))


class _Telling:
    """One person's life in rounds, each told to the consumers when it has been written."""

    def __init__(self, consumers: Consumers, seed: int, deliver: Deliver) -> None:
        self._consumers = consumers
        self._chance = random.Random(f"{seed}/life")
        self._deliver = deliver
        self._known: list[UUID] = []
        self._told: list[Event] = []
        self._user_id = add_person(consumers.owner_url, ZONE)
        self.events = self.deliveries = 0

    def tell(self) -> bytes:
        """Live through every round; answers the state in the end."""
        parts = self._consumers
        with parts.domains["goals"].unit(self._user_id) as unit:
            for goal in GOALS:
                parts.goals.create(unit, goal_schemas.GoalIn.model_validate(goal))
        began = datetime.now(ZoneInfo(ZONE)).date() - timedelta(days=20)
        parts.fetch(self._user_id, _BEGAN, began=began)
        for _ in range(ROUNDS):
            self._live()
            self._hear(parts.on_sample)
            self._hear(parts.on_goal)
        return self._state()

    def _live(self) -> None:
        for _ in range(ENTRIES_A_ROUND):
            with self._consumers.domains["measurements"].unit(self._user_id) as unit:
                if self._known and self._chance.random() < 0.2:
                    gone = self._known.pop(self._chance.randrange(len(self._known)))
                    self._consumers.entries.delete(unit, gone)
                else:
                    body = _ENTRY.validate_python(self._draw())
                    self._known.append(self._consumers.entries.record(unit, body).id)

    def _draw(self) -> dict[str, Any]:
        today = datetime.now(ZoneInfo(ZONE)).replace(hour=6, minute=0, second=0, microsecond=0)
        at = today - timedelta(
            days=self._chance.randint(1, 3), seconds=self._chance.randint(0, 3000)
        )
        kind, name, low, high = self._chance.choice(
            (
                ("water", "volume_ml", 100, 900),
                ("mood", "mood", 1, 5),
                ("weight", "weight_kg", 60, 80),
            )
        )
        return {"kind": kind, "at": at, "zone": ZONE, name: self._chance.randint(low, high)}

    def _hear(self, handle: Handle) -> None:
        """Publish what waits, and hand it to its consumer, late repetitions among it."""
        fresh = self._consumers.relay(self._user_id)
        self.events += len(fresh)
        kinds = {event.type for event in fresh}
        earlier = [event for event in self._told if event.type in kinds]
        self._told += fresh
        self.deliveries += self._deliver(handle, fresh, earlier)

    def _state(self) -> bytes:
        """What is true in the end, without names and times that chance or the clock gave."""
        fetch, user_id = self._consumers.fetch, self._user_id
        messages = self._consumers.inbox_store.since(user_id, 0, 1000)
        told = [
            {"kind": each.kind, **{k: v for k, v in each.data.items() if k != "goal_id"}}
            for each in messages
        ]
        return json.dumps(
            {
                "reached": sorted(fetch(user_id, _REACHED)),
                "summaries": sorted(fetch(user_id, _SUMMARIES)),
                "consumed": fetch(user_id, _CONSUMED),
                "numbers": [each.sequence for each in messages],
                "messages": sorted(told, key=str),
            }
        ).encode()


def _in_order(handle: Handle, fresh: list[Event], _: list[Event]) -> int:
    """Each event once, as it happened."""
    return _hand_over(handle, fresh)


def _in_disorder(
    chance: random.Random, handle: Handle, fresh: list[Event], earlier: list[Event]
) -> int:
    """Every event at least once, in any order, some twice in a batch, some long after."""
    repeated = [event for event in (*fresh, *earlier) if chance.random() < AGAIN]
    mixed = [*fresh, *repeated]
    chance.shuffle(mixed)
    return _hand_over(handle, mixed)


def _hand_over(handle: Handle, events: list[Event]) -> int:
    for start in range(0, len(events), BATCH):
        records = [
            {"messageId": str(n), "body": json.dumps({"detail": json.loads(event.detail())})}
            for n, event in enumerate(events[start : start + BATCH])
        ]
        assert consume(records, handle) == {"batchItemFailures": []}
    return len(events)
