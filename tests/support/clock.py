"""A clock that stands where a test puts it."""

from __future__ import annotations

from datetime import datetime, timedelta


class SetClock:
    """Tells the instant it was set to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The set instant."""
        return self._now

    def set(self, now: datetime) -> None:
        """Move to an instant."""
        self._now = now

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self._now += by
