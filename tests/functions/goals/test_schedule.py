"""Goals hear of time passing: streaks about to end, limits kept, each told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from functions.goals.app import erase, warn_streaks
from functions.goals.service.streaks import BUDGET
from functions.goals.store import PostgresHistory
from tests.conftest import add_person
from tests.functions.goals.conftest import (
    DAY,
    NOW,
    STEPS,
    TODAY,
    AsOwner,
    Call,
    Log,
    changed,
    deliver,
    told,
)
from tests.support.clock import SetClock
from tests.support.postgres import RoleDatabase

MOST = {
    "metric": "energy_intake",
    "direction": "at_most",
    "period": "day",
    "target": {"high": 2400},
}

pytestmark = pytest.mark.usefixtures("nobody_else")


@pytest.fixture
def streak(call: Call, log: Log, begin_on: Callable[[date], None]) -> str:
    """A daily goal with a streak of three that today has not met."""
    goal = call("POST", "/v1/goals", STEPS).body["id"]
    begin_on(TODAY - 3 * DAY)
    log("steps", {TODAY - n * DAY: 8000.0 for n in (1, 2, 3)} | {TODAY: 5000.0})
    return str(goal)


def warn() -> int:
    return warn_streaks({}, None)["warned"]


def test_a_streak_is_warned_of_once_in_the_last_three_hours(
    streak: str, goals: RoleDatabase, clock: SetClock
) -> None:
    clock.set(datetime(2026, 11, 22, 19, 59, tzinfo=UTC))  # 20:59 in Paris
    assert warn() == 0
    clock.set(datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    assert warn() == 1
    for minutes in (0, 15, 60, 179):
        clock.set(datetime(2026, 11, 22, 20, 0, tzinfo=UTC) + timedelta(minutes=minutes))
        assert warn() == 0
    assert told(goals, "StreakAtRisk") == [
        {
            "goal_id": streak,
            "metric": "steps",
            "period": "day",
            "streak": 3,
            "left": 3000.0,
            "unit": "count",
            "ends_at": "2026-11-22T23:00:00+00:00",
        }
    ]


def test_the_persons_own_day_end_decides(
    streak: str, goals: RoleDatabase, clock: SetClock, as_owner: AsOwner, person: UUID
) -> None:
    as_owner(
        person, "UPDATE accounts.profile SET day_end_minutes = 180 WHERE user_id = %(user_id)s"
    )
    clock.set(datetime(2026, 11, 22, 22, 59, tzinfo=UTC))
    assert warn() == 0
    clock.set(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))  # midnight in Paris, still Sunday
    assert warn() == 1
    assert told(goals, "StreakAtRisk")[0]["ends_at"] == "2026-11-23T02:00:00+00:00"


def test_a_met_goal_is_not_warned_of(
    streak: str, goals: RoleDatabase, clock: SetClock, log: Log
) -> None:
    log("steps", {TODAY: 8000.0})
    clock.set(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert warn() == 0


def test_weekly_streaks_are_warned_of_on_the_last_day_only(
    call: Call, goals: RoleDatabase, clock: SetClock, log: Log, begin_on: Callable[[date], None]
) -> None:
    call("POST", "/v1/goals", STEPS | {"period": "week"})
    begin_on(TODAY - 20 * DAY)
    log("steps", {TODAY - n * DAY: 8000.0 for n in (7, 14)})
    clock.set(datetime(2026, 11, 21, 21, 0, tzinfo=UTC))
    assert warn() == 0
    clock.set(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert warn() == 1
    assert [(one["period"], one["streak"]) for one in told(goals, "StreakAtRisk")] == [("week", 2)]


def test_a_limit_kept_is_told_once_after_the_day_has_ended(
    call: Call, goals: RoleDatabase, clock: SetClock, log: Log, begin_on: Callable[[date], None]
) -> None:
    call("POST", "/v1/goals", MOST)
    begin_on(TODAY - 5 * DAY)
    log("energy_intake", {TODAY: 2100.0, TODAY - DAY: 2500.0})
    warn()
    deliver_now = told(goals, "GoalReached")
    assert deliver_now == []
    clock.set(datetime(2026, 11, 22, 23, 5, tzinfo=UTC))  # Monday in Paris
    for _ in range(3):
        warn()
    found = told(goals, "GoalReached")
    assert [(each["period_on"], each["value"], each["target"]) for each in found] == [
        ("2026-11-22", 2100.0, 2400.0)
    ]


def test_a_limit_is_not_reached_by_a_day_without_data(
    call: Call, goals: RoleDatabase, clock: SetClock
) -> None:
    call("POST", "/v1/goals", MOST)
    clock.set(NOW + DAY)
    warn()
    assert told(goals, "GoalReached") == []


def test_what_is_logged_late_for_the_day_before_still_counts(
    call: Call, goals: RoleDatabase, clock: SetClock, log: Log, person: UUID
) -> None:
    call("POST", "/v1/goals", MOST)
    clock.set(NOW + DAY)
    warn()
    log("energy_intake", {TODAY: 2000.0})
    deliver(changed(person, "energy_intake", TODAY))
    assert len(told(goals, "GoalReached")) == 1


def test_one_failing_person_does_not_stop_the_rest(
    streak: str,
    goals: RoleDatabase,
    clock: SetClock,
    owner_url: str,
    as_owner: AsOwner,
) -> None:
    others = [add_person(owner_url) for _ in range(2)]
    for other in others:
        as_owner(
            other,
            """INSERT INTO goals.goal (user_id, id, metric, direction, period, target_low,
                                       weekday_targets, starts_on)
               VALUES (%(user_id)s, gen_random_uuid(), 'steps', 'at_least', 'day', 1,
                       '{"1": "broken"}', '2026-11-01')""",
        )
    clock.set(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert warn() == 1


def test_a_run_out_of_time_goes_on_where_it_stopped(
    streak: str,
    goals: RoleDatabase,
    owner_url: str,
    as_owner: AsOwner,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unit = goals.unit

    def slow(user_id: UUID) -> Any:
        clock.advance(BUDGET)
        return unit(user_id)

    monkeypatch.setattr(goals, "unit", slow)
    for _ in range(3):
        as_owner(
            add_person(owner_url),
            """INSERT INTO goals.goal (user_id, id, metric, direction, period, target_low,
                                       starts_on)
               VALUES (%(user_id)s, gen_random_uuid(), 'steps', 'at_least', 'day', 1,
                       '2026-11-01')""",
        )
    clock.set(datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    assert sorted(warn() for _ in range(4)) == [0, 0, 0, 1]
    for watched in PostgresHistory(goals).roster():
        assert watched.warned_on == watched.closed_on == TODAY
    assert warn() == 0


def test_erasure_leaves_no_row(
    streak: str, goals: RoleDatabase, person: UUID, clock: SetClock, as_owner: AsOwner
) -> None:
    deliver(changed(person, "steps", TODAY - DAY))
    clock.set(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert warn() == 1
    for _ in range(2):
        assert erase({"user_id": str(person)}, None)["status"] == "erased"
    for table in (
        "goals.goal",
        "goals.pause",
        "goals.reached",
        "goals.warned",
        "goals.checked",
        "platform.outbox",
        "platform.consumed_event",
        "platform.idempotency",
    ):
        query = f"SELECT count(*) FROM {table} WHERE user_id = %(user_id)s"
        assert as_owner(person, query) == [(0,)], table
