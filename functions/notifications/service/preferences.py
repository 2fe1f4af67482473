"""What a person wants to be told, and when not."""

from __future__ import annotations

from dataclasses import replace

from functions.notifications import schemas
from functions.notifications.domain import Choices, QuietHours
from functions.notifications.service.ports import PreferenceStore
from serenity.data import Reader, Unit
from serenity.errors import NotFound, PreconditionFailed, invalid


class PreferenceService:
    """The person's choices."""

    def __init__(self, store: PreferenceStore) -> None:
        self._store = store

    def preferences(self, reader: Reader) -> schemas.Preferences:
        """The choices that hold now."""
        listener = self._store.listener(reader)
        if listener is None:
            raise NotFound("This account has no profile.")
        return _document(listener.choices)

    def choose(
        self, unit: Unit, body: schemas.PreferencesChange, version: int
    ) -> schemas.Preferences:
        """Replace the choices as a whole.

        Raises:
            Invalid: when quiet hours have only one end, or no length.
            PreconditionFailed: when they changed since the caller read them.
        """
        choices = Choices(body.goal_reached, body.streak_at_risk, _quiet_hours(body), version)
        if not self._store.replace(unit, choices):
            raise PreconditionFailed("These choices have changed since you read them.")
        return _document(replace(choices, version=version + 1))


def _quiet_hours(body: schemas.PreferencesChange) -> QuietHours | None:
    start, end = body.quiet_from_minutes, body.quiet_to_minutes
    if start is None and end is None:
        return None
    if start is None:
        raise invalid("/quiet_from_minutes", "missing", "Quiet hours need a beginning.")
    if end is None:
        raise invalid("/quiet_to_minutes", "missing", "Quiet hours need an end.")
    if start == end:
        raise invalid(
            "/quiet_to_minutes", "empty", "Quiet hours end at another time than they begin."
        )
    return QuietHours(start, end)


def _document(choices: Choices) -> schemas.Preferences:
    hours = choices.quiet_hours
    return schemas.Preferences(
        version=choices.version,
        goal_reached=choices.goal_reached,
        streak_at_risk=choices.streak_at_risk,
        quiet_from_minutes=hours.from_minutes if hours else None,
        quiet_to_minutes=hours.to_minutes if hours else None,
    )
