"""The public contract of goals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from serenity.schema import LocalDate, Schema, Versioned

Direction = Literal["at_least", "at_most", "range"]
Period = Literal["day", "week", "month", "year", "once"]
State = Literal["active", "paused", "archived"]
Area = Literal["sleep", "food", "sport", "meditation", "mind", "body"]
MetricCode = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
Amount = Annotated[float, Field(gt=0, le=1e9)]
Title = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
Weekday = Literal["1", "2", "3", "4", "5", "6", "7"]


class Target(Schema):
    """What is to be reached, in the metric's unit.

    `low` for at least, `high` for at most, both for a range.
    """

    low: Amount | None = None
    high: Amount | None = None

    @field_validator("high")
    @classmethod
    def _ordered(cls, high: float | None, known: ValidationInfo) -> float | None:
        low = known.data.get("low")
        if low is not None and high is not None and low > high:
            raise PydanticCustomError("below_low", "Give a high that is not below low.")
        return high

    @model_validator(mode="after")
    def _something(self) -> Target:
        if self.low is None and self.high is None:
            raise ValueError("give low, high or both")
        return self


class GoalIn(Schema):
    """A new goal."""

    metric: MetricCode
    direction: Direction
    period: Period
    target: Target
    weekday_targets: dict[Weekday, Target] = Field(default_factory=dict)
    """Own targets per ISO weekday (1 is Monday); only for daily goals."""
    due_on: LocalDate | None = None
    """Until when a one-time goal is to be reached; only and always with period `once`."""
    title: Title | None = None


class GoalChange(Schema):
    """The fields to change; an explicit null takes the title away."""

    target: Target | None = None
    direction: Direction | None = None
    period: Period | None = None
    weekday_targets: dict[Weekday, Target] | None = None
    due_on: LocalDate | None = None
    title: Title | None = None
    state: State | None = None


class Goal(Versioned):
    """A goal."""

    id: UUID
    metric: str
    area: Area
    unit: str
    direction: Direction
    period: Period
    target: Target
    weekday_targets: dict[Weekday, Target]
    due_on: date | None = None
    title: str | None = None
    state: State
    starts_on: date
    created_at: datetime


class GoalsQuery(Schema):
    """Which goals to list."""

    state: State | None = None


class Goals(Schema):
    """The person's goals, in the order they were made."""

    items: list[Goal]


class Streak(Schema):
    """Periods met in a row, counted in the goal's own period."""

    length: int
    best: int
    at_risk: bool
    """The present period is not met yet and a streak would end with it."""


class PeriodResult(Schema):
    """How one period went."""

    on: date
    """First day of the period."""
    value: float | None = None
    met: bool | None = None
    """Absent where nothing is known, or the period is still open and not met."""


class Progress(Schema):
    """Where a goal stands on a day."""

    goal: Goal
    period_on: date
    period_ends_on: date
    """Last day of the period."""
    target: Target
    """The target that holds on that day."""
    value: float | None = None
    ratio: float
    """How much of the target is done, 0 to 1; for at most, how much of the allowance is used."""
    met: bool
    left: float | None = None
    """What is missing to the target, or still allowed; absent when reached."""
    streak: Streak
    recent: list[PeriodResult]
    """The last seven periods, oldest first, the present one included."""


class ProgressQuery(Schema):
    """The day to look at; the person's present day if left out."""

    on: LocalDate | None = None


class ProgressList(Schema):
    """Every active goal's progress."""

    on: date
    items: list[Progress]
    reached: int


class Preset(Schema):
    """A goal many people begin with."""

    code: str
    area: Area
    metric: str
    unit: str
    direction: Direction
    period: Period
    target: Target


class Presets(Schema):
    """All presets."""

    items: list[Preset]
