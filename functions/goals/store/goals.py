"""Goals, pauses and the daily values they are judged by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from functions.goals.domain.goal import Goal, Metric, State, Target
from functions.goals.domain.periods import Pause
from functions.goals.domain.progress import Values
from functions.goals.service.ports import Counts
from serenity.data import Reader, Row, Unit
from serenity.localday import PersonalCalendar
from serenity.vault import Vault

_TITLE = "goals.goal.title"
_CALENDAR: LiteralString = """
    SELECT time_zone, day_end_minutes FROM published.person_calendar
    WHERE user_id = %(user_id)s"""
_METRIC: LiteralString = """
    SELECT code, area, unit, aggregation, lowest, highest FROM published.metric
    WHERE code = %(code)s"""
_COUNTS: LiteralString = """
    SELECT count(*) FILTER (WHERE state <> 'archived') AS live, count(*) AS stored
    FROM goals.goal WHERE user_id = %(user_id)s"""
_GOALS: LiteralString = """
    SELECT g.id, g.direction, g.period, g.target_low, g.target_high, g.weekday_targets, g.due_on,
           g.title, g.state, g.starts_on, g.version, g.created_at,
           m.code, m.area, m.unit, m.aggregation, m.lowest, m.highest,
           (SELECT jsonb_agg(jsonb_build_array(p.from_on, p.to_on)) FROM goals.pause p
            WHERE p.user_id = %(user_id)s AND p.goal_id = g.id) AS pauses
    FROM goals.goal g JOIN published.metric m ON m.code = g.metric
    WHERE g.user_id = %(user_id)s
      AND (%(id)s::uuid IS NULL OR g.id = %(id)s::uuid)
      AND (%(state)s::text IS NULL OR g.state = %(state)s::text)
      AND (%(metrics)s::text[] IS NULL OR g.metric = ANY(%(metrics)s::text[]))
    ORDER BY g.id"""
_VALUES: LiteralString = """
    SELECT v.metric, json_object_agg(v.local_on, v.value) AS days
    FROM published.daily_value v
    JOIN jsonb_to_recordset(%(first_days)s::jsonb) AS w(metric text, first_on date)
      ON w.metric = v.metric
    WHERE v.user_id = %(user_id)s AND v.local_on BETWEEN w.first_on AND %(last)s
    GROUP BY v.metric"""
_INSERT: LiteralString = """
    INSERT INTO goals.goal (user_id, id, metric, direction, period, target_low, target_high,
                            weekday_targets, due_on, title, state, starts_on)
    VALUES (%(user_id)s, %(id)s, %(metric)s, %(direction)s, %(period)s, %(low)s, %(high)s,
            %(weekday_targets)s, %(due_on)s, %(title)s, %(state)s, %(starts_on)s)
    RETURNING version, created_at"""
_UPDATE: LiteralString = """
    UPDATE goals.goal
    SET direction = %(direction)s, period = %(period)s, target_low = %(low)s,
        target_high = %(high)s, weekday_targets = %(weekday_targets)s, due_on = %(due_on)s,
        title = %(title)s, state = %(state)s, version = version + 1, updated_at = now()
    WHERE user_id = %(user_id)s AND id = %(id)s AND version = %(version)s
    RETURNING version"""
_DELETE: LiteralString = """
    DELETE FROM goals.goal WHERE user_id = %(user_id)s AND id = %(id)s RETURNING id"""
_BEGIN_PAUSE: LiteralString = """
    INSERT INTO goals.pause (user_id, goal_id, from_on)
    VALUES (%(user_id)s, %(id)s, %(on)s)
    ON CONFLICT (user_id, goal_id, from_on) DO UPDATE SET to_on = NULL"""
_END_PAUSE: LiteralString = """
    UPDATE goals.pause SET to_on = greatest(from_on, %(on)s)
    WHERE user_id = %(user_id)s AND goal_id = %(id)s AND to_on IS NULL"""


class PostgresGoals:
    """The `GoalStore` over Postgres; titles are sealed with the person's key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def calendar(self, reader: Reader) -> PersonalCalendar | None:
        """The person's calendar; None if the person has no profile."""
        rows = reader.fetch(_CALENDAR, {"user_id": reader.user_id})
        return PersonalCalendar(rows[0]["time_zone"], rows[0]["day_end_minutes"]) if rows else None

    def metric(self, reader: Reader, code: str) -> Metric | None:
        """A metric by its code."""
        rows = reader.fetch(_METRIC, {"code": code})
        return _metric(rows[0]) if rows else None

    def counts(self, reader: Reader) -> Counts:
        """How many goals the person has."""
        row = reader.fetch(_COUNTS, {"user_id": reader.user_id})[0]
        return Counts(row["live"], row["stored"])

    def goals(
        self, reader: Reader, state: State | None = None, metrics: Sequence[str] | None = None
    ) -> list[Goal]:
        """The person's goals in the order they were made."""
        wanted = None if metrics is None else list(metrics)
        return self._fetch(reader, {"id": None, "state": state, "metrics": wanted})

    def goal(self, reader: Reader, goal_id: UUID) -> Goal | None:
        """One goal of the person."""
        found = self._fetch(reader, {"id": goal_id, "state": None, "metrics": None})
        return found[0] if found else None

    def values(
        self, reader: Reader, first_days: Mapping[str, date], last: date
    ) -> dict[str, Values]:
        """The daily values of each metric from its first day on."""
        wanted = [{"metric": m, "first_on": on.isoformat()} for m, on in first_days.items()]
        rows = reader.fetch(
            _VALUES, {"user_id": reader.user_id, "first_days": json.dumps(wanted), "last": last}
        )
        return {
            row["metric"]: {date.fromisoformat(on): value for on, value in row["days"].items()}
            for row in rows
        }

    def insert(self, unit: Unit, goal: Goal) -> Goal:
        """Keep a new goal; answers it with its version and time."""
        row = unit.fetch(_INSERT, self._columns(unit.user_id, goal))[0]
        return replace(goal, version=row["version"], created_at=row["created_at"])

    def update(self, unit: Unit, goal: Goal) -> bool:
        """Replace the version the goal carries with the next one; False if it is not the latest."""
        return bool(unit.fetch(_UPDATE, self._columns(unit.user_id, goal)))

    def delete(self, unit: Unit, goal_id: UUID) -> bool:
        """Delete a goal with its history; False if there is none."""
        return bool(unit.fetch(_DELETE, {"user_id": unit.user_id, "id": goal_id}))

    def begin_pause(self, unit: Unit, goal_id: UUID, on: date) -> None:
        """From this day on nothing is expected; a pause ended the same day goes on."""
        unit.fetch(_BEGIN_PAUSE, {"user_id": unit.user_id, "id": goal_id, "on": on})

    def end_pause(self, unit: Unit, goal_id: UUID, on: date) -> None:
        """From this day on the goal counts again."""
        unit.fetch(_END_PAUSE, {"user_id": unit.user_id, "id": goal_id, "on": on})

    def _fetch(self, reader: Reader, wanted: Mapping[str, Any]) -> list[Goal]:
        rows = reader.fetch(_GOALS, {"user_id": reader.user_id, **wanted})
        return [self._goal(reader.user_id, row) for row in rows]

    def _goal(self, user_id: UUID, row: Row) -> Goal:
        sealed = row["title"]
        return Goal(
            id=row["id"],
            metric=_metric(row),
            direction=row["direction"],
            period=row["period"],
            target=Target(row["target_low"], row["target_high"]),
            weekday_targets={int(d): Target(**t) for d, t in row["weekday_targets"].items()},
            due_on=row["due_on"],
            title=self._vault.open(user_id, _TITLE, sealed) if sealed is not None else None,
            state=row["state"],
            starts_on=row["starts_on"],
            version=row["version"],
            created_at=row["created_at"],
            pauses=tuple(_pause(*pair) for pair in row["pauses"] or ()),
        )

    def _columns(self, user_id: UUID, goal: Goal) -> dict[str, Any]:
        weekdays = {
            str(day): {"low": target.low, "high": target.high}
            for day, target in goal.weekday_targets.items()
        }
        return {
            "user_id": user_id,
            "id": goal.id,
            "metric": goal.metric.code,
            "direction": goal.direction,
            "period": goal.period,
            "low": goal.target.low,
            "high": goal.target.high,
            "weekday_targets": json.dumps(weekdays),
            "due_on": goal.due_on,
            "title": self._vault.seal(user_id, _TITLE, goal.title) if goal.title else None,
            "state": goal.state,
            "starts_on": goal.starts_on,
            "version": goal.version,
        }


def _metric(row: Row) -> Metric:
    return Metric(
        code=row["code"],
        area=row["area"],
        unit=row["unit"],
        aggregation=row["aggregation"],
        lowest=row["lowest"],
        highest=row["highest"],
    )


def _pause(from_on: str, to_on: str | None) -> Pause:
    return Pause(date.fromisoformat(from_on), date.fromisoformat(to_on) if to_on else None)
