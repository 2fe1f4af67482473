"""Finds goals that were reached: when samples change, and when a period has ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.goals.domain.goal import Goal
from functions.goals.domain.periods import DAY, Span, calendar_span
from functions.goals.domain.progress import Values, outcome, standing
from functions.goals.service.ports import GoalStore, HistoryStore
from functions.goals.service.progress import values_for
from serenity.clock import Clock
from serenity.data import Database, Unit
from serenity.events import Event


@dataclass(frozen=True, slots=True)
class Changed:
    """The metrics and local days a change of samples touched."""

    metrics: tuple[str, ...]
    days: tuple[date, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Changed:
        """Read an event's data; raises `KeyError` or `ValueError` if it is malformed."""
        return cls(tuple(map(str, data["metrics"])), tuple(map(date.fromisoformat, data["days"])))


class Reaching:
    """Keeps each reached period once, and tells of it while it is news."""

    def __init__(
        self, database: Database, store: GoalStore, history: HistoryStore, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._history = history
        self._clock = clock

    def samples_changed(self, event: Event) -> None:
        """Consume SampleRecorded or SampleDeleted, once per event id."""
        changed = Changed.of(event.data)
        with self._database.unit(event.user_id) as unit:
            calendar = self._store.calendar(unit)
            if calendar is None:  # the account was erased, and nothing of it may come back
                return
            goals = self._store.goals(unit, "active", changed.metrics)
            if not goals or not self._history.consume(unit, event.id):
                return
            today = calendar.day_of(self._clock.now())
            touched = [(goal, span) for goal in goals for span in _spans(goal, changed.days)]
            values = values_for(self._store, unit, goals, max((today, *changed.days)))
            self.mark(unit, touched, values, today)

    def mark(
        self,
        unit: Unit,
        candidates: Iterable[tuple[Goal, Span]],
        values: Mapping[str, Values],
        today: date,
    ) -> int:
        """Keep the candidates that are met; emit GoalReached for those that are new and recent."""
        met = {
            (goal.id, span.first): (goal, span)
            for goal, span in candidates
            if outcome(goal, span, values.get(goal.metric.code, {}), today).met
        }
        fresh = self._history.mark_reached(unit, met.values()) if met else set()
        news = [met[key] for key in met if key in fresh and is_news(*met[key], today)]
        for goal, span in news:
            emit_reached(unit, goal, span, values.get(goal.metric.code, {}), today)
        return len(news)


def ended_spans(goals: Iterable[Goal], today: date) -> list[tuple[Goal, Span]]:
    """The period that ended last of each goal which is met only by its end."""
    return [
        (goal, span)
        for goal in goals
        if goal.direction != "at_least"
        for span in (_last_ended(goal, today),)
        if span is not None
    ]


def is_news(goal: Goal, span: Span, today: date) -> bool:
    """Whether a reached period is worth telling: present, just ended, or a one-time goal."""
    return goal.period == "once" or span.last >= goal.span_of(today).first - DAY


def emit_reached(unit: Unit, goal: Goal, span: Span, values: Values, today: date) -> None:
    """Tell the other domains that a goal was reached in a period."""
    found = standing(goal, values, span.first, today)
    unit.emit(
        "GoalReached",
        {
            "goal_id": str(goal.id),
            "metric": goal.metric.code,
            "period": goal.period,
            "period_on": span.first.isoformat(),
            "value": found.value,
            "target": found.target.low if goal.direction == "at_least" else found.target.high,
            "unit": goal.metric.unit,
            "streak": found.streak.length,
        },
    )


def _spans(goal: Goal, days: Iterable[date]) -> set[Span]:
    return {span for day in days for span in (goal.span_of(day),) if span.holds(day)}


def _last_ended(goal: Goal, today: date) -> Span | None:
    present = goal.span_of(today)
    if goal.period == "once":
        return present if present.last < today else None
    return calendar_span(goal.period, present.first - DAY)
