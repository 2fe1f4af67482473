"""The rules of goals, checked against a plain day-by-day telling of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from functions.goals.domain.goal import Goal, Metric, Target, faults
from functions.goals.domain.periods import (
    DAY,
    Pause,
    Period,
    Span,
    calendar_span,
    calendar_spans,
    covers,
    earlier_spans,
)
from functions.goals.domain.presets import PRESETS
from functions.goals.domain.progress import history_from, outcome, outcomes, standing, value_in
from serenity.localday import PersonalCalendar

STEPS = Metric("steps", "sport", "count", "sum", 0, 150_000)
MOOD = Metric("mood", "mind", "level", "mean", 1, 5)
WEIGHT = Metric("weight", "body", "kg", "last", 20, 400)
SUNDAY = date(2026, 11, 22)
RECURRING: tuple[Period, ...] = ("day", "week", "month", "year")
days = st.dates(date(2001, 1, 1), date(2090, 12, 31))
recurring = st.sampled_from(RECURRING)


def goal(**changes: object) -> Goal:
    plain = Goal(
        id=UUID(int=1),
        metric=STEPS,
        direction="at_least",
        period="day",
        target=Target(low=100),
        starts_on=SUNDAY - timedelta(days=30),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def at_most(**changes: object) -> Goal:
    return goal(direction="at_most", target=Target(high=100), **changes)


def logged(values: Mapping[int, float]) -> dict[date, float]:
    """Values by days before Sunday."""
    return {SUNDAY - timedelta(days=ago): value for ago, value in values.items()}


# ------------------------------------------------------------------------------------- periods


@given(recurring, days)
def test_every_day_lies_in_one_period_and_periods_adjoin(period: Period, day: date) -> None:
    span = calendar_span(period, day)
    assert span.holds(day)
    assert calendar_span(period, span.first) == calendar_span(period, span.last) == span
    assert calendar_span(period, span.last + DAY).first == span.last + DAY
    assert calendar_span(period, span.first - DAY).last == span.first - DAY


@given(days)
def test_periods_are_those_of_the_iso_calendar(day: date) -> None:
    week = calendar_span("week", day)
    assert (week.first.isoweekday(), week.days) == (1, 7)
    assert week.first.isocalendar()[:2] == week.last.isocalendar()[:2]
    month = calendar_span("month", day)
    assert (month.first.day, (month.last + DAY).day) == (1, 1)
    assert month.first.month == month.last.month
    year = calendar_span("year", day)
    assert year.days in {365, 366}


@given(recurring, days, st.integers(0, 800))
def test_spans_run_without_gaps(period: Period, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    spans = list(calendar_spans(period, first, last))
    assert spans[0].holds(first)
    assert spans[-1].holds(last)
    assert all(b.first == a.last + DAY for a, b in pairwise(spans))


@given(recurring, days, st.integers(1, 8))
def test_earlier_spans_end_where_the_span_begins(period: Period, day: date, count: int) -> None:
    span = calendar_span(period, day)
    found = [*earlier_spans(period, span, count), span]
    assert len(found) == count + 1
    assert all(b.first == a.last + DAY for a, b in pairwise(found))


pauses = st.lists(
    st.tuples(st.integers(-20, 20), st.one_of(st.none(), st.integers(0, 15))), max_size=4
).map(
    lambda given: tuple(
        Pause(
            SUNDAY + timedelta(days=start),
            None if length is None else SUNDAY + timedelta(days=start + length),
        )
        for start, length in given
    )
)


@given(pauses, st.integers(-25, 25), st.integers(1, 10))
def test_a_span_is_covered_when_each_of_its_days_is_paused(
    paused: tuple[Pause, ...], start: int, length: int
) -> None:
    first = SUNDAY + timedelta(days=start)
    span = Span(first, first + timedelta(days=length - 1))
    each = [
        any(p.from_on <= day and (p.to_on is None or day < p.to_on) for p in paused)
        for day in (first + timedelta(days=n) for n in range(length))
    ]
    assert covers(paused, span) == all(each)


# -------------------------------------------------------------------------------------- values


def test_a_period_adds_up_as_its_metric_says() -> None:
    week = calendar_span("week", SUNDAY)
    values = {SUNDAY: 3.0, SUNDAY - DAY: 5.0, SUNDAY - 7 * DAY: 100.0}
    assert value_in(goal(), week, values) == 8
    assert value_in(goal(metric=MOOD), week, values) == 4
    assert value_in(goal(metric=WEIGHT), week, values) == 3
    assert value_in(goal(), week, {}) is None


def test_weekdays_have_their_own_targets() -> None:
    own = goal(weekday_targets={7: Target(low=50)})
    assert own.target_on(SUNDAY) == Target(low=50)
    assert own.target_on(SUNDAY - DAY) == Target(low=100)
    found = standing(own, logged({0: 60, 1: 60}), SUNDAY, SUNDAY)
    assert (found.met, found.streak.length) == (True, 1)


def test_a_rounding_error_costs_nobody_a_goal() -> None:
    enough = goal(period="week", target=Target(low=0.8))
    assert standing(enough, logged({0: 0.1, 1: 0.7}), SUNDAY, SUNDAY).met
    assert not standing(enough, logged({0: 0.0999, 1: 0.7}), SUNDAY, SUNDAY).met
    limit = goal(period="week", direction="at_most", target=Target(high=0.3))
    assert standing(limit, logged({0: 0.1, 1: 0.2}), SUNDAY, SUNDAY + DAY).met


# ------------------------------------------------------------------------------------ fairness


def test_at_least_without_data_is_missed_once_the_day_is_over() -> None:
    found = standing(goal(), logged({1: 100, 3: 100, 4: 100}), SUNDAY, SUNDAY)
    assert [each.met for each in found.recent] == [False, False, True, True, False, True, None]
    assert (found.streak.length, found.streak.best, found.met) == (1, 2, False)


@pytest.mark.parametrize("limited", [at_most(), goal(direction="range", target=Target(50, 100))])
def test_at_most_and_range_claim_nothing_about_days_without_data(limited: Goal) -> None:
    found = standing(limited, logged({1: 90, 3: 90, 5: 120, 6: 90}), SUNDAY, SUNDAY)
    assert [each.met for each in found.recent] == [True, False, None, True, None, True, None]
    assert (found.streak.length, found.streak.best) == (2, 2)


def test_at_most_is_met_only_when_the_period_is_over() -> None:
    values = logged({0: 40, 1: 90})
    open_ = standing(at_most(), values, SUNDAY, SUNDAY)
    assert (open_.met, open_.ratio, open_.left, open_.streak.length) == (False, 0.4, 60, 1)
    over = standing(at_most(), values, SUNDAY, SUNDAY + DAY)
    assert (over.met, over.left, over.streak.length) == (True, None, 2)


def test_a_range_is_filled_first_and_allowed_then() -> None:
    band = goal(direction="range", target=Target(50, 100))
    for value, ratio, left in ((20, 0.4, 30), (50, 1, 50), (80, 1, 20), (130, 1, 0)):
        found = standing(band, {SUNDAY: float(value)}, SUNDAY, SUNDAY)
        assert (found.ratio, found.left, found.met) == (ratio, left, False)


def test_the_present_period_breaks_nothing_before_it_ends() -> None:
    values = logged({1: 100, 2: 100})
    assert standing(goal(), values, SUNDAY, SUNDAY).streak.length == 2
    assert standing(goal(), values, SUNDAY, SUNDAY).streak.at_risk
    missed = standing(goal(), values, SUNDAY + DAY, SUNDAY + DAY).streak
    assert (missed.length, missed.best, missed.at_risk) == (0, 2, False)


@pytest.mark.parametrize(
    ("values", "kind", "at_risk"),
    [
        ({1: 100, 2: 100}, goal(), True),
        ({0: 100, 1: 100, 2: 100}, goal(), False),
        ({1: 100}, goal(), False),
        ({1: 100, 2: 100}, at_most(), False),
        ({1: 100, 2: 100}, goal(pauses=(Pause(SUNDAY, None),)), False),
    ],
)
def test_a_streak_is_at_risk_from_two_on(
    values: dict[int, float], kind: Goal, *, at_risk: bool
) -> None:
    assert standing(kind, logged(values), SUNDAY, SUNDAY).streak.at_risk is at_risk


def test_a_pause_neither_extends_nor_breaks() -> None:
    away = goal(pauses=(Pause(SUNDAY - timedelta(days=4), SUNDAY - timedelta(days=1)),))
    values = logged({0: 100, 1: 100, 3: 100, 5: 100, 6: 100})
    found = standing(away, values, SUNDAY, SUNDAY)
    assert [each.met for each in found.recent] == [True, True, None, None, None, True, True]
    assert found.streak.length == 4


def test_a_week_paused_in_part_still_counts() -> None:
    weekly = goal(period="week", pauses=(Pause(SUNDAY - timedelta(days=12), SUNDAY - 8 * DAY),))
    missed = standing(weekly, {}, SUNDAY, SUNDAY)
    assert missed.recent[-2].met is False


def test_days_before_the_goal_are_shown_and_not_judged() -> None:
    young = goal(starts_on=SUNDAY - DAY)
    found = standing(young, logged(dict.fromkeys(range(7), 100)), SUNDAY, SUNDAY)
    assert [each.met for each in found.recent] == [None] * 5 + [True] * 2
    assert {each.value for each in found.recent} == {100}
    assert found.streak.length == 2


def test_a_new_target_judges_the_whole_history() -> None:
    values = logged({1: 100, 2: 100, 3: 100})
    assert standing(goal(), values, SUNDAY, SUNDAY).streak.length == 3
    assert standing(goal(target=Target(low=101)), values, SUNDAY, SUNDAY).streak.best == 0


def test_a_one_time_goal_has_one_period() -> None:
    once = goal(period="once", starts_on=SUNDAY - 9 * DAY, due_on=SUNDAY + DAY)
    found = standing(once, logged(dict.fromkeys(range(20), 9.0)), SUNDAY, SUNDAY)
    assert (found.value, found.met, found.left) == (90, False, 10)
    assert found.span == Span(SUNDAY - 9 * DAY, SUNDAY + DAY)
    assert len(found.recent) == 1
    assert standing(once, logged({0: 100}), SUNDAY, SUNDAY).streak.length == 1
    late = standing(once, logged({0: 99}), SUNDAY + 9 * DAY, SUNDAY + 9 * DAY)
    assert (late.met, late.recent[0].met, late.left) == (False, False, None)


# ----------------------------------------------------------------- streaks against a plain telling


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


# ------------------------------------------------------- the person's own day, in every zone


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


# ------------------------------------------------------------------------------------ validity


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)
def test_presets_fit_their_direction(preset: object) -> None:
    found = next(p for p in PRESETS if p is preset)
    wish = goal(
        metric=replace(STEPS, code=found.metric, highest=86_400),
        direction=found.direction,
        period=found.period,
        target=found.target,
    )
    assert faults(wish, SUNDAY) == []


def test_an_old_due_date_may_stay_but_not_be_set() -> None:
    once = goal(period="once", due_on=SUNDAY - DAY)
    assert [fault.pointer for fault in faults(once, SUNDAY)] == ["/due_on"]
    assert faults(once, SUNDAY, due_is_new=False) == []


@given(recurring, st.floats(0.001, 1e9))
def test_a_target_is_at_most_what_the_period_can_hold(period: Period, low: float) -> None:
    longest = {"day": 1, "week": 7, "month": 31, "year": 366}[period]
    found = faults(goal(period=period, target=Target(low=low)), SUNDAY)
    assert (found == []) == (low <= 150_000 * longest)
