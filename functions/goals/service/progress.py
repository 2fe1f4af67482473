"""Where every active goal stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from functions.goals import schemas
from functions.goals.domain.goal import Goal
from functions.goals.domain.progress import Values, history_from, standing
from functions.goals.service.documents import progress_document
from functions.goals.service.ports import GoalStore
from serenity.clock import Clock
from serenity.data import Reader
from serenity.errors import NotFound, invalid

EARLIEST = date(2000, 1, 1)


class ProgressService:
    """Standings and streaks, recounted from the daily values at each request."""

    def __init__(self, store: GoalStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def progress(self, reader: Reader, query: schemas.ProgressQuery) -> schemas.ProgressList:
        """The standing of each active goal that had begun by that day, in three statements.

        Raises:
            Invalid: when the day is before 2000 or still to come. Tomorrow is let through, since
                it may be the date already where the caller is.
        """
        calendar = self._store.calendar(reader)
        if calendar is None:
            raise NotFound("This account has no profile.")
        today = calendar.day_of(self._clock.now())
        on = query.on or today
        if not EARLIEST <= on <= today + timedelta(days=1):
            raise invalid("/on", "range", "Give a day from 2000 until today.", where="query")
        goals = [
            goal
            for goal in self._store.goals(reader, "active")
            if goal.starts_on <= goal.span_of(on).last
        ]
        values = values_for(self._store, reader, goals, on)
        items = [
            progress_document(goal, standing(goal, values.get(goal.metric.code, {}), on, today))
            for goal in goals
        ]
        return schemas.ProgressList(on=on, items=items, reached=sum(item.met for item in items))


def values_for(
    store: GoalStore, reader: Reader, goals: Iterable[Goal], on: date
) -> dict[str, Values]:
    """The daily values that standings of these goals on a day need, in one statement."""
    first_days: dict[str, date] = {}
    last = on
    for goal in goals:
        code, first = goal.metric.code, history_from(goal, on)
        first_days[code] = min(first_days.get(code, first), first)
        last = max(last, goal.span_of(on).last)
    return store.values(reader, first_days, last) if first_days else {}
