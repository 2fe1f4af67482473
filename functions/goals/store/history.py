"""What was told already: reached periods, warnings, consumed events, and the schedule's roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import LiteralString
from uuid import UUID

from functions.goals.domain.goal import Goal
from functions.goals.domain.periods import Span
from functions.goals.service.ports import Watched
from serenity.data import Database, Unit
from serenity.localday import PersonalCalendar

_NOBODY = UUID(int=0)
_CONSUME: LiteralString = """
    INSERT INTO platform.consumed_event (user_id, event_id) VALUES (%(user_id)s, %(event_id)s)
    ON CONFLICT (user_id, role, event_id) DO NOTHING RETURNING true AS fresh"""
_REACHED: LiteralString = """
    INSERT INTO goals.reached (user_id, goal_id, period, period_on)
    SELECT %(user_id)s, r.goal_id, r.period, r.period_on
    FROM unnest(%(goals)s::uuid[], %(periods)s::text[], %(days)s::date[])
      AS r(goal_id, period, period_on)
    ON CONFLICT (user_id, goal_id, period, period_on) DO NOTHING
    RETURNING goal_id, period_on"""
_WARNED: LiteralString = """
    INSERT INTO goals.warned (user_id, goal_id, warned_on)
    SELECT %(user_id)s, goal_id, %(on)s FROM unnest(%(goals)s::uuid[]) AS g(goal_id)
    ON CONFLICT (user_id, goal_id, warned_on) DO NOTHING
    RETURNING goal_id"""
_CHECKED: LiteralString = """
    INSERT INTO goals.checked (user_id, warned_on, closed_on)
    VALUES (%(user_id)s, %(warned_on)s, %(closed_on)s)
    ON CONFLICT (user_id) DO UPDATE
    SET warned_on = coalesce(excluded.warned_on, checked.warned_on),
        closed_on = coalesce(excluded.closed_on, checked.closed_on)"""
_ROSTER: LiteralString = """
    SELECT user_id, time_zone, day_end_minutes, warned_on, closed_on FROM goals.roster()"""
_ERASE: tuple[LiteralString, ...] = (
    "DELETE FROM goals.goal WHERE user_id = %(user_id)s",
    "DELETE FROM goals.checked WHERE user_id = %(user_id)s",
)


class PostgresHistory:
    """The `HistoryStore` over Postgres."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def consume(self, unit: Unit, event_id: UUID) -> bool:
        """Take an event; False if it was taken before."""
        return bool(unit.fetch(_CONSUME, {"user_id": unit.user_id, "event_id": event_id}))

    def mark_reached(
        self, unit: Unit, periods: Iterable[tuple[Goal, Span]]
    ) -> set[tuple[UUID, date]]:
        """Keep periods as reached; answers goal and first day of those that were not before."""
        found = list(periods)
        rows = unit.fetch(
            _REACHED,
            {
                "user_id": unit.user_id,
                "goals": [goal.id for goal, _ in found],
                "periods": [goal.period for goal, _ in found],
                "days": [span.first for _, span in found],
            },
        )
        return {(row["goal_id"], row["period_on"]) for row in rows}

    def mark_warned(self, unit: Unit, goals: Iterable[Goal], on: date) -> set[UUID]:
        """Keep that a warning goes out; answers the goals not warned about that day before."""
        ids = [goal.id for goal in goals]
        rows = unit.fetch(_WARNED, {"user_id": unit.user_id, "goals": ids, "on": on})
        return {row["goal_id"] for row in rows}

    def mark_checked(self, unit: Unit, *, warned_on: date | None, closed_on: date | None) -> None:
        """Keep up to which local day the schedule saw to the person."""
        unit.fetch(
            _CHECKED, {"user_id": unit.user_id, "warned_on": warned_on, "closed_on": closed_on}
        )

    def roster(self) -> list[Watched]:
        """Everybody with an active goal; the one read that belongs to no single person."""
        return [
            Watched(
                row["user_id"],
                PersonalCalendar(row["time_zone"], row["day_end_minutes"]),
                row["warned_on"],
                row["closed_on"],
            )
            for row in self._database.reader(_NOBODY).fetch(_ROSTER)
        ]

    def erase(self, unit: Unit) -> None:
        """Delete everything this domain keeps of the person; the rest of a goal goes with it."""
        for statement in _ERASE:
            unit.fetch(statement, {"user_id": unit.user_id})
