"""How many messages a hot route sends to Postgres, and what it costs beside a bare statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.goals import app as goals_app
from functions.goals import wiring as goals_wiring
from functions.goals.service.progress import ProgressService
from functions.goals.store import PostgresGoals
from functions.measurements import app as measurements_app
from functions.measurements import wiring as measurements_wiring
from functions.measurements.service.days import Days
from functions.measurements.service.entries import Entries
from functions.measurements.service.statistics import Statistics
from functions.measurements.store import PostgresEntries
from serenity.auth import Principal
from serenity.clock import SystemClock
from tests.benchmarks.figure import Figure, quantile
from tests.benchmarks.quiet import quiet_logs
from tests.conftest import add_person
from tests.proofs.ground import Ground
from tests.support.gateway import invoke, principal
from tests.support.postgres import RoleDatabase

TARGET, ROUNDS, DAYS = 5, 200, 30
LOG_A_SAMPLE, DAILY_VALUES, PROGRESS = "log a sample", "30 days of a metric", "goal progress"


def measure(ground: Ground) -> Iterator[Figure]:
    """Messages per route, and the time of a route over that of `SELECT 1`."""
    with quiet_logs():
        figures = list(_routes(ground))
    yield from figures


def _routes(ground: Ground) -> Iterator[Figure]:
    measurements, goals = ground.database("measurements"), ground.database("goals")
    _wire(measurements, goals)
    person = principal(add_person(ground.owner_url))
    _fill(person)
    bare = quantile(_times(lambda: goals.reader(person.user_id).fetch("SELECT 1 AS one")), 0.5)
    how = f"of {ROUNDS} in process, over the median of a bare SELECT on the same server"
    for name, database, request in _requests(measurements, goals, person):
        sent = _messages(database, request)
        yield Figure(f"{name}: messages to Postgres", sent, "messages", TARGET, "counted")
        times = _times(request)
        for title, share in (("p50", 0.5), ("p95", 0.95)):
            value = quantile(times, share)
            yield Figure(f"{name}: {title} over a bare statement", value / bare, "times", None, how)
            yield Figure(f"{name}: {title} in process", value * 1000, "ms", None, f"of {ROUNDS}")


def _wire(measurements: RoleDatabase, goals: RoleDatabase) -> None:
    """Hand the routes these databases in place of those the environment names."""
    store, clock = PostgresEntries(), SystemClock()
    parts: dict[str, Any] = {
        "entries": Entries(store, measurements.vault, clock),
        "days": Days(store, measurements.vault, clock),
        "statistics": Statistics(store),
    }
    for name, part in parts.items():
        setattr(measurements_wiring, name, lambda part=part: part)
    progress = ProgressService(PostgresGoals(goals.vault), clock)
    goals_wiring.progress = lambda: progress  # type: ignore[assignment]
    measurements_app.app._database = lambda: measurements
    goals_app.app._database = lambda: goals


def _water(person: Principal, at: datetime, key: str) -> None:
    body = {"kind": "water", "at": at.isoformat(), "volume_ml": 250}
    answer = invoke(
        measurements_app.app,
        "POST",
        "/v1/entries",
        caller=person,
        body=body,
        headers={"Idempotency-Key": key},
    )
    if answer.status != 201:
        raise RuntimeError(f"logging failed: {answer.body}")


def _fill(person: Principal) -> None:
    for day in range(DAYS):
        _water(person, datetime.now(UTC) - timedelta(days=day), f"fill-{day}")


def _requests(
    measurements: RoleDatabase, goals: RoleDatabase, person: Principal
) -> Iterator[tuple[str, RoleDatabase, Callable[[], Any]]]:
    today = datetime.now(UTC).date()
    query = f"metric=water&from_on={today - timedelta(days=DAYS - 1)}&to_on={today}"
    keys = iter(range(10**6))
    yield (
        LOG_A_SAMPLE,
        measurements,
        lambda: _water(person, datetime.now(UTC), f"once-{next(keys)}"),
    )
    yield DAILY_VALUES, measurements, lambda: _read(person, f"/v1/series?{query}")
    yield (
        PROGRESS,
        goals,
        lambda: invoke(goals_app.app, "GET", "/v1/goal-progress", caller=person),
    )


def _read(person: Principal, path: str) -> None:
    answer = invoke(measurements_app.app, "GET", path, caller=person)
    if answer.status != 200:
        raise RuntimeError(f"reading failed: {answer.body}")


def _messages(database: RoleDatabase, request: Callable[[], Any]) -> int:
    """Count what goes over the connection; the outbox is emptied after the answer."""
    sent: list[str] = []
    connection, original = database.connection, database.connection.run

    def counted(query: Any, *arguments: Any, **named: Any) -> Any:
        sent.append(str(query))
        return original(query, *arguments, **named)

    connection.run = counted  # type: ignore[method-assign]
    try:
        request()
    finally:
        connection.run = original  # type: ignore[method-assign]
    return len([query for query in sent if "DELETE FROM platform.outbox" not in query])


def _times(request: Callable[[], Any]) -> list[float]:
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        request()
        seconds.append(time.perf_counter() - began)
    return seconds
