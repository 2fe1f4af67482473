"""Metrics, and each of them over time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from serenity.schema import LocalDate, Schema

Area = Literal["sleep", "food", "sport", "meditation", "mind", "body"]
Aggregation = Literal["sum", "mean", "last"]
Bucket = Literal["day", "week", "month", "year"]


class Metric(Schema):
    """Something that is measured."""

    code: str
    area: Area
    unit: str
    """Canonical unit: s, kcal, ml, m, kg, count or level."""
    aggregation: Aggregation
    """How readings become the value of a day, and days the value of a longer time."""
    lowest: float
    highest: float
    better: Literal["higher", "lower", "neither"]


class Metrics(Schema):
    """Every metric."""

    items: list[Metric]


class SeriesQuery(Schema):
    """A metric over a range of days, both ends included, 3,700 days at most."""

    metric: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
    from_on: LocalDate
    to_on: LocalDate
    by: Bucket = "day"


class Point(Schema):
    """One bucket of a series; `value` is absent where nothing is known.

    The value combines the days of the range that fall into the bucket by the metric's aggregation:
    for `sum` it is their total, for `mean` the mean of the days, for `last` that of the last day.
    """

    on: date
    """First day of the bucket; a Monday for weeks (ISO 8601)."""
    value: float | None = None
    days: int
    """Days of the bucket that have a value."""


class Best(Schema):
    """The best bucket, by the direction in which the metric is better."""

    on: date
    value: float


class Previous(Schema):
    """The period of the same length just before."""

    from_on: date
    to_on: date
    average: float | None = None


class Series(Schema):
    """A metric over time with its plain statistics."""

    metric: str
    unit: str
    aggregation: Aggregation
    by: Bucket
    from_on: date
    to_on: date
    points: list[Point]
    average: float | None = None
    """Mean of the points that have a value."""
    best: Best | None = None
    """Absent where neither direction is better, as for weight."""
    previous: Previous
    change: float | None = None
    """average / previous average - 1; absent without both, and where one of the periods is known in
    less than half as many points as the other.
    """
