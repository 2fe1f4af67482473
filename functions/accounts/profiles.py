"""Persistence of profiles and known devices in Postgres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString

from serenity.data import Reader, Row, Unit

_FIND: LiteralString = """
    SELECT user_id, display_name, email, language, units, theme, time_zone, day_end_minutes, focus,
           onboarded, has_password, version, created_at
    FROM accounts.profile WHERE user_id = %(user_id)s"""
_CHANGE: LiteralString = """
    UPDATE accounts.profile SET
      display_name = CASE WHEN %(renamed)s THEN %(display_name)s::bytea ELSE display_name END,
      language = coalesce(%(language)s, language),
      units = coalesce(%(units)s, units),
      theme = coalesce(%(theme)s, theme),
      time_zone = coalesce(%(time_zone)s, time_zone),
      day_end_minutes = coalesce(%(day_end_minutes)s, day_end_minutes),
      focus = coalesce(%(focus)s::text[], focus),
      onboarded = coalesce(%(onboarded)s, onboarded),
      version = version + 1,
      updated_at = now()
    WHERE user_id = %(user_id)s AND version = %(version)s
    RETURNING user_id, display_name, email, language, units, theme, time_zone, day_end_minutes,
              focus, onboarded, has_password, version, created_at"""
_SETTINGS = (
    "display_name", "language", "units", "theme", "time_zone", "day_end_minutes", "focus",
    "onboarded",
)  # fmt: skip
_ARRIVE: LiteralString = """
    WITH profile AS (
      INSERT INTO accounts.profile (user_id, language, email, display_name, has_password)
      VALUES (%(user_id)s, %(language)s, %(email)s, %(display_name)s, %(has_password)s)
      ON CONFLICT (user_id) DO NOTHING
    ), forgotten AS (
      DELETE FROM accounts.device
      WHERE user_id = %(user_id)s AND device_hash <> %(device_hash)s
        AND last_seen_at < now() - interval '400 days'
    ), seen AS (
      INSERT INTO accounts.device (user_id, device_hash) VALUES (%(user_id)s, %(device_hash)s)
      ON CONFLICT (user_id, device_hash) DO UPDATE SET last_seen_at = now()
      RETURNING xmax = 0 AS is_new
    )
    SELECT seen.is_new AND EXISTS (
      SELECT FROM accounts.device d WHERE d.user_id = %(user_id)s
    ) AS warn FROM seen"""
_ERASE: tuple[LiteralString, ...] = (
    "DELETE FROM accounts.device WHERE user_id = %(user_id)s",
    "DELETE FROM accounts.profile WHERE user_id = %(user_id)s",
)


class SqlProfiles:
    """Profiles and devices of one person at a time."""

    def find(self, reader: Reader) -> Row | None:
        """The person's profile."""
        rows = reader.fetch(_FIND, {"user_id": reader.user_id})
        return rows[0] if rows else None

    def change(self, unit: Unit, version: int, changes: Mapping[str, Any]) -> Row | None:
        """Change the profile if it still has that version; answers it, or None."""
        params = dict.fromkeys(_SETTINGS) | dict(changes)
        params |= {
            "renamed": "display_name" in changes,
            "user_id": unit.user_id,
            "version": version,
        }
        rows = unit.fetch(_CHANGE, params)
        return rows[0] if rows else None

    def arrive(self, unit: Unit, profile: Mapping[str, Any], device_hash: str) -> bool:
        """Make the profile if there is none, note the device; tells whether to warn of it.

        The first device of a person is no news; the statement sees the devices before its own.
        """
        params = {**profile, "user_id": unit.user_id, "device_hash": device_hash}
        return bool(unit.fetch(_ARRIVE, params)[0]["warn"])

    def erase(self, unit: Unit) -> None:
        """Delete every row of the person that accounts may see."""
        for statement in _ERASE:
            unit.fetch(statement, {"user_id": unit.user_id})
