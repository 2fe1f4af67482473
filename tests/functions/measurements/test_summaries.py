"""Daily summaries always equal a recount: random histories, and writers at the same time."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter

from functions.measurements import schemas
from functions.measurements.domain.catalogue import BY_CODE, DAY_SECONDS
from functions.measurements.domain.entry import samples
from functions.measurements.service.entries import Entries
from functions.measurements.store import PostgresEntries
from serenity.data import Reader
from serenity.errors import Conflict, Invalid, NotFound, PreconditionFailed
from tests.conftest import add_person
from tests.functions.measurements.conftest import NOW
from tests.support.clock import SetClock
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import RoleDatabase

ZONES = ["Europe/Paris", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]
FIRST = datetime(2026, 11, 16, tzinfo=UTC)
entry_in: TypeAdapter[schemas.EntryIn] = TypeAdapter(schemas.EntryIn)

minutes = st.integers(0, 6 * 24 * 4).map(lambda quarter: FIRST + timedelta(minutes=15 * quarter))
days = st.dates(date(2026, 11, 16), date(2026, 11, 22))
zones = st.sampled_from([None, *ZONES])
level = st.integers(1, 5)


def _of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), "zone": zones} | fields)


kcal = st.floats(1, 3_000)
bodies = st.one_of(
    _of("water", at=minutes, volume_ml=st.floats(0.1, 5_000)),
    _of("meal", at=minutes, energy_kcal=st.none() | kcal, note=st.just("Soup")),
    _of("mood", at=minutes, mood=level),
    _of("weight", at=minutes, weight_kg=st.floats(20, 400)),
    _of("steps", on=days, steps=st.integers(1, 150_000)),
    _of(
        "activity",
        activity=st.sampled_from(["run", "walk"]),
        started_at=minutes,
        duration_seconds=st.integers(60, 7_200),
        distance_m=st.none() | st.floats(1, 9_999),
        effort=st.none() | st.integers(1, 10),
    ),
    _of(
        "sleep",
        on=days,
        duration_seconds=st.integers(60, 86_400),
        quality=st.none() | level,
        on_overlap=st.sampled_from(["ask", "replace", "add"]),
    ),
    st.tuples(
        _of("sleep", started_at=minutes, quality=level, on_overlap=st.just("replace")),
        st.integers(1, 600),
    ).map(lambda pair: {**pair[0], "ended_at": pair[0]["started_at"] + timedelta(minutes=pair[1])}),
)
patches = st.fixed_dictionaries(
    {},
    optional={
        "at": minutes,
        "zone": st.sampled_from(ZONES),
        "energy_kcal": st.none() | kcal,
        "volume_ml": st.floats(0.1, 5_000),
        "mood": level,
        "distance_m": st.none() | st.floats(1, 9_999),
        "effort": st.none() | st.integers(1, 10),
        "started_at": minutes,
        "duration_seconds": st.integers(60, 7_200),
        "quality": st.none() | level,
        "on": days,
    },
)
KINDS = {
    "water": {"at", "zone", "volume_ml"},
    "meal": {"at", "zone", "energy_kcal"},
    "mood": {"at", "zone", "mood"},
    "weight": {"at", "zone"},
    "steps": {"on", "zone"},
    "activity": {"started_at", "zone", "duration_seconds", "distance_m", "effort"},
    "sleep": {"quality", "zone"},
}


def recounted(readings: Iterable[tuple[Any, ...]]) -> dict[tuple[int, date], tuple[Any, ...]]:
    """Summaries from scratch: (metric, day, measured_at, entry id, value) each."""
    groups: dict[tuple[int, date], list[tuple[Any, ...]]] = defaultdict(list)
    for metric, on, *reading in readings:
        groups[metric, on].append(tuple(reading))
    found = {}
    for key, group in groups.items():
        values = [value for _, _, value in sorted(group)]
        total = 0.0
        for value in values:  # in the order of the readings, as floats add up
            total += value
        found[key] = (len(values), total, min(values), max(values), values[-1])
    return found


def kept(reader: Reader) -> dict[tuple[int, date], tuple[Any, ...]]:
    rows = reader.fetch(
        """SELECT metric, local_on, readings, total, minimum, maximum, latest
           FROM measurements.daily_summary"""
    )
    found = [tuple(row.values()) for row in rows]
    return {(row[0], row[1]): row[2:] for row in found}


def sampled(reader: Reader) -> list[tuple[Any, ...]]:
    rows = reader.fetch(
        "SELECT metric, local_on, measured_at, entry_id, value FROM measurements.sample"
    )
    return [tuple(row.values()) for row in rows]


SLEEP = BY_CODE["sleep_duration"].id


class History(RuleBasedStateMachine):
    """Logs, changes, deletes and restores, and recounts after each step."""

    owner_url: ClassVar[str]
    database: ClassVar[RoleDatabase]
    live: Bundle[UUID] = Bundle("live")
    dead: Bundle[UUID] = Bundle("dead")

    def __init__(self) -> None:
        super().__init__()
        self.person = add_person(self.owner_url, day_end_minutes=120)
        self.store = PostgresEntries()
        self.entries = Entries(self.store, self.database.vault, SetClock(NOW))
        self.alive: set[UUID] = set()

    @rule(target=live, body=bodies)
    def record(self, body: dict[str, Any]) -> Any:
        given = {name: value for name, value in body.items() if value is not None}
        try:
            with self.database.unit(self.person) as unit:
                entry = self.entries.record(unit, entry_in.validate_python(given))
        except (Conflict, Invalid):  # a sleep that may be logged already, or one too much
            return multiple()
        self._forget_replaced()
        self.alive.add(entry.id)
        return entry.id

    @rule(entry_id=live, patch=patches)
    def change(self, entry_id: UUID, patch: dict[str, Any]) -> None:
        if entry_id not in self.alive:
            return
        before = self.entries.entry(self.database.reader(self.person), entry_id)
        fitting = {name: value for name, value in patch.items() if name in KINDS[before.kind]}
        try:
            with self.database.unit(self.person) as unit:
                self.entries.change(unit, entry_id, schemas.EntryChange(**fitting), before.version)
        except (Conflict, Invalid):  # in another zone a sleep may count for a date that has one
            assert before.kind == "sleep"

    @rule(target=dead, entry_id=consumes(live))
    def delete(self, entry_id: UUID) -> Any:
        if entry_id not in self.alive:
            return multiple()
        with self.database.unit(self.person) as unit:
            self.entries.delete(unit, entry_id)
        self.alive.discard(entry_id)
        return entry_id

    @rule(target=live, entry_id=consumes(dead))
    def restore(self, entry_id: UUID) -> Any:
        try:
            with self.database.unit(self.person) as unit:
                self.entries.restore(unit, entry_id)
        except Conflict:  # another sleep has taken its place
            return multiple()
        self.alive.add(entry_id)
        return entry_id

    def _forget_replaced(self) -> None:
        reader = self.database.reader(self.person)
        for entry_id in list(self.alive):
            try:
                self.entries.entry(reader, entry_id)
            except NotFound:
                self.alive.discard(entry_id)

    @invariant()
    def no_date_has_more_than_24_hours_of_sleep(self) -> None:
        found = kept(self.database.reader(self.person))
        assert all(row[1] <= DAY_SECONDS for (metric, _), row in found.items() if metric == SLEEP)

    @invariant()
    def summaries_equal_a_recount(self) -> None:
        reader = self.database.reader(self.person)
        readings = []
        for entry_id in self.alive:
            _, stored = self.store.find(reader, entry_id)
            assert stored is not None
            readings += [
                (s.metric, s.local_on, s.measured_at, s.entry_id, s.value)
                for s in samples(entry_id, stored.facts)
            ]
        assert sorted(sampled(reader)) == sorted(readings)
        assert kept(reader) == recounted(readings)


def test_summaries_equal_a_recount_after_any_history(
    owner_url: str, database: Callable[[str], RoleDatabase]
) -> None:
    here = {"owner_url": owner_url, "database": database("measurements")}
    run_state_machine_as_test(
        type("HistoryHere", (History,), here),
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


WRITERS, WRITES = 6, 12


def test_writers_at_the_same_time_lose_nothing(
    owner_url: str, person: UUID, keys: MemoryKeyStore
) -> None:
    """Several tabs log, change and delete on the same two days of one person."""
    trouble: list[BaseException] = []

    def write(number: int) -> None:
        database = RoleDatabase(owner_url, "measurements", keys)
        entries = Entries(PostgresEntries(), database.vault, SetClock(NOW))
        try:
            for turn in range(WRITES):
                on = date(2026, 11, 20 + turn % 2)
                with database.unit(person) as unit:
                    entry = entries.record(
                        unit, schemas.StepsIn(kind="steps", on=on, steps=number * 100 + turn + 1)
                    )
                if turn % 3 == 1:
                    with database.unit(person) as unit:
                        moved = schemas.EntryChange(on=date(2026, 11, 21 - turn % 2))
                        entries.change(unit, entry.id, moved, 1)
                if turn % 3 == 2:
                    with database.unit(person) as unit:
                        entries.delete(unit, entry.id)
        except BaseException as error:  # noqa: BLE001 (reported by the test)
            trouble.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not trouble
    left = RoleDatabase(owner_url, "measurements", keys)
    readings = sampled(left.reader(person))
    assert len(readings) == WRITERS * WRITES * 2 // 3
    assert kept(left.reader(person)) == recounted(readings)
    left.close()


def test_two_tabs_that_log_the_same_night_are_asked_once(
    owner_url: str, person: UUID, keys: MemoryKeyStore
) -> None:
    """The question about an overlap cannot be missed by asking twice at the same moment."""
    night = schemas.SleepIn(
        kind="sleep",
        started_at=datetime(2026, 11, 21, 22, tzinfo=UTC),
        ended_at=datetime(2026, 11, 22, 6, tzinfo=UTC),
    )
    outcomes: list[str] = []
    ready = threading.Barrier(4)

    def log() -> None:
        database = RoleDatabase(owner_url, "measurements", keys)
        entries = Entries(PostgresEntries(), database.vault, SetClock(NOW))
        ready.wait()
        try:
            with database.unit(person) as unit:
                entries.record(unit, night)
            outcomes.append("logged")
        except Conflict:
            outcomes.append("asked")
        finally:
            database.close()

    threads = [threading.Thread(target=log) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked", "asked", "asked", "logged"]


def test_of_two_changes_of_one_version_one_wins(
    owner_url: str, person: UUID, keys: MemoryKeyStore
) -> None:
    database = RoleDatabase(owner_url, "measurements", keys)
    entries = Entries(PostgresEntries(), database.vault, SetClock(NOW))
    with database.unit(person) as unit:
        mood = entries.record(unit, schemas.MoodIn(kind="mood", at=NOW, mood=3))
    with database.unit(person) as unit:
        entries.change(unit, mood.id, schemas.EntryChange(mood=4), 1)
    with pytest.raises(PreconditionFailed), database.unit(person) as unit:
        entries.change(unit, mood.id, schemas.EntryChange(mood=5), 1)
    assert entries.entry(database.reader(person), mood.id).mood == 4
    database.close()
