"""A publisher that keeps what it was given, and can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from serenity.events import Event


class KeptEvents:
    """Accepts every event, unless `refusing`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refusing = False

    def publish(self, events: Iterable[Event]) -> list[UUID]:
        """Keep the events; answer the ids accepted."""
        if self.refusing:
            return []
        given = list(events)
        self.events += given
        return [event.id for event in given]

    def types(self) -> list[str]:
        """The types seen so far, in order."""
        return [event.type for event in self.events]
