"""The routes of goals, from the gateway's event down to the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from functions.goals.app import app
from tests.functions.goals.conftest import STEPS, TODAY
from tests.support.clock import SetClock
from tests.support.gateway import Result, invoke, principal
from tests.support.postgres import RoleDatabase


def test_a_goal_is_set_read_changed_and_deleted(call: Callable[..., Result]) -> None:
    made = call("POST", "/v1/goals", STEPS | {"title": "Marcher – un peu"})
    assert made.status == 201, made.body
    assert made.body["starts_on"] == "2026-11-22"
    assert made.body["unit"] == "count"
    assert made.headers["etag"] == '"1"'
    path = f"/v1/goals/{made.body['id']}"
    assert call("GET", path).body == made.body
    assert call("GET", "/v1/goals").body["items"] == [made.body]

    changed = call("PATCH", path, {"target": {"low": 9000}}, headers={"If-Match": '"1"'})
    assert changed.status == 200, changed.body
    assert changed.body == made.body | {"target": {"low": 9000.0}, "version": 2}
    assert call("PATCH", path, {"title": None}, headers={"If-Match": '"1"'}).status == 412
    untitled = call("PATCH", path, {"title": None}, headers={"If-Match": '"2"'})
    assert "title" not in untitled.body
    assert call("GET", path).body == untitled.body

    assert call("DELETE", path).status == 204
    assert call("GET", path).status == 404
    assert call("DELETE", path).status == 404


def test_the_title_is_sealed_in_the_database(
    call: Callable[..., Result], as_owner: Callable[..., list[tuple[Any, ...]]], person: UUID
) -> None:
    call("POST", "/v1/goals", STEPS | {"title": "secret wish"})
    rows = as_owner(person, "SELECT title FROM goals.goal WHERE user_id = %(user_id)s")
    assert b"secret" not in bytes(rows[0][0])


def test_other_peoples_goals_answer_like_unknown_ones(
    call: Callable[..., Result], goals: RoleDatabase
) -> None:
    made = call("POST", "/v1/goals", STEPS)
    path = f"/v1/goals/{made.body['id']}"
    for method, body in (("GET", None), ("PATCH", {"title": "x"}), ("DELETE", None)):
        foreign = invoke(
            app, method, path, caller=principal(), body=body, headers={"If-Match": '"1"'}
        )
        unknown = call(method, f"/v1/goals/{uuid4()}", body, headers={"If-Match": '"1"'})
        assert foreign.status == unknown.status == 404
        assert foreign.body["detail"] == unknown.body["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"metric": "nonsense"}, "/metric"),
        ({"target": {"high": 8000}}, "/target"),
        ({"target": {"low": 1, "high": 8000}}, "/target"),
        ({"direction": "range"}, "/target"),
        ({"direction": "at_most"}, "/target"),
        ({"direction": "range", "target": {"low": 9, "high": 8}}, "/target/high"),
        (
            {"direction": "range", "weekday_targets": {"6": {"low": 9, "high": 8}}},
            "/weekday_targets/6/high",
        ),
        ({"target": {"low": 150_001}}, "/target/low"),
        ({"metric": "energy_intake", "target": {"low": 90_000}}, "/target/low"),
        ({"metric": "mood", "target": {"low": 6}}, "/target/low"),
        ({"period": "once"}, "/due_on"),
        ({"due_on": "2027-01-01"}, "/due_on"),
        ({"period": "once", "due_on": "2026-11-22"}, "/due_on"),
        ({"period": "once", "due_on": "2037-01-01"}, "/due_on"),
        ({"period": "once", "due_on": "9999-12-31"}, "/due_on"),
        ({"period": "week", "weekday_targets": {"1": {"low": 1}}}, "/weekday_targets"),
        ({"weekday_targets": {"6": {"high": 1}}}, "/weekday_targets/6"),
        ({"weekday_targets": {"8": {"low": 1}}}, "/weekday_targets/8/[key]"),
        ({"target": {}}, "/target"),
        ({"target": {"low": -1}}, "/target/low"),
        ({"title": "a\u0000b"}, "/title"),
        ({"title": "x" * 81}, "/title"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_by_name(
    call: Callable[..., Result], change: dict[str, Any], pointer: str
) -> None:
    answer = call("POST", "/v1/goals", STEPS | change)
    assert answer.status == 422, answer.body
    assert pointer in [error["pointer"] for error in answer.body["errors"]]
    assert call("GET", "/v1/goals").body["items"] == []


@pytest.mark.parametrize("raw", ['{"title": "\\ud800"}', '{"target": {"low": NaN}}', "[[[["])
def test_unreadable_bodies_are_refused(call: Callable[..., Result], raw: str) -> None:
    assert call("POST", "/v1/goals", raw=raw).status in {400, 422}


def test_changing_the_period_drops_what_belongs_to_the_old_one(call: Callable[..., Result]) -> None:
    made = call("POST", "/v1/goals", STEPS | {"weekday_targets": {"7": {"low": 4000}}})
    assert made.status == 201
    path = f"/v1/goals/{made.body['id']}"
    weekly = call("PATCH", path, {"period": "week"}, headers={"If-Match": '"1"'})
    assert weekly.body["weekday_targets"] == {}
    once = {"period": "once", "due_on": "2026-12-31"}
    assert call("PATCH", path, once, headers={"If-Match": '"2"'}).body["due_on"] == "2026-12-31"
    daily = call("PATCH", path, {"period": "day"}, headers={"If-Match": '"3"'})
    assert daily.status == 200, daily.body
    assert "due_on" not in daily.body


def test_fifty_live_goals_are_enough(call: Callable[..., Result]) -> None:
    made = [call("POST", "/v1/goals", STEPS) for _ in range(50)]
    assert {answer.status for answer in made} == {201}
    refused = call("POST", "/v1/goals", STEPS)
    assert refused.status == 409
    assert refused.body["type"] == "/problems/too-many-goals"

    path = f"/v1/goals/{made[0].body['id']}"
    assert call("PATCH", path, {"state": "archived"}, headers={"If-Match": '"1"'}).status == 200
    assert call("POST", "/v1/goals", STEPS).status == 201
    assert call("PATCH", path, {"state": "active"}, headers={"If-Match": '"2"'}).status == 409


def test_presets_are_goals_one_can_set(call: Callable[..., Result]) -> None:
    presets = call("GET", "/v1/goal-presets").body["items"]
    assert {preset["area"] for preset in presets} >= {"sleep", "food", "sport", "meditation"}
    for preset in presets:
        wish = {name: preset[name] for name in ("metric", "direction", "period", "target")}
        made = call("POST", "/v1/goals", wish)
        assert made.status == 201, (preset, made.body)
        assert (made.body["unit"], made.body["area"]) == (preset["unit"], preset["area"])


def test_progress_shows_the_day_its_streak_and_the_week(
    call: Callable[..., Result],
    log: Callable[[str, dict[date, float]], None],
    begin_on: Callable[[date], None],
) -> None:
    call("POST", "/v1/goals", STEPS)
    begin_on(TODAY - timedelta(days=10))
    log("steps", {TODAY - timedelta(days=n): 9000.0 for n in (1, 2, 3, 5)})
    log("steps", {TODAY: 6000.0})

    answer = call("GET", "/v1/goal-progress")
    assert answer.status == 200, answer.body
    assert (answer.body["on"], answer.body["reached"]) == ("2026-11-22", 0)
    item = answer.body["items"][0]
    assert (item["value"], item["left"], item["ratio"], item["met"]) == (6000, 2000, 0.75, False)
    assert item["streak"] == {"length": 3, "best": 3, "at_risk": True}
    assert [each.get("met") for each in item["recent"]] == [
        False, True, False, True, True, True, None,
    ]  # fmt: skip

    log("steps", {TODAY: 8000.0})
    item = call("GET", "/v1/goal-progress").body["items"][0]
    assert (item["met"], item["streak"]["length"], "left" in item) == (True, 4, False)


@pytest.mark.parametrize("on", ["0001-01-01", "1999-12-31", "2026-11-24", "9999-12-31", "x"])
def test_progress_refuses_absurd_days(call: Callable[..., Result], on: str) -> None:
    call("POST", "/v1/goals", STEPS | {"period": "week"})
    assert call("GET", f"/v1/goal-progress?on={on}").status == 422


@pytest.mark.parametrize("on", ["2000-01-01", "2026-11-21", "2026-11-23"])
def test_progress_answers_for_plausible_days(call: Callable[..., Result], on: str) -> None:
    for period in ("day", "week", "month", "year"):
        call("POST", "/v1/goals", STEPS | {"period": period})
    call("POST", "/v1/goals", STEPS | {"period": "once", "due_on": "2026-12-31"})
    answer = call("GET", f"/v1/goal-progress?on={on}")
    assert answer.status == 200, answer.body


def test_a_pause_keeps_the_streak(
    call: Callable[..., Result],
    clock: SetClock,
    log: Callable[[str, dict[date, float]], None],
) -> None:
    made = call("POST", "/v1/goals", STEPS)
    path = f"/v1/goals/{made.body['id']}"
    log("steps", {TODAY: 9000.0})
    clock.advance(timedelta(days=1))
    assert call("PATCH", path, {"state": "paused"}, headers={"If-Match": '"1"'}).status == 200
    assert call("GET", "/v1/goal-progress").body["items"] == []
    clock.advance(timedelta(days=5))
    assert call("PATCH", path, {"state": "active"}, headers={"If-Match": '"2"'}).status == 200
    log("steps", {TODAY + timedelta(days=6): 9000.0})
    streak = call("GET", "/v1/goal-progress").body["items"][0]["streak"]
    assert streak == {"length": 2, "best": 2, "at_risk": False}


def test_one_idempotency_key_sets_one_goal(call: Callable[..., Result]) -> None:
    answers = [
        call("POST", "/v1/goals", STEPS, headers={"Idempotency-Key": "k-1"}) for _ in range(3)
    ]
    assert [answer.body for answer in answers] == [answers[0].body] * 3
    assert len(call("GET", "/v1/goals").body["items"]) == 1


@pytest.fixture
def statements(goals: RoleDatabase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    run = goals.connection.run

    def count(query: Any, params: Any = (), *, retry: bool = False) -> Any:
        if not query.lstrip().startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(query)
        return run(query, params, retry=retry)

    monkeypatch.setattr(goals.connection, "run", count)
    return seen


def test_every_route_takes_at_most_five_statements(
    call: Callable[..., Result], statements: list[str]
) -> None:
    made = call("POST", "/v1/goals", STEPS)
    path = f"/v1/goals/{made.body['id']}"
    for method, address, body in (
        ("POST", "/v1/goals", STEPS),
        ("GET", "/v1/goals", None),
        ("GET", path, None),
        ("PATCH", path, {"state": "archived"}),
        ("GET", "/v1/goal-progress", None),
        ("DELETE", path, None),
    ):
        statements.clear()
        answer = call(method, address, body, headers={"If-Match": '"1"'})
        assert answer.status < 300, answer.body
        assert len(statements) <= 5, (method, address)


def test_no_title_reaches_a_log(
    call: Callable[..., Result], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-6f1d"
    path = f"/v1/goals/{call('POST', '/v1/goals', STEPS | {'title': canary}).body['id']}"
    call("PATCH", path, {"title": f"{canary}-2"}, headers={"If-Match": '"1"'})
    call("PATCH", path, {"title": f"{canary}-3"}, headers={"If-Match": '"1"'})
    call("POST", "/v1/goals", STEPS | {"title": canary, "metric": canary})
    call("POST", "/v1/goals", STEPS | {"title": canary * 20})
    call("POST", "/v1/goals", raw=f'{{"title": "{canary}')
    call("GET", path)
    call("DELETE", path)
    out, err = capfd.readouterr()
    assert canary not in out + err + caplog.text
