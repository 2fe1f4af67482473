"""People who take turns on few connections, through the product's own database code."""

from __future__ import annotations

import queue
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString, cast
from uuid import UUID, uuid4

import psycopg

from serenity.data import Answer, Once
from tests.support.postgres import RoleDatabase

CONNECTIONS = 5
THREADS = 8
# A row of the domain's own for each person; a role without one is a failure.
WRITES: Mapping[str, LiteralString] = {
    "accounts": """INSERT INTO accounts.profile (user_id, language) VALUES (%(user_id)s, 'fr')
        ON CONFLICT DO NOTHING""",
    "goals": """INSERT INTO goals.goal
          (user_id, id, metric, direction, period, target_low, state, starts_on)
        VALUES (%(user_id)s, %(id)s, 'water', 'at_least', 'day', 1, 'archived', '2026-01-01')""",
    "measurements": """INSERT INTO measurements.entry
          (user_id, id, kind, local_on, zone, offset_minutes, counts_at, steps)
        VALUES (%(user_id)s, %(id)s, 'steps', '2026-01-01', 'UTC', 0, '2026-01-01Z', 7)""",
    "notifications": """INSERT INTO notifications.preference (user_id) VALUES (%(user_id)s)
        ON CONFLICT DO NOTHING""",
}
_VISIBLE = """
    SELECT format('SELECT user_id FROM %%I.%%I', n.nspname, c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'user_id'
    WHERE c.relkind IN ('r', 'p', 'v') AND has_schema_privilege(%(role)s, n.oid, 'USAGE')
      AND has_column_privilege(%(role)s, c.oid, a.attnum, 'SELECT')"""


@dataclass
class Tally:
    """What was seen: turns taken, rows of one's own, of others, and of anybody without a person."""

    turns: int = 0
    own: int = 0
    foreign: int = 0
    left_over: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.turns += other.turns
        self.own += other.own
        self.foreign += other.foreign
        self.left_over += other.left_over


def everything_visible(owner: psycopg.Connection[Any], role: str) -> LiteralString:
    """A query for the person of every row that a role sees, in every table and view."""
    parts = [text for (text,) in owner.execute(_VISIBLE, {"role": role}).fetchall()]
    assert parts, f"{role} may read nothing that has a person"
    # The parts are quoted by the server; nothing else is in them.
    return cast("LiteralString", " UNION ALL ".join(parts))


class Crowd:
    """People of one role, interleaved on pooled connections."""

    def __init__(self, role: str, visible: LiteralString, seed: int) -> None:
        self._role = role
        self._visible = visible
        self._random = random.Random(seed)

    def interleave(
        self, databases: Sequence[RoleDatabase], people: Sequence[UUID], turns: int
    ) -> Tally:
        """Let everybody take so many turns, in an order that the seed decides."""
        pool: queue.Queue[RoleDatabase] = queue.Queue()
        for database in databases:
            database.kept.refusing = True  # what was emitted stays in the outbox, to be seen
            pool.put(database)
        order = [person for person in people for _ in range(turns)]
        self._random.shuffle(order)
        ways = [self._random.choice(WAYS) for _ in order]
        turn, total = partial(self._turn, pool), Tally()
        with ThreadPoolExecutor(THREADS) as threads:
            for tally in threads.map(turn, order, ways):
                total.add(tally)
        return total

    def _turn(self, pool: queue.Queue[RoleDatabase], person: UUID, way: Way) -> Tally:
        with _leased(pool) as database:
            with suppress(_Interrupted, psycopg.Error):
                way(database, self._role, person)
            seen = [row["user_id"] for row in database.reader(person).fetch(self._visible)]
            left = database.connection.run(self._visible)
        own = sum(one == person for one in seen)
        return Tally(1, own, len(seen) - own, len(left))


class _Interrupted(Exception):
    """A unit of work that ended half-way."""


Way = Callable[[RoleDatabase, str, UUID], None]


def _write(database: RoleDatabase, role: str, person: UUID) -> None:
    with database.unit(person, Once(str(uuid4()), "print")) as unit:
        unit.fetch(WRITES[role], {"user_id": person, "id": uuid4()})
        unit.emit("Happened", {})
        unit.remember(Answer(200, "done"))


def _write_and_fail(database: RoleDatabase, role: str, person: UUID) -> None:
    with database.unit(person) as unit:
        unit.fetch(WRITES[role], {"user_id": person, "id": uuid4()})
        raise _Interrupted


def _abort(database: RoleDatabase, role: str, person: UUID) -> None:
    with database.unit(person) as unit:
        unit.fetch(WRITES[role], {"user_id": person, "id": uuid4()})
        unit.fetch("SELECT 1 / 0")


def _abort_and_go_on(database: RoleDatabase, role: str, person: UUID) -> None:
    with database.unit(person) as unit:
        with suppress(psycopg.Error):
            unit.fetch("SELECT 1 / 0")
        unit.fetch(WRITES[role], {"user_id": person, "id": uuid4()})


def _misread(database: RoleDatabase, _role: str, person: UUID) -> None:
    database.reader(person).fetch("SELECT 1 / 0")


def _lose_the_connection(database: RoleDatabase, _role: str, person: UUID) -> None:
    with database.unit(person):
        database.connection.close()
        raise _Interrupted


WAYS: tuple[Way, ...] = (
    _write, _write, _write_and_fail, _abort, _abort_and_go_on, _misread, _lose_the_connection,
)  # fmt: skip


@contextmanager
def _leased(pool: queue.Queue[RoleDatabase]) -> Iterator[RoleDatabase]:
    database = pool.get()
    try:
        yield database
    finally:
        pool.put(database)
