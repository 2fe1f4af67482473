"""How far a goal is: the value of a period, whether it was met, and the streak that follows.

Fairness, in one place:
- At least: a period that ended without data was missed.
- At most and range: a period without data is unknown. It neither extends nor breaks a streak,
  because nothing may be claimed that is not known; and such a goal is met only when its period is
  over, because until then more may come.
- A period wholly inside a pause is skipped: it neither extends nor breaks.
- The present period breaks nothing before it ends, by the person's own day end.
- Every period since the goal began is judged by the goal as it is now: changing a target keeps the
  history and evaluates it with the new target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum, isclose

from functions.goals.domain.goal import Goal, Target
from functions.goals.domain.periods import (
    Span,
    calendar_span,
    calendar_spans,
    covers,
    earlier_spans,
)

RECENT = 7
AT_RISK_FROM = 2
Values = Mapping[date, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one period went; `met` is None where nothing is known, decided or asked."""

    span: Span
    value: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Streak:
    """Periods met in a row up to now, the longest run ever, and whether it could end now."""

    length: int
    best: int
    at_risk: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a goal stands on a day."""

    span: Span
    target: Target
    value: float | None
    ratio: float
    met: bool
    left: float | None
    streak: Streak
    recent: tuple[Outcome, ...]


def value_in(goal: Goal, span: Span, values: Values) -> float | None:
    """The value of a period from its days: their sum, their mean, or the last of them."""
    if span.first == span.last:
        return values.get(span.first)
    days = (span.first + timedelta(days=n) for n in range(span.days))
    known = [values[day] for day in days if day in values]
    if not known:
        return None
    if goal.metric.aggregation == "sum":
        return fsum(known)
    return fsum(known) / len(known) if goal.metric.aggregation == "mean" else known[-1]


def outcome(goal: Goal, span: Span, values: Values, today: date) -> Outcome:
    """How a period went, or goes, as known on the person's present day."""
    value = value_in(goal, span, values)
    if span.last < goal.starts_on or covers(goal.pauses, span):
        return Outcome(span, value, None)
    over = span.last < today
    if goal.direction == "at_least":
        reached = value is not None and within(goal.target_on(span.first), value)
        return Outcome(span, value, reached if reached or over else None)
    if value is None or not over:
        return Outcome(span, value, None)
    return Outcome(span, value, within(goal.target_on(span.first), value))


def within(target: Target, value: float) -> bool:
    """Whether a value meets a target; sums of floats may miss it by a rounding error."""
    above = target.low is None or value >= target.low or isclose(value, target.low)
    below = target.high is None or value <= target.high or isclose(value, target.high)
    return above and below


def outcomes(goal: Goal, values: Values, on: date, today: date) -> Iterator[Outcome]:
    """Every period since the goal began, up to the one that holds `on`."""
    if goal.period == "once":
        yield outcome(goal, goal.span_of(on), values, today)
        return
    for span in calendar_spans(goal.period, goal.starts_on, on):
        yield outcome(goal, span, values, today)


def standing(goal: Goal, values: Values, on: date, today: date) -> Standing:
    """Where a goal stands in the period of `on`, with what is known on the present day."""
    history = list(outcomes(goal, values, on, today))
    present = history[-1] if history else outcome(goal, goal.span_of(on), values, today)
    target = goal.target_on(present.span.first)
    met = present.met is True
    length, best = _runs(history)
    still_open = present.span.last >= today
    at_risk = (
        goal.direction == "at_least"
        and length >= AT_RISK_FROM
        and not met  # then the period is still open: one that ended unmet has ended the streak
        and not covers(goal.pauses, present.span)
    )
    return Standing(
        span=present.span,
        target=target,
        value=present.value,
        ratio=_ratio(target, present.value),
        met=met,
        left=None if met or not still_open else _left(target, present.value),
        streak=Streak(length, best, at_risk),
        recent=_recent(goal, history or [present], values, today),
    )


def history_from(goal: Goal, on: date) -> date:
    """The first day whose value `standing` may ask for."""
    if goal.period == "once":
        return goal.starts_on
    recent = earlier_spans(goal.period, goal.span_of(on), RECENT - 1)[0].first
    return min(recent, calendar_span(goal.period, goal.starts_on).first)


def _runs(history: list[Outcome]) -> tuple[int, int]:
    run = best = 0
    for each in history:
        if each.met is not None:
            run = run + 1 if each.met else 0
            best = max(best, run)
    return run, best


def _recent(goal: Goal, history: list[Outcome], values: Values, today: date) -> tuple[Outcome, ...]:
    if goal.period == "once":
        return tuple(history)
    found = history[-RECENT:]
    earlier = earlier_spans(goal.period, found[0].span, RECENT - len(found))
    return (*(outcome(goal, span, values, today) for span in earlier), *found)


def _ratio(target: Target, value: float | None) -> float:
    """How much of the target is done, or of the allowance used, from 0 to 1."""
    whole = target.low if target.low is not None else target.high
    if value is None or whole is None or value <= 0:
        return 0.0
    return min(value / whole, 1.0)


def _left(target: Target, value: float | None) -> float | None:
    """What is missing to the target; once nothing is, what is still allowed."""
    known = value or 0.0
    if target.low is not None and known < target.low:
        return target.low - known
    return max(target.high - known, 0.0) if target.high is not None else None
