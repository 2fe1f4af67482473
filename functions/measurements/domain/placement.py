"""When something happened and which of the person's days it counts for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from serenity.localday import PersonalCalendar, offset_minutes

EARLIEST_ON = date(2000, 1, 1)
LATEST_ON = date(2199, 12, 31)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(minutes=5)
SHORTEST_SLEEP = timedelta(minutes=1)
LONGEST_SLEEP = timedelta(hours=24)


class Refused(ValueError):
    """A rule says no to one field: where it is, which rule, and why in words."""

    def __init__(self, pointer: str, code: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of an entry in time.

    `counts_at` orders the readings of a day: the waking of a sleep, the moment or beginning of
    anything else, the start of the day where only the date is known.
    """

    local_on: date
    zone: str
    offset_minutes: int
    counts_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: int | None = None


def moment(at: datetime, calendar: PersonalCalendar, now: datetime) -> Placement:
    """Something that happened at an instant.

    Raises:
        Refused: when the instant lies ahead or before 2000.
    """
    instant = past(at, now, "/at")
    return Placement(
        local_on=calendar.day_of(instant),
        zone=calendar.zone,
        offset_minutes=offset_minutes(calendar.zone, instant),
        counts_at=instant,
        started_at=instant,
    )


def stretch(
    started_at: datetime, seconds: int, calendar: PersonalCalendar, now: datetime
) -> Placement:
    """Something that took a while; it counts for the day in which it began.

    Raises:
        Refused: when it began before 2000 or is not over yet.
    """
    start = past(started_at, now, "/started_at")
    end = start + timedelta(seconds=seconds)
    if end > now + CLOCK_SKEW:
        raise Refused("/duration_seconds", "future", "This would end in the future.")
    return Placement(
        local_on=calendar.day_of(start),
        zone=calendar.zone,
        offset_minutes=offset_minutes(calendar.zone, start),
        counts_at=start,
        started_at=start,
        ended_at=end,
        duration_seconds=seconds,
    )


def night(
    started_at: datetime, ended_at: datetime, calendar: PersonalCalendar, now: datetime
) -> Placement:
    """A sleep from instant to instant; it counts for the local calendar date of waking.

    Raises:
        Refused: when it is not over, shorter than a minute or longer than a day.
    """
    start = past(started_at, now, "/started_at")
    end = past(ended_at, now, "/ended_at")
    if not SHORTEST_SLEEP <= end - start <= LONGEST_SLEEP:
        raise Refused(
            "/ended_at", "sleep_length", "A sleep lasts from one minute to 24 hours after it began."
        )
    return Placement(
        local_on=end.astimezone(ZoneInfo(calendar.zone)).date(),
        zone=calendar.zone,
        offset_minutes=offset_minutes(calendar.zone, end),
        counts_at=end,
        started_at=start,
        ended_at=end,
        duration_seconds=int((end - start).total_seconds()),
    )


def sleep_on(on: date, seconds: int, calendar: PersonalCalendar, now: datetime) -> Placement:
    """A sleep of which only the date of waking and the length are known.

    Raises:
        Refused: when the date lies ahead of the local calendar or before 2000.
    """
    # Who wakes after midnight but before their own day end has already slept for the new date.
    latest = now.astimezone(ZoneInfo(calendar.zone)).date()
    return _dated(on, latest, calendar, seconds)


def whole_day(on: date, calendar: PersonalCalendar, now: datetime) -> Placement:
    """Something of which only the day is known.

    Raises:
        Refused: when the day has not begun for the person, or lies before 2000.
    """
    return _dated(on, calendar.day_of(now), calendar, None)


def in_range(on: date, pointer: str) -> date:
    """The date, if it is one the product keeps a calendar for.

    Raises:
        Refused: when it is not.
    """
    if not EARLIEST_ON <= on <= LATEST_ON:
        raise Refused(pointer, "date_range", "Choose a date from 2000-01-01 to 2199-12-31.")
    return on


def _dated(on: date, latest: date, calendar: PersonalCalendar, seconds: int | None) -> Placement:
    if in_range(on, "/on") > latest:
        raise Refused("/on", "future", "This date has not begun yet where you are.")
    start = calendar.start_of(on)
    return Placement(
        local_on=on,
        zone=calendar.zone,
        offset_minutes=offset_minutes(calendar.zone, start),
        counts_at=start,
        duration_seconds=seconds,
    )


def past(at: datetime, now: datetime, pointer: str) -> datetime:
    """The instant in UTC, if the product keeps it.

    Raises:
        Refused: when it lies ahead or before 2000.
    """
    # Aware datetimes compare without overflow at both ends of the calendar; conversion does not.
    if at > now + CLOCK_SKEW:
        raise Refused(pointer, "future", "This lies in the future.")
    if at < EARLIEST:
        raise Refused(pointer, "past", "Nothing is kept from before the year 2000.")
    return at.astimezone(UTC)
