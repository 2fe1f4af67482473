"""How much a hot route sends to Postgres, and what it costs beside a bare statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
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
from serenity.data import Reader
from serenity.http import Hub
from serenity.schema import Schema
from tests.benchmarks.quiet import quiet_logs
from tests.benchmarks.timing import quantile, times
from tests.benchmarks.traffic import logged, sent
from tests.conftest import add_person
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.gateway import invoke, principal
from tests.support.postgres import RoleDatabase

MESSAGES, ROUNDS, DAYS = 5, 200, 30
MILLISECONDS = 50
LOG_A_SAMPLE, DAILY_VALUES, PROGRESS = "log a sample", "30 days of a metric", "goal progress"
# Exact, so that one more is noticed. A write begins, enters and claims its key; reads the calendar;
# writes; keeps event and answer and commits; then empties the outbox as the person. A read states
# for whom it reads.
STATEMENTS = {LOG_A_SAMPLE: 10, DAILY_VALUES: 2, PROGRESS: 4}
# Twice to three times what two cores showed.
TIMES_A_STATEMENT = {LOG_A_SAMPLE: 60, DAILY_VALUES: 15, PROGRESS: 15}
COUNTED = "a warm request with all it sends before the function ends, in the server's own log"
Route = tuple[str, Callable[[], Any]]


class Done(Schema):
    """An answer without a content."""


def plant(run: Run) -> Iterator[Planted]:
    """A route that asks six times, and one whose messages are not seen."""
    person = principal(add_person(run.ground.owner_url))
    with quiet_logs(), logged(run.ground, "measurements") as database:
        for times_asked, fault in ((6, "a route that asks six times"), (0, "nothing counted")):
            hub = _asking(database, times_asked)
            messages, _ = sent(
                run.ground, partial(invoke, hub, "GET", "/v1/samples", caller=person)
            )
            yield Planted(fault, not _messages("planted", messages).ok)


def _asking(database: RoleDatabase, times_asked: int) -> Hub:
    hub = Hub("benchmark", database=lambda: database)

    @hub.endpoint("GET", "/v1/samples", policy="user")
    def ask(reader: Reader) -> Done:
        """Ask so many times."""
        for _ in range(times_asked):
            reader.fetch("SELECT 1 AS one")
        return Done()

    return hub


def prove(run: Run) -> Iterator[Finding]:
    """Messages and statements of each route, and its time over that of `SELECT 1`."""
    person = principal(add_person(run.ground.owner_url))
    with quiet_logs():
        found = [*_counted(run, person), *_timed(run, person)]
    yield from found


def _counted(run: Run, person: Principal) -> Iterator[Finding]:
    with ExitStack() as parts:
        measurements = parts.enter_context(logged(run.ground, "measurements"))
        _wire(measurements, parts.enter_context(logged(run.ground, "goals")))
        _fill(person)
        for name, request in _routes(person):
            messages, statements = sent(run.ground, request)
            yield _messages(name, messages)
            yield Finding(
                f"{name}, statements in them", statements, "statements",
                at_most=STATEMENTS[name], at_least=1,
                method=f"{COUNTED}; BEGIN, COMMIT and whose rows they are included",
            )  # fmt: skip


def _messages(name: str, number: int) -> Finding:
    return Finding(
        f"{name}, messages to Postgres", number, "messages",
        at_most=MESSAGES, at_least=1, method=COUNTED,
    )  # fmt: skip


def _timed(run: Run, person: Principal) -> Iterator[Finding]:
    goals = run.ground.database("goals")
    _wire(run.ground.database("measurements"), goals)

    def bare() -> None:
        goals.reader(person.user_id).fetch("SELECT 1 AS one")

    how = f"of {ROUNDS} in process"
    for name, request in _routes(person):
        own, least = times(request, bare, rounds=ROUNDS)
        for title, share in (("p50", 0.5), ("p95", 0.95)):
            value = quantile(own, share)
            yield Finding(
                f"{name}, {title} over a bare statement", value / quantile(least, share), "times",
                at_most=TIMES_A_STATEMENT[name], method=f"{how}, in turn with SELECT 1 as a person",
            )  # fmt: skip
            yield Finding(
                f"{name}, {title} in process", value * 1000, "ms", at_most=MILLISECONDS, method=how
            )


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


def _routes(person: Principal) -> Iterator[Route]:
    today = datetime.now(UTC).date()
    query = f"metric=water&from_on={today - timedelta(days=DAYS - 1)}&to_on={today}"
    keys = iter(range(10**6))
    began = datetime.now(UTC).timestamp()
    yield LOG_A_SAMPLE, lambda: _water(person, datetime.now(UTC), f"once-{began}-{next(keys)}")
    yield DAILY_VALUES, lambda: _read(measurements_app.app, person, f"/v1/series?{query}")
    yield PROGRESS, lambda: _read(goals_app.app, person, "/v1/goal-progress")


def _fill(person: Principal) -> None:
    for day in range(DAYS):
        _water(person, datetime.now(UTC) - timedelta(days=day), f"fill-{day}")


def _water(person: Principal, at: datetime, key: str) -> None:
    body = {"kind": "water", "at": at.isoformat(), "volume_ml": 250}
    answer = invoke(
        measurements_app.app, "POST", "/v1/entries", caller=person, body=body,
        headers={"Idempotency-Key": key},
    )  # fmt: skip
    if answer.status != 201:
        raise RuntimeError(f"logging failed: {answer.body}")


def _read(app: Hub, person: Principal, path: str) -> None:
    answer = invoke(app, "GET", path, caller=person)
    if answer.status != 200:
        raise RuntimeError(f"reading failed: {answer.body}")


PROOF = Proof("hot_routes", plant, prove)
