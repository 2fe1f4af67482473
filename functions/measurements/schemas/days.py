"""One day: the picture, the values, the entries."""

from __future__ import annotations

from datetime import date, datetime

from functions.measurements.schemas.entries import Entry
from serenity.schema import Schema


class Hour(Schema):
    """One real hour of a day, counted from the day's beginning.

    A figure is absent in every hour of a day of which nothing of its sort is known, and in hours
    that have not begun.
    """

    starts_at: datetime
    movement_minutes: float | None = None
    """Minutes of activity, weighted by effort / 5 where effort is known."""
    rest_minutes: float | None = None
    """Minutes asleep."""
    calm_minutes: float | None = None
    """Minutes of meditation."""


class DayValue(Schema):
    """A metric's value on a day."""

    metric: str
    unit: str
    value: float
    readings: int


class Day(Schema):
    """One day of the person: the picture, the values and the entries."""

    on: date
    zone: str
    starts_at: datetime
    ends_at: datetime
    today: bool
    hours: list[Hour]
    """23 to 25 of them, as the clocks change."""
    values: list[DayValue]
    entries: list[Entry]
    """In the order of the day."""
