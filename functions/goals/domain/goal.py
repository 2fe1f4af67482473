"""A goal and what makes one valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from functions.goals.domain.periods import Pause, Period, Span, calendar_span

Direction = Literal["at_least", "at_most", "range"]
State = Literal["active", "paused", "archived"]
Aggregation = Literal["sum", "mean", "last"]
LIVE_GOALS = 50
STORED_GOALS = 500
LONGEST_ONCE = timedelta(days=3653)  # ten years with their leap days
LONGEST_DAYS: Mapping[Period, int] = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Metric:
    """What a goal counts: its unit, how days add up, and what one reading may be."""

    code: str
    area: str
    unit: str
    aggregation: Aggregation
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Target:
    """Bounds in the metric's unit: `low` for at least, `high` for at most, both for a range."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What a person wants of one metric; `starts_on` is the first day that counts."""

    id: UUID
    metric: Metric
    direction: Direction
    period: Period
    target: Target
    starts_on: date
    weekday_targets: Mapping[int, Target] = field(default_factory=dict)
    due_on: date | None = None
    title: str | None = None
    state: State = "active"
    version: int = 1
    created_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    def span_of(self, day: date) -> Span:
        """The goal's period that holds a day; a one-time goal has a single one."""
        if self.period == "once" and self.due_on is not None:
            return Span(self.starts_on, self.due_on)
        return calendar_span(self.period, day)

    def target_on(self, day: date) -> Target:
        """The target that holds on a day."""
        return self.weekday_targets.get(day.isoweekday(), self.target)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a goal is not valid, and at which member."""

    pointer: str
    code: str
    detail: str


def faults(goal: Goal, today: date, *, due_is_new: bool = True) -> list[Fault]:
    """Everything that is wrong with a goal; `due_is_new` asks for a due date still to come."""
    found = _target_faults("/target", goal, goal.target)
    for weekday, target in sorted(goal.weekday_targets.items()):
        found += _target_faults(f"/weekday_targets/{weekday}", goal, target)
    if goal.weekday_targets and goal.period != "day":
        found.append(
            Fault("/weekday_targets", "period", "Own targets per weekday need a daily goal.")
        )
    return found + _due_faults(goal, today, due_is_new=due_is_new)


def _target_faults(pointer: str, goal: Goal, target: Target) -> list[Fault]:
    wanted = {
        "at_least": (True, False, "At least takes `low` alone."),
        "at_most": (False, True, "At most takes `high` alone."),
        "range": (True, True, "A range takes `low` and `high`."),
    }
    low, high, rule = wanted[goal.direction]
    if (target.low is not None, target.high is not None) != (low, high):
        return [Fault(pointer, "direction", rule)]
    return [
        Fault(f"{pointer}/{name}", "implausible", _bounds_rule(goal))
        for name, value in (("low", target.low), ("high", target.high))
        if value is not None and not _plausible(goal, value)
    ]


def _bounds(goal: Goal) -> tuple[float, float]:
    """What a period can hold: for sums, a day holds at most what one reading may be."""
    if goal.metric.aggregation != "sum":
        return goal.metric.lowest, goal.metric.highest
    days = LONGEST_DAYS.get(goal.period) or goal.span_of(goal.starts_on).days
    return 0, goal.metric.highest * max(days, 1)


def _plausible(goal: Goal, value: float) -> bool:
    lowest, highest = _bounds(goal)
    return lowest <= value <= highest


def _bounds_rule(goal: Goal) -> str:
    lowest, highest = _bounds(goal)
    return f"Give a value from {lowest:g} to {highest:g} {goal.metric.unit}."


def _due_faults(goal: Goal, today: date, *, due_is_new: bool) -> list[Fault]:
    if goal.period != "once":
        if goal.due_on is not None:
            return [Fault("/due_on", "period", "Only a one-time goal has a due date.")]
        return []
    if goal.due_on is None:
        return [Fault("/due_on", "missing", "A one-time goal needs a due date.")]
    if due_is_new and not today < goal.due_on <= today + LONGEST_ONCE:
        return [Fault("/due_on", "range", "Give a day after today, within ten years.")]
    return []
