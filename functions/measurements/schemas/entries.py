"""Entries as a client reads and lists them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.measurements.schemas.logged import ActivityKind, Kind
from serenity.schema import LocalDate, Schema, Versioned


class Entry(Versioned):
    """What the person logged; only the fields of its kind are present."""

    id: UUID
    kind: Kind
    on: date
    """The person's date it counts for; sleep counts for the date of waking."""
    zone: str
    offset_minutes: int
    """Minutes east of UTC at the time."""
    started_at: datetime | None = None
    """When it began or happened; absent where only the date is known."""
    ended_at: datetime | None = None
    duration_seconds: int | None = None
    quality: int | None = None
    energy_kcal: float | None = None
    volume_ml: float | None = None
    activity: ActivityKind | None = None
    distance_m: float | None = None
    effort: int | None = None
    mood: int | None = None
    weight_kg: float | None = None
    steps: int | None = None
    note: str | None = None
    created_at: datetime


class EntriesQuery(Schema):
    """Which entries to list, newest first."""

    from_on: LocalDate | None = None
    to_on: LocalDate | None = None
    kind: Kind | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200)] | None = None


class Entries(Schema):
    """A page of entries."""

    items: list[Entry]
    next_cursor: str | None = None
