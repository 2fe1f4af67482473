"""The same life told twice: once in order, once late, shuffled and repeated."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from functions.goals import schemas as goal_schemas
from functions.measurements.schemas import EntryIn
from serenity.events import Event, consume
from tests.conftest import add_person
from tests.proofs.delivery.consumers import Consumers, Handle
from tests.proofs.delivery.kinds import example, routes
from tests.support.quiet import quiet

ZONE = "Europe/Paris"
ROUNDS = 4
ENTRIES_A_ROUND = 7
BATCH = 10
AGAIN = 0.4
# What people's lives cause by themselves here; of every other kind each round has one.
LIVED = frozenset({"SampleRecorded", "SampleDeleted", "GoalReached"})
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
Deliver = Callable[[Handle, list[Event], list[Event]], int]
"""Hands new events, and old ones if it likes, to a consumer; answers how many deliveries."""
_ENTRY: TypeAdapter[EntryIn] = TypeAdapter(EntryIn)


@dataclass(frozen=True)
class Compared:
    """How two tellings of one life ended."""

    differs: bool
    kinds: Counter[str]
    """How many events of each kind were told."""
    deliveries: int
    messages: int


def compare(consumers: Consumers, seed: int) -> Compared:
    """Let two people live the same life; one is told of in order, the other is not."""
    with quiet():
        return _compare(consumers, seed)


def _compare(consumers: Consumers, seed: int) -> Compared:
    chance = random.Random(f"{seed}/disorder")
    ordered = _Telling(consumers, seed, _in_order)
    disordered = _Telling(consumers, seed, partial(_in_disorder, chance))
    one, other = ordered.tell(), disordered.tell()
    return Compared(one != other, disordered.kinds, disordered.deliveries, one.count(b'"kind"'))


class _Telling:
    """One person's life in rounds, each told to the consumers when it has been written."""

    def __init__(self, consumers: Consumers, seed: int, deliver: Deliver) -> None:
        self._consumers = consumers
        self._chance = random.Random(f"{seed}/life")
        self._deliver = deliver
        self._known: list[UUID] = []
        self._told: list[Event] = []
        self._user_id = add_person(consumers.owner_url, ZONE)
        self._routes = routes()
        self.kinds: Counter[str] = Counter()
        self.deliveries = 0

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
            self._happen()
            while self._hear():
                pass  # a consumer may have told of something, too
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

    def _happen(self) -> None:
        """What comes of other lives than logging: one event of each further kind."""
        for kind in (kind for route in self._routes for kind in route.kinds):
            if kind not in LIVED:
                subject = UUID(int=self._chance.getrandbits(128))
                event = example(kind, self._user_id, subject)
                with self._consumers.domains[event.source].unit(self._user_id) as unit:
                    unit.emit(kind, event.data)

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

    def _hear(self) -> bool:
        """Publish what waits, and hand it to its consumers, late repetitions among it."""
        fresh = self._consumers.relay(self._user_id)
        for route in self._routes:
            new = [event for event in fresh if route.takes(event)]
            earlier = [event for event in self._told if route.takes(event)]
            handle = self._consumers.handlers[route.queue]
            self.deliveries += self._deliver(handle, new, earlier) if new else 0
        self.kinds.update(event.type for event in fresh)
        self._told += fresh
        return bool(fresh)

    def _state(self) -> bytes:
        """What is true in the end, without names and times that chance or the clock gave."""
        fetch, user_id = self._consumers.fetch, self._user_id
        messages = self._consumers.inbox_store.since(user_id, 0, 1000)
        room = self._consumers.socket_store.room(user_id, datetime.now(UTC))
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
                "ended": sorted(room.ended),
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
