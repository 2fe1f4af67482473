"""Which sleeps may be one rest told twice, and how much sleep a date can hold."""

from __future__ import annotations

from collections.abc import Iterable

from functions.measurements.domain.catalogue import DAY_SECONDS
from functions.measurements.domain.placement import Placement


def share_an_instant(one: Placement, other: Placement) -> bool:
    """Whether two timed sleeps overlap; touching ones do not."""
    if one.started_at is None or one.ended_at is None:
        return False
    if other.started_at is None or other.ended_at is None:
        return False
    return one.started_at < other.ended_at and other.started_at < one.ended_at


def may_be_same(one: Placement, other: Placement) -> bool:
    """Whether two sleeps claim the same rest, or may: where times are missing, nobody can tell."""
    if one.started_at is None or other.started_at is None:
        return one.local_on == other.local_on
    return share_an_instant(one, other)


def fits(place: Placement, others: Iterable[Placement]) -> bool:
    """Whether the date of a sleep holds it beside the others: no date has more than 24 hours."""
    same_date = [place, *(other for other in others if other.local_on == place.local_on)]
    return sum(each.duration_seconds or 0 for each in same_date) <= DAY_SECONDS
