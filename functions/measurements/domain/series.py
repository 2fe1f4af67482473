"""A metric over time: buckets, average, best and the change against the period before.

A bucket's value follows the metric's aggregation over the days of the range that fall into it:
`sum` adds the days up, `mean` averages them, `last` takes the latest. Days without a reading are
left out, they are not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from functions.measurements.domain.catalogue import Aggregation, Better
from functions.measurements.domain.placement import Refused, in_range

Bucket = Literal["day", "week", "month", "year"]
MOST_DAYS = 3_700


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket: its first day, its value if anything is known, and how many days have one."""

    on: date
    value: float | None
    days: int


def checked_range(from_on: date, to_on: date) -> tuple[date, date]:
    """The range, if it can be answered.

    Raises:
        Refused: when it runs backwards, is too long, or leaves the calendar.
    """
    in_range(from_on, "/from_on")
    in_range(to_on, "/to_on")
    if to_on < from_on:
        raise Refused("/to_on", "order", "The range ends before it begins.")
    if (to_on - from_on).days >= MOST_DAYS:
        raise Refused("/to_on", "range", f"Ask for at most {MOST_DAYS} days at once.")
    return from_on, to_on


def previous_range(from_on: date, to_on: date) -> tuple[date, date]:
    """The period of the same number of days just before."""
    length = to_on - from_on + timedelta(days=1)
    return from_on - length, to_on - length


def bucket_of(day: date, by: Bucket) -> date:
    """The first day of the bucket a day belongs to; weeks are those of ISO 8601."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def points(
    values: Mapping[date, float], from_on: date, to_on: date, by: Bucket, aggregation: Aggregation
) -> list[Point]:
    """Every bucket of the range in order, the empty ones included."""
    buckets: dict[date, list[float]] = {}
    for number in range((to_on - from_on).days + 1):
        day = from_on + timedelta(days=number)
        found = buckets.setdefault(bucket_of(day, by), [])
        if day in values:
            found.append(values[day])
    return [Point(on, _combine(found, aggregation), len(found)) for on, found in buckets.items()]


def _combine(found: Sequence[float], aggregation: Aggregation) -> float | None:
    if not found:
        return None
    if aggregation == "last":
        return found[-1]
    return sum(found) if aggregation == "sum" else sum(found) / len(found)


def average(series: Sequence[Point]) -> float | None:
    """The mean of the points that have a value."""
    known = [point.value for point in series if point.value is not None]
    return sum(known) / len(known) if known else None


def best(series: Sequence[Point], better: Better) -> tuple[date, float] | None:
    """The best bucket, the earliest of equals; none where neither direction is better."""
    known = [(point.on, point.value) for point in series if point.value is not None]
    if not known or better == "neither":
        return None
    sign = 1 if better == "higher" else -1
    return max(known, key=lambda point: sign * point[1])


def change(series: Sequence[Point], before: Sequence[Point]) -> float | None:
    """How the average changed, as a fraction of the one before.

    Nothing is claimed where one of the periods is known in less than half as many points.
    """
    now, then = average(series), average(before)
    if now is None or not then:
        return None
    fewer, more = sorted(sum(point.value is not None for point in s) for s in (series, before))
    return now / then - 1 if 2 * fewer >= more else None
