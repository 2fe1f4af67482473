"""Periods of a goal: the day, ISO week, month, year, or the one span until a due date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Period = Literal["day", "week", "month", "year", "once"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of local days, both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days the span has."""
        return (self.last - self.first).days + 1


def calendar_span(period: Period, day: date) -> Span:
    """The recurring period a day belongs to; weeks begin on Monday (ISO 8601)."""
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    if period == "month":
        return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    if period == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31))
    return Span(day, day)


def calendar_spans(period: Period, first: date, last: date) -> Iterator[Span]:
    """Every recurring period from the one that holds `first` to the one that holds `last`."""
    span = calendar_span(period, first)
    while span.first <= last:
        yield span
        span = calendar_span(period, span.last + DAY)


def earlier_spans(period: Period, span: Span, count: int) -> list[Span]:
    """The `count` recurring periods before a span, oldest first."""
    found: list[Span] = []
    while len(found) < count:
        span = calendar_span(period, span.first - DAY)
        found.append(span)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is expected: from `from_on` until the day before `to_on`."""

    from_on: date
    to_on: date | None


def covers(pauses: tuple[Pause, ...], span: Span) -> bool:
    """Whether a span lies wholly inside pauses, adjoining ones taken together."""
    day = span.first
    for pause in sorted(pauses, key=lambda p: p.from_on):
        if pause.from_on > day:
            return False
        if pause.to_on is None or pause.to_on > span.last:
            return True
        day = max(day, pause.to_on)
    return False
