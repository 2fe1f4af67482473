"""What the use cases need from outside: persistence and a vault for private text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from functions.measurements.domain.catalogue import Summary
from functions.measurements.domain.entry import Kind, StoredEntry, Touched
from serenity.data import Reader, Unit
from serenity.localday import PersonalCalendar

Position = tuple[date, datetime, UUID]
"""Where a page of entries ended: day, time of order, id."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries to list."""

    from_on: date | None = None
    to_on: date | None = None
    kind: Kind | None = None
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What one write does: entries to put as they now are, and entries to take away."""

    put: Sequence[StoredEntry] = ()
    tombstones: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: how many entries it put, how many it took away, which days it touched."""

    put: int
    tombstoned: int
    touched: Sequence[Touched]


class EntryStore(Protocol):
    """Keeps entries, their samples, and the daily summaries of the samples."""

    def calendar(self, reader: Reader) -> PersonalCalendar | None:
        """The person's calendar; None for someone without a profile."""
        ...

    def find(
        self, reader: Reader, entry_id: UUID
    ) -> tuple[PersonalCalendar | None, StoredEntry | None]:
        """The person's calendar and one of their entries, deleted ones included."""
        ...

    def sleeps(
        self, reader: Reader, near: date
    ) -> tuple[PersonalCalendar | None, list[StoredEntry]]:
        """The person's calendar and every sleep that may share an instant or the date with one."""
        ...

    def write(self, unit: Unit, changes: Changes, now: datetime) -> Written:
        """Apply changes with their samples, and recount every summary they touch."""
        ...

    def page(self, reader: Reader, wanted: Filter, limit: int) -> list[StoredEntry]:
        """Entries, newest first."""
        ...

    def around(self, reader: Reader, on: date) -> list[StoredEntry]:
        """The entries of a day, in its order, and every timed one that may reach into it."""
        ...

    def day_summaries(self, reader: Reader, on: date) -> Mapping[int, Summary]:
        """The summaries of a day by metric id."""
        ...

    def summaries(
        self, reader: Reader, metric: int, from_on: date, to_on: date
    ) -> Mapping[date, Summary]:
        """The summaries of a metric by day, both ends included."""
        ...


class Sealer(Protocol):
    """Seals and opens private text of one person."""

    def seal(self, user_id: UUID, place: str, text: str) -> bytes:
        """Encrypt text for one person and one place."""
        ...

    def open(self, user_id: UUID, place: str, sealed: bytes) -> str:
        """Decrypt it."""
        ...
