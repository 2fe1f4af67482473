"""Routes, event and schedule handlers of goals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions.goals import wiring
from functions.goals.schemas import (
    Goal,
    GoalChange,
    GoalIn,
    Goals,
    GoalsQuery,
    Presets,
    ProgressList,
    ProgressQuery,
)
from serenity.data import Reader, Unit
from serenity.errors import Conflict, NotFound, PreconditionFailed
from serenity.events import consume
from serenity.http import Hub, IfMatch
from serenity.telemetry import invocation

app = Hub("goals", database=wiring.database)


@app.endpoint("GET", "/v1/goal-presets", policy="user")
def list_presets() -> Presets:
    """Goals many people begin with."""
    return wiring.goals().presets()


@app.endpoint("GET", "/v1/goals", policy="user")
def list_goals(reader: Reader, query: GoalsQuery) -> Goals:
    """Your goals."""
    return wiring.goals().goals(reader, query)


@app.endpoint("POST", "/v1/goals", policy="user", status=201, problems=(Conflict,))
def create_goal(unit: Unit, body: GoalIn) -> Goal:
    """Set a goal."""
    return wiring.goals().create(unit, body)


@app.endpoint("GET", "/v1/goals/{goal_id}", policy="owner-of", problems=(NotFound,))
def get_goal(reader: Reader, goal_id: UUID) -> Goal:
    """One goal."""
    return wiring.goals().goal(reader, goal_id)


@app.endpoint(
    "PATCH",
    "/v1/goals/{goal_id}",
    policy="owner-of",
    problems=(NotFound, Conflict, PreconditionFailed),
)
def change_goal(unit: Unit, goal_id: UUID, body: GoalChange, version: IfMatch) -> Goal:
    """Change, pause, resume or archive a goal; its whole history is judged by the new target."""
    return wiring.goals().change(unit, goal_id, body, version)


@app.endpoint("DELETE", "/v1/goals/{goal_id}", policy="owner-of", status=204, problems=(NotFound,))
def delete_goal(unit: Unit, goal_id: UUID) -> None:
    """Delete a goal with its history."""
    wiring.goals().delete(unit, goal_id)


@app.endpoint("GET", "/v1/goal-progress", policy="user")
def list_progress(reader: Reader, query: ProgressQuery) -> ProgressList:
    """Where every active goal stands, with streaks."""
    return wiring.progress().progress(reader, query)


@invocation()
def on_events(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Samples changed: find the goals that were reached by it, once per period."""
    return consume(event["Records"], wiring.reaching().samples_changed)


@invocation()
def warn_streaks(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Scheduled: warn people whose streak ends with their own day, once per day."""
    return {"warned": wiring.streaks().warn()}


@invocation()
def erase(event: dict[str, Any], _context: object) -> dict[str, str]:
    """A step of the erasure workflow: every goal of the person."""
    return wiring.erasure().erase(UUID(event["user_id"]))
