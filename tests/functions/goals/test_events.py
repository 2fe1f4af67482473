"""Goals hear of changed samples and of time passing, and tell each thing once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.goals.app import erase, on_events, warn_streaks
from functions.goals.service.reaching import Reaching
from functions.goals.service.streaks import BUDGET
from functions.goals.store import PostgresGoals, PostgresHistory
from serenity.events import Event
from tests.conftest import add_person
from tests.functions.goals.conftest import NOW, STEPS, TODAY
from tests.support.clock import SetClock
from tests.support.gateway import Result
from tests.support.postgres import RoleDatabase

Call = Callable[..., Result]
Log = Callable[[str, dict[date, float]], None]
AsOwner = Callable[..., list[tuple[Any, ...]]]
DAY = timedelta(days=1)
MOST = {
    "metric": "energy_intake",
    "direction": "at_most",
    "period": "day",
    "target": {"high": 2400},
}


@pytest.fixture(autouse=True)
def nobody_else(owner_url: str) -> None:
    """Only this test's people are on the schedule's roster."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("TRUNCATE goals.goal CASCADE")


def changed(user_id: UUID, metric: str, *days: date, kind: str = "SampleRecorded") -> Event:
    data = {"entry_id": str(uuid4()), "metrics": [metric], "days": [d.isoformat() for d in days]}
    return Event(kind, user_id, data, "measurements")


def deliver(*events: Event) -> dict[str, Any]:
    records = [
        {"messageId": str(n), "body": json.dumps({"detail": json.loads(event.detail())})}
        for n, event in enumerate(events)
    ]
    return on_events({"Records": records}, None)


def told(goals: RoleDatabase, kind: str) -> list[dict[str, Any]]:
    return [dict(event.data) for event in goals.kept.events if event.type == kind]


def test_a_reached_goal_is_told_once(
    call: Call, log: Log, goals: RoleDatabase, person: UUID, as_owner: AsOwner
) -> None:
    goal = call("POST", "/v1/goals", STEPS).body
    log("steps", {TODAY: 7999.0})
    assert deliver(changed(person, "steps", TODAY)) == {"batchItemFailures": []}
    assert told(goals, "GoalReached") == []
    log("steps", {TODAY: 8123.0})
    event = changed(person, "steps", TODAY)
    deliver(event, event)
    deliver(event)
    log("steps", {TODAY: 9000.0})
    deliver(changed(person, "steps", TODAY))
    assert told(goals, "GoalReached") == [
        {
            "goal_id": goal["id"],
            "metric": "steps",
            "period": "day",
            "period_on": "2026-11-22",
            "value": 8123.0,
            "target": 8000.0,
            "unit": "count",
            "streak": 1,
        }
    ]
    query = "SELECT count(*) FROM platform.consumed_event WHERE user_id = %(user_id)s"
    assert as_owner(person, query) == [(3,)]  # four deliveries of three events


def test_losing_and_reaching_a_goal_again_is_not_told_again(
    call: Call, log: Log, goals: RoleDatabase, person: UUID
) -> None:
    call("POST", "/v1/goals", STEPS)
    for value, kind in (
        (8000.0, "SampleRecorded"),
        (10.0, "SampleDeleted"),
        (8000.0, "SampleRecorded"),
    ):
        log("steps", {TODAY: value})
        deliver(changed(person, "steps", TODAY, kind=kind))
    assert len(told(goals, "GoalReached")) == 1


def test_one_change_can_reach_several_goals(
    call: Call, log: Log, goals: RoleDatabase, person: UUID
) -> None:
    for period in ("day", "week", "month", "year"):
        call("POST", "/v1/goals", STEPS | {"period": period})
    call("POST", "/v1/goals", STEPS | {"period": "once", "due_on": "2026-12-31"})
    call("POST", "/v1/goals", STEPS | {"metric": "water", "target": {"low": 2000}})
    call("POST", "/v1/goals", STEPS | {"target": {"low": 9000}})
    log("steps", {TODAY: 8000.0})
    deliver(changed(person, "steps", TODAY))
    assert [(each["period"], each["period_on"]) for each in told(goals, "GoalReached")] == [
        ("day", "2026-11-22"),
        ("week", "2026-11-16"),
        ("month", "2026-11-01"),
        ("year", "2026-01-01"),
        ("once", "2026-11-22"),
    ]


