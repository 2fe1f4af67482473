"""Goals hear of changed samples, and tell each thing once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.goals.app import on_events
from functions.goals.service.reaching import Reaching
from functions.goals.store import PostgresGoals, PostgresHistory
from serenity.events import Event
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

pytestmark = pytest.mark.usefixtures("nobody_else")


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
