"""Periods follow the calendar without gaps, and pauses cover whole ones."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

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
from tests.functions.goals.wishes import (
    SUNDAY,
    days,
    recurring,
)


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
