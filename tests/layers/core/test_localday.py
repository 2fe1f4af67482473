"""A person's calendar in every time zone there is, through every change of its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serenity.localday import (
    LATEST_DAY_END,
    PersonalCalendar,
    first_instant,
    is_zone,
    offset_minutes,
)

ZONES = sorted(zone for zone in available_timezones() if is_zone(zone))
DAY_ENDS = (0, 30, 150, LATEST_DAY_END)
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
# No zone has changed its clocks and back within so few days.
STEP = timedelta(days=5)
INSTANTS = st.integers(946_800_000, 4_733_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Every instant from 2000 to 2040 at which the zone's offset changes."""
    info = ZoneInfo(zone)
    steps = [FIRST + STEP * n for n in range((LAST - FIRST) // STEP + 1)]
    offsets = [step.astimezone(info).utcoffset() for step in steps]
    return tuple(
        _change_between(info, steps[n], steps[n + 1])
        for n, (before, after) in enumerate(pairwise(offsets))
        if before != after
    )


def _change_between(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(info).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (
            (middle, high) if middle.astimezone(info).utcoffset() == before else (low, middle)
        )
    return high.replace(microsecond=0)


def exists(zone: str, day: date) -> bool:
    """Whether the calendar of the zone has this date: its noon reads as noon."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return noon.astimezone(UTC).astimezone(ZoneInfo(zone)).date() == day


def check_days(zone: str, day_end: int, around: date) -> None:
    """The days around a date follow each other without gap or overlap, each of honest length."""
    calendar = PersonalCalendar(zone, day_end)
    days = [around + DAY * n for n in range(-1, 2)]
    starts = [calendar.start_of(day) for day in [*days, days[-1] + DAY]]
    for day, (start, end) in zip(days, pairwise(starts), strict=True):
        assert calendar.bounds_of(day) == (start, end)
        place = f"{zone} {day} +{day_end}"
        if not exists(zone, day):
            assert start == end, place
            continue
        # Most changes are an hour; Antarctic stations have moved their clocks by three.
        assert timedelta(hours=21) <= end - start <= timedelta(hours=27), place
        for instant in (start, end - timedelta(microseconds=1), start + (end - start) / 2):
            assert calendar.day_of(instant) == day, place


def test_days_are_whole_at_every_change_of_every_zone() -> None:
    checked: set[tuple[datetime | timedelta | None, ...]] = set()
    for zone in ZONES:
        found = changes(zone)
        rules = (*found, *(each.astimezone(ZoneInfo(zone)).utcoffset() for each in (*found, LAST)))
        if rules in checked:  # another name of the same clocks
            continue
        checked.add(rules)
        for change in found or (FIRST + DAY * 30,):
            for day_end in DAY_ENDS:
                check_days(zone, day_end, change.astimezone(ZoneInfo(zone)).date())
    assert len(checked) > 150


@settings(max_examples=2_000, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day_end=st.integers(0, LATEST_DAY_END),
    instants=st.lists(INSTANTS, min_size=10, max_size=10),
)
def test_every_instant_belongs_to_one_day_and_days_follow_time(
    zone: str, day_end: int, instants: list[datetime]
) -> None:
    calendar = PersonalCalendar(zone, day_end)
    days = []
    for instant in sorted(instants):
        day = calendar.day_of(instant)
        start, end = calendar.bounds_of(day)
        assert start <= instant < end
        days.append(day)
    assert days == sorted(days)


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day_end=st.integers(0, LATEST_DAY_END),
    data=st.data(),
)
def test_a_day_begins_when_the_wall_clock_first_reaches_its_beginning(
    zone: str, day_end: int, data: st.DataObject
) -> None:
    """Against a clock that is watched minute by minute through a change of the zone."""
    found = changes(zone) or (FIRST + DAY * 400,)
    change = data.draw(st.sampled_from(found))
    info = ZoneInfo(zone)
    day = change.astimezone(info).date() + DAY * data.draw(st.integers(-1, 1))
    if not exists(zone, day):
        return
    wanted = datetime.combine(day, time()) + timedelta(minutes=day_end)
    watched = datetime.combine(day, time(), UTC) - timedelta(hours=28)
    while watched.astimezone(info).replace(tzinfo=None) < wanted:
        watched += timedelta(minutes=1)
    assert PersonalCalendar(zone, day_end).start_of(day) == watched


@pytest.mark.parametrize(
    ("zone", "day", "day_end", "start", "hours"),
    [
        ("Europe/Paris", date(2026, 3, 29), 0, "2026-03-28T23:00Z", 23),
        ("Europe/Paris", date(2026, 10, 25), 0, "2026-10-24T22:00Z", 25),
        # 02:30 does not exist on this day: it begins when the clock jumps to 03:00.
        ("Europe/Paris", date(2026, 3, 29), 150, "2026-03-29T01:00Z", 23.5),
        # 02:30 happens twice on this day: it begins with the first.
        ("Europe/Paris", date(2026, 10, 25), 150, "2026-10-25T00:30Z", 25),
        ("Asia/Kathmandu", date(2026, 6, 1), 0, "2026-05-31T18:15Z", 24),
        ("Asia/Kolkata", date(2026, 6, 1), 300, "2026-05-31T23:30Z", 24),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", date(2026, 4, 5), 0, "2026-04-04T13:00Z", 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 0, "2026-10-03T13:30Z", 23.5),
        # Midnight itself is skipped or happens twice.
        ("America/Havana", date(2026, 3, 8), 0, "2026-03-08T05:00Z", 23),
        ("America/Havana", date(2026, 11, 1), 0, "2026-11-01T04:00Z", 25),
        ("Asia/Beirut", date(2026, 3, 29), 0, "2026-03-28T22:00Z", 23),
        # The clock falls back from 00:01 to 23:01 of the day before; the new day had begun.
        ("America/St_Johns", date(2010, 11, 7), 0, "2010-11-07T02:30Z", 25),
        ("Pacific/Kiritimati", date(2026, 1, 1), 0, "2025-12-31T10:00Z", 24),
        ("Etc/GMT+12", date(2026, 1, 1), 300, "2026-01-01T17:00Z", 24),
    ],
)
def test_known_days(zone: str, day: date, day_end: int, start: str, hours: float) -> None:
    begins, ends = PersonalCalendar(zone, day_end).bounds_of(day)
    assert begins == datetime.fromisoformat(start)
    assert ends - begins == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Fakaofo"])
@pytest.mark.parametrize("day_end", DAY_ENDS)
def test_a_date_the_zone_skipped_has_no_length(zone: str, day_end: int) -> None:
    calendar = PersonalCalendar(zone, day_end)
    start, end = calendar.bounds_of(date(2011, 12, 30))
    assert start == end == calendar.start_of(date(2011, 12, 31))
    before = calendar.day_of(start - timedelta(seconds=1))
    assert (before, calendar.day_of(start)) == (date(2011, 12, 29), date(2011, 12, 31))


def test_a_flight_over_the_date_line_changes_the_date_not_the_instant() -> None:
    landing = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)
    assert PersonalCalendar("Pacific/Auckland").day_of(landing) == date(2026, 6, 1)
    assert PersonalCalendar("Pacific/Honolulu").day_of(landing) == date(2026, 6, 1)
    later = landing + timedelta(hours=2)
    assert PersonalCalendar("Pacific/Auckland").day_of(later) == date(2026, 6, 2)
    assert PersonalCalendar("Pacific/Honolulu").day_of(later) == date(2026, 6, 1)


def test_the_own_day_end_moves_the_small_hours_to_the_day_before() -> None:
    calendar = PersonalCalendar("Europe/Paris", 180)
    assert calendar.day_of(datetime(2026, 11, 22, 1, 59, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert calendar.day_of(datetime(2026, 11, 22, 2, 0, tzinfo=UTC)) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("zone", "instant", "minutes"),
    [
        ("Europe/Paris", datetime(2026, 1, 1, tzinfo=UTC), 60),
        ("Europe/Paris", datetime(2026, 7, 1, tzinfo=UTC), 120),
        ("Asia/Kathmandu", datetime(2026, 7, 1, tzinfo=UTC), 345),
        ("America/St_Johns", datetime(2026, 1, 1, tzinfo=UTC), -210),
        ("Pacific/Marquesas", datetime(2026, 1, 1, tzinfo=UTC), -570),
    ],
)
def test_offsets_are_minutes_east_of_utc(zone: str, instant: datetime, minutes: int) -> None:
    assert offset_minutes(zone, instant) == minutes


def test_the_first_instant_of_a_wall_time() -> None:
    paris = ZoneInfo("Europe/Paris")
    plain = first_instant(datetime(2026, 6, 1, 12, 0, tzinfo=paris))
    assert plain == datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
    twice = first_instant(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=paris))
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    never = first_instant(datetime(2026, 3, 29, 2, 30, tzinfo=paris))
    assert never == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "localtime", "Factory", "../../etc/passwd", "europe/paris", "\x00"]
)
def test_other_names_are_no_zones(name: str) -> None:
    assert not is_zone(name)


def test_the_zones_are_those_of_the_iana_database() -> None:
    assert len(ZONES) > 590
    assert {"Europe/Paris", "Pacific/Apia", "Asia/Kathmandu", "UTC"} <= set(ZONES)
