"""The rules of goals: what a period's values mean for a target, fairly told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.goals.domain.goal import Goal, Target, faults
from functions.goals.domain.periods import (
    DAY,
    Pause,
    Period,
    Span,
    calendar_span,
)
from functions.goals.domain.presets import PRESETS
from functions.goals.domain.progress import standing, value_in
from tests.functions.goals.wishes import (
    MOOD,
    STEPS,
    SUNDAY,
    WEIGHT,
    at_most,
    goal,
    logged,
    recurring,
)


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
