"""Goals over a real database at a set time, and days written as measurements would write them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from functions.goals import wiring
from functions.goals.app import app, on_events
from functions.goals.service.erasure import Erasure
from functions.goals.service.goals import GoalService
from functions.goals.service.progress import ProgressService
from functions.goals.service.reaching import Reaching
from functions.goals.service.streaks import Streaks
from functions.goals.store import PostgresGoals, PostgresHistory
from serenity.events import Event
from tests.support.clock import SetClock
from tests.support.gateway import Result, invoke, principal
from tests.support.postgres import RoleDatabase

# A Sunday evening in Paris.
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
Call = Callable[..., Result]
Log = Callable[[str, dict[date, float]], None]
AsOwner = Callable[..., list[tuple[Any, ...]]]
STEPS = {
    "metric": "steps",
    "direction": "at_least",
    "period": "day",
    "target": {"low": 8000},
}


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def goals(
    database: Callable[[str], RoleDatabase], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> RoleDatabase:
    """The domain wired to this test's database and clock."""
    opened = database("goals")
    store, history = PostgresGoals(opened.vault), PostgresHistory(opened)
    reaching = Reaching(opened, store, history, clock)
    monkeypatch.setattr(app, "_database", lambda: opened)
    monkeypatch.setattr(wiring, "goals", lambda: GoalService(store, clock))
    monkeypatch.setattr(wiring, "progress", lambda: ProgressService(store, clock))
    monkeypatch.setattr(wiring, "reaching", lambda: reaching)
    monkeypatch.setattr(wiring, "streaks", lambda: Streaks(opened, store, history, reaching, clock))
    monkeypatch.setattr(wiring, "erasure", lambda: Erasure(opened, history))
    return opened


@pytest.fixture
def call(goals: RoleDatabase, person: UUID) -> Callable[..., Result]:
    """Send a request as the person."""

    def send(method: str, path: str, body: Any = None, **more: Any) -> Result:
        return invoke(app, method, path, caller=principal(person), body=body, **more)

    return send


@pytest.fixture
def as_owner(owner_url: str) -> Callable[..., list[tuple[Any, ...]]]:
    """Run a statement about one person as the owner of the database."""

    def run(user_id: UUID, query: str, **params: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            cursor = connection.execute(query.encode(), {"user_id": user_id, **params})
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def log(as_owner: Callable[..., Any], person: UUID) -> Callable[[str, dict[date, float]], None]:
    """Daily values as measurements would keep them; a value of 0 takes the day away."""

    def write(metric: str, days: dict[date, float]) -> None:
        for on, value in days.items():
            as_owner(
                person,
                """INSERT INTO measurements.daily_summary
                     (user_id, metric, local_on, readings, total, minimum, maximum, latest)
                   SELECT %(user_id)s, id, %(on)s, 1, %(value)s, %(value)s, %(value)s, %(value)s
                   FROM measurements.metric WHERE code = %(metric)s
                   ON CONFLICT (user_id, metric, local_on)
                   DO UPDATE SET total = excluded.total, latest = excluded.latest""",
                metric=metric,
                on=on,
                value=value,
            )

    return write


@pytest.fixture
def begin_on(as_owner: Callable[..., Any], person: UUID) -> Callable[[date], None]:
    """Let all of the person's goals have begun on a day."""
    return lambda day: as_owner(
        person, "UPDATE goals.goal SET starts_on = %(day)s WHERE user_id = %(user_id)s", day=day
    )


@pytest.fixture
def nobody_else(owner_url: str) -> None:
    """Only this test's people are on the schedule's roster."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("TRUNCATE goals.goal CASCADE")


def told(goals: RoleDatabase, kind: str) -> list[dict[str, Any]]:
    return [dict(event.data) for event in goals.kept.events if event.type == kind]


def changed(user_id: UUID, metric: str, *days: date, kind: str = "SampleRecorded") -> Event:
    data = {"entry_id": str(uuid4()), "metrics": [metric], "days": [d.isoformat() for d in days]}
    return Event(kind, user_id, data, "measurements")


def deliver(*events: Event) -> dict[str, Any]:
    records = [
        {"messageId": str(n), "body": json.dumps({"detail": json.loads(event.detail())})}
        for n, event in enumerate(events)
    ]
    return on_events({"Records": records}, None)
