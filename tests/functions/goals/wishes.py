"""Goals and values as the tests of the rules write them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

from functions.goals.domain.goal import Goal, Metric, Target
from functions.goals.domain.periods import (
    Period,
)

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
