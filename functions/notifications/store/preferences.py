"""What people chose, in Postgres."""

from __future__ import annotations

from typing import LiteralString

from functions.notifications.domain import Choices, QuietHours
from functions.notifications.service.ports import Listener
from serenity.data import Reader, Unit

_LISTENER: LiteralString = """
    SELECT c.time_zone, p.goal_reached, p.streak_at_risk, p.quiet_from_minutes,
           p.quiet_to_minutes, p.version
    FROM published.person_calendar c
    LEFT JOIN notifications.preference p ON p.user_id = c.user_id
    WHERE c.user_id = %(user_id)s"""
_FIRST: LiteralString = """
    INSERT INTO notifications.preference
      (user_id, goal_reached, streak_at_risk, quiet_from_minutes, quiet_to_minutes, version)
    VALUES (%(user_id)s, %(goal_reached)s, %(streak_at_risk)s, %(quiet_from)s, %(quiet_to)s, 1)
    ON CONFLICT (user_id) DO NOTHING
    RETURNING version"""
_NEXT: LiteralString = """
    UPDATE notifications.preference
    SET goal_reached = %(goal_reached)s, streak_at_risk = %(streak_at_risk)s,
        quiet_from_minutes = %(quiet_from)s, quiet_to_minutes = %(quiet_to)s,
        version = version + 1, updated_at = now()
    WHERE user_id = %(user_id)s AND version = %(version)s
    RETURNING version"""
_ERASE: LiteralString = """
    DELETE FROM notifications.preference WHERE user_id = %(user_id)s"""


class PostgresPreferences:
    """The `PreferenceStore` over Postgres."""

    def listener(self, reader: Reader) -> Listener | None:
        """The person's choices and zone; None if the person has no profile."""
        rows = reader.fetch(_LISTENER, {"user_id": reader.user_id})
        if not rows:
            return None
        row = rows[0]
        if row["version"] is None:
            return Listener(Choices(), row["time_zone"])
        start, end = row["quiet_from_minutes"], row["quiet_to_minutes"]
        hours = None if start is None else QuietHours(start, end)
        choices = Choices(row["goal_reached"], row["streak_at_risk"], hours, row["version"])
        return Listener(choices, row["time_zone"])

    def replace(self, unit: Unit, choices: Choices) -> bool:
        """Keep choices in place of the version they carry; False if that is not the latest."""
        hours = choices.quiet_hours
        rows = unit.fetch(
            _NEXT if choices.version else _FIRST,
            {
                "user_id": unit.user_id,
                "goal_reached": choices.goal_reached,
                "streak_at_risk": choices.streak_at_risk,
                "quiet_from": hours.from_minutes if hours else None,
                "quiet_to": hours.to_minutes if hours else None,
                "version": choices.version,
            },
        )
        return bool(rows)

    def erase(self, unit: Unit) -> None:
        """Delete everything this domain keeps of the person in the database."""
        unit.fetch(_ERASE, {"user_id": unit.user_id})