@pytest.mark.parametrize(("ago", "news"), [(0, True), (1, True), (2, False), (20, False)])
def test_old_days_are_kept_but_not_told(
    call: Call,
    log: Log,
    goals: RoleDatabase,
    person: UUID,
    begin_on: Callable[[date], None],
    as_owner: AsOwner,
    ago: int,
    *,
    news: bool,
) -> None:
    call("POST", "/v1/goals", STEPS)
    begin_on(TODAY - 30 * DAY)
    log("steps", {TODAY - ago * DAY: 8000.0})
    deliver(changed(person, "steps", TODAY - ago * DAY))
    assert len(told(goals, "GoalReached")) == news
    rows = as_owner(person, "SELECT period_on FROM goals.reached WHERE user_id = %(user_id)s")
    assert rows == [(TODAY - ago * DAY,)]


def test_paused_archived_and_later_goals_hear_nothing(
    call: Call, log: Log, goals: RoleDatabase, person: UUID
) -> None:
    for state in ("paused", "archived"):
        path = f"/v1/goals/{call('POST', '/v1/goals', STEPS).body['id']}"
        assert call("PATCH", path, {"state": state}, headers={"If-Match": '"1"'}).status == 200
    call("POST", "/v1/goals", STEPS)
    log("steps", {TODAY: 8000.0, TODAY - DAY: 8000.0})
    deliver(changed(person, "steps", TODAY - DAY))
    assert told(goals, "GoalReached") == []
    deliver(changed(person, "steps", TODAY))
    assert len(told(goals, "GoalReached")) == 1


def test_malformed_events_fail_alone(
    call: Call, log: Log, goals: RoleDatabase, person: UUID
) -> None:
    call("POST", "/v1/goals", STEPS)
    log("steps", {TODAY: 8000.0})
    bad = [
        Event("SampleRecorded", person, data, "measurements")
        for data in ({}, {"metrics": ["steps"], "days": ["soon"]}, {"metrics": 3, "days": []})
    ]
    answer = deliver(bad[0], changed(person, "steps", TODAY), *bad[1:])
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["0", "2", "3"]
    assert len(told(goals, "GoalReached")) == 1


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.sampled_from(
            ["first", "second", "third", "no metrics", "no days", "odd day", "no user"]
        ),
        max_size=10,
    )
)
def test_of_any_batch_the_bad_are_reported_and_the_good_done_once(
    call: Call, log: Log, goals: RoleDatabase, person: UUID, batch: list[str]
) -> None:
    goals.kept.events.clear()
    for each in call("GET", "/v1/goals").body["items"]:
        call("DELETE", f"/v1/goals/{each['id']}")
    goal = call("POST", "/v1/goals", STEPS).body["id"]
    log("steps", {TODAY: 8000.0})
    good = {name: changed(person, "steps", TODAY) for name in ("first", "second", "third")}
    bad: dict[str, Any] = {
        "no metrics": {"days": []},
        "no days": {"metrics": ["steps"]},
        "odd day": {"metrics": ["steps"], "days": ["tomorrow"]},
    }
    records = [
        {"messageId": f"{n}", "body": _body(good.get(name), person, bad.get(name))}
        for n, name in enumerate(batch)
    ]
    failures = on_events({"Records": records}, None)["batchItemFailures"]
    assert [each["itemIdentifier"] for each in failures] == [
        str(n) for n, name in enumerate(batch) if name not in good
    ]
    reached = [each for each in told(goals, "GoalReached") if each["goal_id"] == goal]
    assert len(reached) == any(name in good for name in batch)


def _body(event: Event | None, person: UUID, data: dict[str, Any] | None) -> str:
    if event is None and data is None:
        return json.dumps({"detail": {"type": "SampleRecorded"}})
    given = event or Event("SampleRecorded", person, data or {}, "measurements")
    return json.dumps({"detail": json.loads(given.detail())})


def test_events_of_people_without_a_profile_leave_nothing(
    goals: RoleDatabase, as_owner: AsOwner
) -> None:
    stranger = uuid4()
    assert deliver(changed(stranger, "steps", TODAY)) == {"batchItemFailures": []}
    query = "SELECT count(*) FROM platform.consumed_event WHERE user_id = %(user_id)s"
    assert as_owner(stranger, query) == [(0,)]


def test_concurrent_deliveries_tell_once(
    call: Call, log: Log, person: UUID, database: Callable[[str], RoleDatabase]
) -> None:
    call("POST", "/v1/goals", STEPS)
    log("steps", {TODAY: 8000.0})
    events = [changed(person, "steps", TODAY) for _ in range(3)]
    opened = [database("goals") for _ in range(6)]

    def handle(one: RoleDatabase) -> None:
        store = PostgresGoals(one.vault)
        reaching = Reaching(one, store, PostgresHistory(one), SetClock(NOW))
        for event in events:
            reaching.samples_changed(event)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(handle, opened))
    assert sum(len(told(one, "GoalReached")) for one in opened) == 1


# ------------------------------------------------------------------------------------ schedule


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
