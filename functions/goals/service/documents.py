"""Goals and standings as documents of the API."""

from __future__ import annotations

from functions.goals import schemas
from functions.goals.domain.goal import Goal, Target
from functions.goals.domain.progress import Standing


def target_document(target: Target) -> dict[str, float | None]:
    """A target; built as a mapping so that one validation builds the whole document."""
    return {"low": target.low, "high": target.high}


def goal_document(goal: Goal) -> schemas.Goal:
    """A goal."""
    return schemas.Goal.model_validate(
        {
            "version": goal.version,
            "id": goal.id,
            "metric": goal.metric.code,
            "area": goal.metric.area,
            "unit": goal.metric.unit,
            "direction": goal.direction,
            "period": goal.period,
            "target": target_document(goal.target),
            "weekday_targets": {
                str(weekday): target_document(target)
                for weekday, target in sorted(goal.weekday_targets.items())
            },
            "due_on": goal.due_on,
            "title": goal.title,
            "state": goal.state,
            "starts_on": goal.starts_on,
            "created_at": goal.created_at,
        }
    )


def progress_document(goal: Goal, found: Standing) -> schemas.Progress:
    """Where a goal stands."""
    return schemas.Progress.model_validate(
        {
            "goal": goal_document(goal),
            "period_on": found.span.first,
            "period_ends_on": found.span.last,
            "target": target_document(found.target),
            "value": found.value,
            "ratio": found.ratio,
            "met": found.met,
            "left": found.left,
            "streak": {
                "length": found.streak.length,
                "best": found.streak.best,
                "at_risk": found.streak.at_risk,
            },
            "recent": [
                {"on": each.span.first, "value": each.value, "met": each.met}
                for each in found.recent
            ],
        }
    )
