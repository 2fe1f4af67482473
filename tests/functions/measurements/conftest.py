"""Measurements over a real database, with a clock the test sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings

from functions.measurements import wiring
from functions.measurements.app import app
from functions.measurements.service.days import Days
from functions.measurements.service.entries import Entries
from functions.measurements.service.erasure import Erasure
from functions.measurements.service.statistics import Statistics
from functions.measurements.store import PostgresEntries
from tests.support.clock import SetClock
from tests.support.gateway import Result, invoke, principal
from tests.support.postgres import RoleDatabase

# A Sunday evening in Paris.
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
Send = Callable[..., Result]
Record = Callable[..., dict[str, Any]]
NIGHT = {
    "kind": "sleep",
    "started_at": "2026-11-21T22:30:00Z",
    "ended_at": "2026-11-22T06:00:00Z",
    "quality": 4,
}
EVERY_KIND: list[dict[str, Any]] = [
    NIGHT,
    {"kind": "sleep", "on": "2026-11-20", "duration_seconds": 27_000},
    {"kind": "meal", "at": "2026-11-22T12:00:00+01:00", "energy_kcal": 640.5, "note": "Soup"},
    {"kind": "meal", "at": "2026-11-22T08:00:00+01:00", "note": "Bread"},
    {"kind": "water", "at": "2026-11-22T09:00:00Z", "volume_ml": 250},
    {
        "kind": "activity",
        "activity": "run",
        "started_at": "2026-11-22T08:00:00Z",
        "duration_seconds": 1_800,
        "distance_m": 5_000,
        "effort": 7,
    },
    {"kind": "meditation", "started_at": "2026-11-22T07:00:00Z", "duration_seconds": 600},
    {"kind": "mood", "at": "2026-11-22T16:59:00Z", "mood": 4},
    {"kind": "weight", "at": "2026-11-22T06:30:00Z", "weight_kg": 71.3},
    {"kind": "steps", "on": "2026-11-22", "steps": 8_123},
]

# A busy machine makes an example slow, not wrong.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def measurements(
    database: Callable[[str], RoleDatabase], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> RoleDatabase:
    opened = database("measurements")
    store = PostgresEntries()
    monkeypatch.setattr(wiring, "database", lambda: opened)
    monkeypatch.setattr(app, "_database", lambda: opened)
    monkeypatch.setattr(wiring, "entries", lambda: Entries(store, opened.vault, clock))
    monkeypatch.setattr(wiring, "days", lambda: Days(store, opened.vault, clock))
    monkeypatch.setattr(wiring, "statistics", lambda: Statistics(store))
    monkeypatch.setattr(wiring, "erasure", lambda: Erasure(opened, store))
    return opened


@pytest.fixture
def call(measurements: RoleDatabase, person: UUID) -> Send:
    def send(method: str, path: str, body: Any = None, **more: Any) -> Result:
        return invoke(app, method, path, **{"caller": principal(person), "body": body} | more)

    return send


@pytest.fixture
def record(call: Send) -> Callable[..., dict[str, Any]]:
    def send(**body: Any) -> dict[str, Any]:
        answer = call("POST", "/v1/entries", body)
        assert answer.status == 201, answer.body
        recorded: dict[str, Any] = answer.body
        return recorded

    return send
