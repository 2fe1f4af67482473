"""The picture of a day: movement, rest and calm, hour by hour, from what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.measurements.domain.entry import Facts, Kind

HOUR = timedelta(hours=1)
USUAL_EFFORT = 5
"""Effort on Borg's CR10 scale at which a minute of activity counts as one minute of movement."""


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """One real hour; a figure is None where nothing of that sort is known of the whole day."""

    starts_at: datetime
    movement_minutes: float | None
    rest_minutes: float | None
    calm_minutes: float | None


def hours_of(starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """The day cut into real hours; clock changes make 23 to 25 of them, the last may be shorter."""
    cuts = []
    start = starts_at
    while start < ends_at:
        cuts.append((start, min(start + HOUR, ends_at)))
        start += HOUR
    return cuts


def picture(
    starts_at: datetime, ends_at: datetime, known: Sequence[Facts], now: datetime
) -> list[HourOfDay]:
    """The hours of a day from every timed entry that touches it; of hours to come nothing is known.

    A date that its zone skipped has no hours.
    """
    hours = hours_of(starts_at, ends_at)
    if not hours:
        return []
    movement = _ridge(hours, "activity", known)
    rest = _ridge(hours, "sleep", known)
    calm = _ridge(hours, "meditation", known)
    return [
        HourOfDay(hour[0], *figures) if hour[0] <= now else HourOfDay(hour[0], None, None, None)
        for hour, *figures in zip(hours, movement, rest, calm, strict=True)
    ]


def _ridge(
    hours: Sequence[tuple[datetime, datetime]], kind: Kind, known: Iterable[Facts]
) -> Sequence[float | None]:
    first, last = hours[0][0], hours[-1][1]
    spans = [
        (place.started_at, place.ended_at, _weight(facts))
        for facts in known
        if facts.kind == kind
        and (place := facts.placement).started_at is not None
        and place.ended_at is not None
        and place.started_at < last
        and place.ended_at > first
    ]
    if not spans:
        return [None] * len(hours)
    return [
        round(sum(_minutes(start, end, *span[:2]) * span[2] for span in spans), 3)
        for start, end in hours
    ]


def _weight(facts: Facts) -> float:
    return 1.0 if facts.effort is None else facts.effort / USUAL_EFFORT


def _minutes(start: datetime, end: datetime, began: datetime, ended: datetime) -> float:
    shared = min(end, ended) - max(start, began)
    return max(shared.total_seconds(), 0.0) / 60


def zone_of_day(entries: Iterable[Facts], usual: str) -> str:
    """The time zone a past day was lived in: that of most of its entries, else the usual one."""
    counted = Counter(facts.placement.zone for facts in entries)
    if not counted:
        return usual
    most = max(counted.values())
    candidates = [zone for zone, count in counted.items() if count == most]
    return usual if usual in candidates else candidates[0]
