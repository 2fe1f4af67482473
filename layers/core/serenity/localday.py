"""A person's own calendar: which local date an instant belongs to, and when that date begins.

A day begins at the person's own day end (0 to 300 minutes after midnight), so a late sleeper's
Friday may last until Saturday 03:00. Durations always come from instants, never from wall clocks,
so days of 23 and 25 hours are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

LATEST_DAY_END = 300


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this release knows."""
    return name in _known_zones()


@dataclass(frozen=True, slots=True)
class PersonalCalendar:
    """A time zone (IANA name) and the minutes after midnight at which the person's day ends."""

    zone: str
    day_end_minutes: int = 0

    def day_of(self, instant: datetime) -> date:
        """The person's local date at an aware instant."""
        day = instant.astimezone(ZoneInfo(self.zone)).date()
        # Comparing instants, not wall times, keeps a day whole when clocks change within it.
        while instant < self.start_of(day):
            day -= timedelta(days=1)
        while instant >= self.start_of(day + timedelta(days=1)):
            day += timedelta(days=1)
        return day

    def start_of(self, day: date) -> datetime:
        """The UTC instant at which the person's `day` begins.

        A beginning that falls into a spring gap moves to the first instant after the gap; one that
        happens twice in autumn is the first of the two. A date that the zone skipped when it
        changed sides of the date line begins with the next one: it has no length.
        """
        zone = ZoneInfo(self.zone)
        wall = datetime.combine(day, time(), zone) + timedelta(minutes=self.day_end_minutes)
        start = first_instant(wall)
        if start.astimezone(zone).date() > day:
            return self.start_of(day + timedelta(days=1))
        return start

    def bounds_of(self, day: date) -> tuple[datetime, datetime]:
        """The half-open interval of UTC instants that make up the person's `day`."""
        return self.start_of(day), self.start_of(day + timedelta(days=1))


def first_instant(wall: datetime) -> datetime:
    """The UTC instant of a zoned wall time: first of two in a fold, end of the gap in a gap."""
    early = wall.replace(fold=0).astimezone(UTC)
    if early.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return early
    # In a gap fold=0 counts with the offset before it and lands as far behind the gap's end as the
    # wall time lies behind its start; the later offset says how far that is.
    late = wall.replace(fold=1).astimezone(UTC)
    return _end_of_gap(late, early, wall)


def _end_of_gap(before: datetime, after: datetime, wall: datetime) -> datetime:
    zone = wall.tzinfo
    low, high = before, after
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def offset_minutes(zone: str, instant: datetime) -> int:
    """Minutes east of UTC in `zone` at an aware instant."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)
