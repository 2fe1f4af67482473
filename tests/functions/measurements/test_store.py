"""The store against the real schema: catalogue, indexes, messages counted, rows hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from functions.measurements import schemas
from functions.measurements.domain.catalogue import CATALOGUE
from functions.measurements.service.entries import Entries
from functions.measurements.store import PostgresEntries
from serenity.schema import Schema
from tests.functions.measurements.conftest import NOW, Send
from tests.support.clock import SetClock
from tests.support.postgres import RoleDatabase


def test_the_catalogue_in_code_is_that_of_the_database(owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute(
            """SELECT id, code, area, unit, aggregation, lowest, highest, better
               FROM measurements.metric ORDER BY id"""
        ).fetchall()
    assert rows == [astuple(metric) for metric in CATALOGUE]


def test_the_bounds_of_the_contract_are_those_of_the_catalogue() -> None:
    """What one reading may be is said once in the catalogue and enforced by the contract."""
    fields: dict[str, tuple[type[Schema], str]] = {
        "energy_intake": (schemas.MealIn, "energy_kcal"),
        "water": (schemas.WaterIn, "volume_ml"),
        "distance": (schemas.ActivityIn, "distance_m"),
        "effort": (schemas.ActivityIn, "effort"),
        "activity_duration": (schemas.ActivityIn, "duration_seconds"),
        "meditation": (schemas.MeditationIn, "duration_seconds"),
        "mood": (schemas.MoodIn, "mood"),
        "weight": (schemas.WeightIn, "weight_kg"),
        "steps": (schemas.StepsIn, "steps"),
        "sleep_quality": (schemas.SleepIn, "quality"),
        "sleep_duration": (schemas.SleepIn, "duration_seconds"),
    }
    for metric in CATALOGUE:
        model, name = fields[metric.code]
        found = _bounds(model.model_json_schema()["properties"][name])
        assert found == (metric.lowest, metric.highest), metric.code


def _bounds(schema: dict[str, Any]) -> tuple[float, float]:
    for option in schema.get("anyOf", [schema]):
        if "maximum" in option:
            return option.get("minimum", option.get("exclusiveMinimum")), option["maximum"]
    raise AssertionError(schema)


class TestMessages:
    """Hot routes send few messages to the database, begin and commit included."""

    @pytest.fixture
    def messages(self, measurements: RoleDatabase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        sent: list[str] = []
        run = measurements.connection.run

        def counted(query: Any, *more: Any, **options: Any) -> Any:
            sent.append(query)
            return run(query, *more, **options)

        monkeypatch.setattr(measurements.connection, "run", counted)
        return sent

    @pytest.mark.parametrize(
        "body",
        [
            {"kind": "water", "at": "2026-11-22T09:00:00Z", "volume_ml": 250},
            {
                "kind": "sleep",
                "started_at": "2026-11-21T22:30:00Z",
                "ended_at": "2026-11-22T06:00:00Z",
            },
        ],
        ids=lambda body: body["kind"],
    )
    def test_log(self, body: dict[str, Any], call: Send, messages: list[str]) -> None:
        key = {"Idempotency-Key": "once"}
        assert call("POST", "/v1/entries", body, headers=key).status == 201
        # Begin with the key, the calendar with what overlaps, the write, all the rest with the
        # commit, and, once the bus has the event, its end in the outbox.
        assert len(messages) == 5

    @pytest.mark.parametrize(
        ("path", "most"),
        [
            ("/v1/today", 3),
            ("/v1/days/2026-11-20", 3),
            ("/v1/entries", 1),
            ("/v1/series?metric=water&from_on=2016-11-22&to_on=2026-11-22&by=month", 1),
            ("/v1/series/export?metric=water&from_on=2026-11-01&to_on=2026-11-22", 1),
            ("/v1/metrics", 0),
        ],
    )
    def test_read(self, path: str, most: int, call: Send, messages: list[str]) -> None:
        assert call("GET", path).status == 200
        assert len(messages) <= most


def test_summaries_are_read_from_the_index_alone(
    owner_url: str, person: UUID, measurements: RoleDatabase
) -> None:
    entries = Entries(PostgresEntries(), measurements.vault, SetClock(NOW))
    with measurements.unit(person) as unit:
        entries.record_many(
            unit,
            [
                (
                    schemas.WaterIn(kind="water", at=NOW - timedelta(days=n), volume_ml=250),
                    NOW - timedelta(days=n),
                )
                for n in range(365)
            ],
        )
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute(
            """EXPLAIN SELECT local_on, readings, total, latest FROM measurements.daily_summary
               WHERE user_id = %s AND metric = 4 AND local_on BETWEEN '2026-01-01' AND '2026-12-31'
               ORDER BY local_on""",
            (person,),
        ).fetchall()
    assert "Index Only Scan" in "\n".join(line for (line,) in plan)


def test_an_unknown_entry_has_a_calendar_but_no_row(
    person: UUID, database: Callable[[str], RoleDatabase]
) -> None:
    calendar, entry = PostgresEntries().find(database("measurements").reader(person), uuid4())
    assert calendar is not None
    assert calendar.zone == "Europe/Paris"
    assert entry is None


def test_instants_come_back_as_they_went(person: UUID, measurements: RoleDatabase) -> None:
    entries = Entries(PostgresEntries(), measurements.vault, SetClock(NOW))
    at = datetime(2026, 11, 1, 5, 30, 0, 123456, tzinfo=UTC)
    with measurements.unit(person) as unit:
        made = entries.record(unit, schemas.WeightIn(kind="weight", at=at, weight_kg=71.30000001))
    kept = entries.entry(measurements.reader(person), made.id)
    assert kept == made
    assert (kept.started_at, kept.weight_kg) == (at, 71.30000001)
