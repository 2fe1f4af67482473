"""Streaks are what a plain day-by-day telling gives, in every zone and over every clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from functions.goals.domain.goal import Goal, Target
from functions.goals.domain.periods import (
    DAY,
    Pause,
    Period,
)
from functions.goals.domain.progress import history_from, outcome, outcomes, standing
from serenity.localday import PersonalCalendar
from tests.functions.goals.wishes import (
    MOOD,
    STEPS,
    SUNDAY,
    WEIGHT,
    days,
    goal,
    recurring,
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Goal, dict[date, float], date]:
    start = draw(days)
    length = draw(st.integers(0, 120))
    direction = draw(st.sampled_from(["at_least", "at_most", "range"]))
    target = {"at_least": Target(low=50), "at_most": Target(high=80), "range": Target(50, 80)}
    paused = draw(
        st.lists(
            st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=3, unique_by=lambda p: p[0]
        )
    )
    wish = goal(
        direction=direction,
        target=target[direction],
        period=draw(recurring),
        metric=draw(st.sampled_from([STEPS, MOOD, WEIGHT])),
        starts_on=start,
        pauses=tuple(
            Pause(start + timedelta(days=a), start + timedelta(days=a + n)) for a, n in paused
        ),
    )
    values = draw(st.dictionaries(st.integers(-10, 130), st.integers(1, 100), max_size=100))
    return (
        wish,
        {start + timedelta(days=n): float(v) for n, v in values.items()},
        start + timedelta(days=length),
    )


def told_plainly(wish: Goal, values: dict[date, float], today: date) -> tuple[int, int]:
    """Streak and best by walking through the days, not the periods."""
    run = best = 0
    day = wish.starts_on
    while day <= today:
        span = wish.span_of(day)
        members = [span.first + timedelta(days=n) for n in range(span.days)]
        known = [values[d] for d in members if d in values]
        total = {
            "sum": sum(known),
            "mean": sum(known) / len(known) if known else 0,
            "last": known[-1] if known else 0,
        }[wish.metric.aggregation]
        skipped = all(
            any(p.from_on <= d and (p.to_on is None or d < p.to_on) for p in wish.pauses)
            for d in members
        )
        over = span.last < today
        low, high = wish.target.low or 0, wish.target.high or 10**9
        fits = bool(known) and low <= total <= high
        if not skipped:
            if wish.direction == "at_least" and (fits or over):
                run = run + 1 if fits else 0
            if wish.direction != "at_least" and over and known:
                run = run + 1 if fits else 0
        best = max(best, run)
        day = span.last + DAY
    return run, best


@settings(max_examples=400)
@given(histories())
def test_streaks_are_what_a_plain_telling_gives(
    history: tuple[Goal, dict[date, float], date],
) -> None:
    wish, values, today = history
    found = standing(wish, values, today, today)
    assert (found.streak.length, found.streak.best) == told_plainly(wish, values, today)
    assert 0 <= found.ratio <= 1
    assert len(found.recent) == 7
    assert found.recent[-1].span.holds(today)


@given(histories())
def test_values_outside_the_asked_days_change_nothing(
    history: tuple[Goal, dict[date, float], date],
) -> None:
    wish, values, today = history
    first, last = history_from(wish, today), wish.span_of(today).last
    asked = {day: value for day, value in values.items() if first <= day <= last}
    assert standing(wish, asked, today, today) == standing(wish, values, today, today)


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("day", date(2026, 11, 16)),
        ("week", date(2026, 10, 5)),
        ("month", date(2026, 5, 1)),
        ("year", date(2020, 1, 1)),
        ("once", SUNDAY),
    ],
)
def test_a_young_goal_asks_for_seven_periods(period: Period, first: date) -> None:
    young = goal(period=period, starts_on=SUNDAY, due_on=SUNDAY if period == "once" else None)
    assert history_from(young, SUNDAY) == first


@given(histories(), st.integers(0, 40))
def test_what_has_ended_stays_decided_as_time_goes_on(
    history: tuple[Goal, dict[date, float], date], later: int
) -> None:
    wish, values, today = history
    after = today + timedelta(days=later)
    for each in outcomes(wish, values, today, today):
        if each.span.last < today:
            assert outcome(wish, each.span, values, after) == each


@settings(max_examples=600)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    day_end=st.integers(0, 20).map(lambda quarters: quarters * 15),
    instant=st.datetimes(datetime(1980, 1, 1), datetime(2037, 12, 31)),  # noqa: DTZ001 (made UTC)
    after=st.timedeltas(timedelta(), timedelta(hours=50)),
)
def test_a_daily_streak_lives_exactly_until_the_persons_day_ends(
    zone: str, day_end: int, instant: datetime, after: timedelta
) -> None:
    calendar = PersonalCalendar(zone, day_end)
    now = instant.replace(tzinfo=UTC)
    today = calendar.day_of(now)
    # A zone may skip a whole local day (Samoa, 2011): such a day has no instant to log at.
    assume(calendar.start_of(today + DAY) < calendar.start_of(today + 2 * DAY))
    wish = goal(starts_on=today - 2 * DAY)
    values = {today - 2 * DAY: 100.0, today - DAY: 100.0, today: 100.0}
    later = now + after
    seen_on = calendar.day_of(later)
    found = standing(wish, values, seen_on, seen_on).streak
    # Today was met, so the streak breaks with the first full day that passes without data.
    alive = later < calendar.bounds_of(today + DAY)[1]
    assert (found.length == 3) == alive
    assert found.at_risk == (alive and seen_on == today + DAY)
    assert found.best == 3


def clock_changes(zone: str, year: int) -> list[date]:
    """The days of a year on which a zone's clocks change."""
    noons = [
        datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=n) for n in range(367)
    ]
    return [
        noon.date() for before, noon in pairwise(noons) if before.utcoffset() != noon.utcoffset()
    ]


@pytest.mark.parametrize("day_end", [0, 60, 120, 150, 180, 300])
def test_every_zones_clock_changes_cost_nobody_a_streak(day_end: int) -> None:
    seen = 0
    for zone in sorted(available_timezones() - {"localtime", "Factory"}):
        calendar = PersonalCalendar(zone, day_end)
        for day in clock_changes(zone, 2026):
            seen += 1
            begins, ends = calendar.bounds_of(day)
            assert timedelta(hours=22) <= ends - begins <= timedelta(hours=26), (zone, day)
            values = dict.fromkeys((day - 2 * DAY, day - DAY), 100.0)
            wish = goal(starts_on=day - 2 * DAY)
            for instant, length in ((begins, 2), (ends - timedelta(seconds=1), 2), (ends, 0)):
                today = calendar.day_of(instant)
                assert standing(wish, values, today, today).streak.length == length, (zone, day)
    assert seen > 300
