"""The schedule of goals: warn of streaks about to end, and close periods that have ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.goals.domain.goal import Goal
from functions.goals.domain.progress import Standing, Values, standing
from functions.goals.service.ports import GoalStore, HistoryStore, Watched
from functions.goals.service.progress import values_for
from functions.goals.service.reaching import Reaching, ended_spans
from serenity.clock import Clock
from serenity.data import Database, Unit
from serenity.errors import Erased, Unavailable
from serenity.telemetry import MetricUnit, flush, hashed, logger, metrics

WARN_BEFORE = timedelta(hours=3)
BUDGET = timedelta(seconds=240)


class Streaks:
    """Sees to each person once in the last three hours of their day, and once after its end."""

    def __init__(
        self,
        database: Database,
        store: GoalStore,
        history: HistoryStore,
        reaching: Reaching,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._history = history
        self._reaching = reaching
        self._clock = clock

    def warn(self) -> int:
        """Go through the roster; answers how many warnings went out.

        A person whose turn fails is left for the next run; so are those for whom time runs out.

        Raises:
            Unavailable: when the database is gone, because then every further turn would fail.
        """
        until = self._clock.now() + BUDGET
        warned = failed = 0
        for watched in self._history.roster():
            if self._clock.now() >= until:
                logger.warning("streak run out of time; the rest follows in the next run")
                break
            try:
                warned += self._see_to(watched)
            except Unavailable:
                raise
            except Erased:
                continue
            except Exception:  # noqa: BLE001 (one person's failure must not stop the rest)
                failed += 1
                logger.exception("streaks not checked", extra={"user": hashed(watched.user_id)})
        metrics.add_metric(name="StreakWarnings", unit=MetricUnit.Count, value=warned)
        metrics.add_metric(name="StreakFailures", unit=MetricUnit.Count, value=failed)
        flush()
        return warned

    def _see_to(self, watched: Watched) -> int:
        now = self._clock.now()
        today = watched.calendar.day_of(now)
        ends_at = watched.calendar.bounds_of(today)[1]
        warn = ends_at - now <= WARN_BEFORE and watched.warned_on != today
        close = watched.closed_on != today
        if not (warn or close):
            return 0
        with self._database.unit(watched.user_id) as unit:
            goals = self._store.goals(unit, "active")
            values = values_for(self._store, unit, goals, today)
            if close:
                self._reaching.mark(unit, ended_spans(goals, today), values, today)
            warned = self._warn(unit, goals, values, today, ends_at) if warn else 0
            self._history.mark_checked(
                unit, warned_on=today if warn else None, closed_on=today if close else None
            )
        return warned

    def _warn(
        self,
        unit: Unit,
        goals: list[Goal],
        values: dict[str, Values],
        today: date,
        ends_at: datetime,
    ) -> int:
        standings = {
            goal.id: (goal, found)
            for goal in goals
            for found in (standing(goal, values.get(goal.metric.code, {}), today, today),)
            if found.streak.at_risk and found.span.last == today
        }
        if not standings:
            return 0
        fresh = self._history.mark_warned(unit, [goal for goal, _ in standings.values()], today)
        for goal_id in fresh:
            _emit_at_risk(unit, *standings[goal_id], ends_at)
        return len(fresh)


def _emit_at_risk(unit: Unit, goal: Goal, found: Standing, ends_at: datetime) -> None:
    unit.emit(
        "StreakAtRisk",
        {
            "goal_id": str(goal.id),
            "metric": goal.metric.code,
            "period": goal.period,
            "streak": found.streak.length,
            "left": found.left,
            "unit": goal.metric.unit,
            "ends_at": ends_at.isoformat(),
        },
    )
