"""The sweep against a real database: nothing lost, nothing published twice without need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from functions.relay.service import BATCH, DELETED_KEPT, KEYS_KEPT, LEFT_OVER, Sweeper
from functions.relay.store import PostgresRelay
from serenity.clock import SystemClock
from serenity.events import Event
from serenity.ids import new_id
from serenity_sql import Connection
from tests.support.clock import SetClock
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase
from tests.support.publisher import KeptEvents


@pytest.fixture
def connect(owner_url: str) -> Callable[[], Connection]:
    url = make_conninfo(owner_url, user="relay", password=ROLE_PASSWORD)
    return lambda: Connection(lambda: url)


@pytest.fixture(autouse=True)
def empty_outbox(connect: Callable[[], Connection]) -> None:
    connect().run("DELETE FROM platform.outbox")


class Bus(KeptEvents):
    """Accepts events but those it was told to refuse."""

    def __init__(self, refused: Iterable[UUID] = ()) -> None:
        super().__init__()
        self.refused = set(refused)
        self.offered: list[UUID] = []

    def publish(self, events: Iterable[Event]) -> list[UUID]:
        given = list(events)
        self.offered += [event.id for event in given]
        return super().publish([event for event in given if event.id not in self.refused])


def leave(database: RoleDatabase, person: UUID, count: int) -> list[UUID]:
    """Events a unit wrote whose publication failed."""
    database.kept.refusing = True
    with database.unit(person) as unit:
        return [unit.emit("SampleRecorded", {"n": n}).id for n in range(count)]


def waiting(connect: Callable[[], Connection]) -> int:
    return int(connect().run("SELECT count(*) AS n FROM platform.outbox")[0]["n"])


def soon() -> SetClock:
    return SetClock(datetime.now(UTC) + LEFT_OVER + timedelta(seconds=1))


def test_left_over_events_are_published_in_order_and_removed(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    ids = leave(database("goals"), person, BATCH + 30)
    bus = Bus()
    sweeper = Sweeper(PostgresRelay(connect()), bus, soon())
    assert sweeper.sweep()["published"] == BATCH + 30
    assert [event.id for event in bus.events] == ids
    assert {event.source for event in bus.events} == {"goals"}
    assert [event.data["n"] for event in bus.events] == list(range(BATCH + 30))
    assert waiting(connect) == 0
    assert sweeper.sweep()["published"] == 0


def test_young_events_are_left_to_their_unit(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    leave(database("goals"), person, 1)
    assert Sweeper(PostgresRelay(connect()), Bus(), SystemClock()).sweep()["published"] == 0
    assert waiting(connect) == 1


def test_a_refused_event_stays_and_holds_up_nobody(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    ids = leave(database("goals"), person, BATCH + 5)
    bus = Bus(refused=[ids[0], ids[BATCH]])
    sweeper = Sweeper(PostgresRelay(connect()), bus, soon())
    assert sweeper.sweep()["published"] == BATCH + 3
    assert bus.offered == ids  # each once: what was refused waits for the next sweep
    assert waiting(connect) == 2
    bus.refused.clear()
    assert sweeper.sweep()["published"] == 2
    assert {event.id for event in bus.events} == set(ids)


def test_nothing_is_lost_while_the_bus_is_down(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    leave(database("goals"), person, 3)
    bus = Bus()
    bus.refusing = True
    sweeper = Sweeper(PostgresRelay(connect()), bus, soon())
    assert sweeper.sweep()["published"] == 0
    assert waiting(connect) == 3
    bus.refusing = False
    assert sweeper.sweep()["published"] == 3


def test_a_crash_between_publishing_and_removing_publishes_again(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    ids = leave(database("goals"), person, 3)

    class Crash(Bus):
        def publish(self, events: Iterable[Event]) -> list[UUID]:
            super().publish(events)
            raise SystemExit

    with pytest.raises(SystemExit):
        Sweeper(PostgresRelay(connect()), Crash(), soon()).sweep()
    assert waiting(connect) == 3
    bus = Bus()
    assert Sweeper(PostgresRelay(connect()), bus, soon()).sweep()["published"] == 3
    assert [event.id for event in bus.events] == ids


def test_two_sweeps_at_once_publish_each_event_once(
    database: Callable[[str], RoleDatabase], connect: Callable[[], Connection], person: UUID
) -> None:
    ids = leave(database("goals"), person, 250)
    bus, start = Bus(), Barrier(4)

    def sweep(_: int) -> int:
        sweeper = Sweeper(PostgresRelay(connect()), bus, soon())
        start.wait()
        return sweeper.sweep()["published"]

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 250
    assert sorted(event.id for event in bus.events) == sorted(ids)


def test_expired_records_end_and_others_stay(
    connect: Callable[[], Connection], owner_url: str, person: UUID
) -> None:
    now = datetime.now(UTC)
    ages = {"old": KEYS_KEPT + timedelta(minutes=1), "new": KEYS_KEPT - timedelta(minutes=1)}
    with psycopg.connect(owner_url) as owner:
        owner.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
        for name, age in ages.items():
            owner.execute(
                """INSERT INTO platform.idempotency (user_id, role, key, fingerprint, created_at)
                   VALUES (%s, 'goals', %s, 'f', %s)""",
                (person, name, now - age),
            )
            owner.execute(
                """INSERT INTO platform.consumed_event (user_id, role, event_id, consumed_at)
                   VALUES (%s, 'goals', %s, %s)""",
                (person, new_id(), now - age),
            )
        for deleted_at in (None, now - DELETED_KEPT * 2, now - DELETED_KEPT / 2):
            owner.execute(
                """INSERT INTO measurements.entry
                     (user_id, id, kind, local_on, counts_at, zone, offset_minutes, deleted_at)
                   VALUES (%s, %s, 'mood', current_date, now(), 'UTC', 0, %s)""",
                (person, new_id(), deleted_at),
            )
    assert Sweeper(PostgresRelay(connect()), Bus(), SystemClock()).sweep()["expired"] == 3
    with psycopg.connect(owner_url) as owner:
        owner.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
        left = owner.execute(
            """SELECT (SELECT array_agg(key) FROM platform.idempotency WHERE user_id = %(u)s),
                      (SELECT count(*) FROM platform.consumed_event WHERE user_id = %(u)s),
                      (SELECT count(*) FROM measurements.entry WHERE user_id = %(u)s)""",
            {"u": person},
        ).fetchone()
    assert left == (["new"], 1, 2)


def test_the_relay_reads_no_more_than_it_needs(connect: Callable[[], Connection]) -> None:
    for query in (
        "SELECT answer FROM platform.idempotency",
        "SELECT note FROM measurements.entry",
        "SELECT value FROM measurements.sample",
        "SELECT title FROM goals.goal",
        "INSERT INTO platform.outbox VALUES (NULL)",
        "UPDATE platform.outbox SET data = '{}'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connect().run(query)
