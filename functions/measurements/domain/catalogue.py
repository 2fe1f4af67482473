"""Every metric the product knows, with its canonical unit; the database holds the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Area = Literal["sleep", "food", "sport", "meditation", "mind", "body"]
Aggregation = Literal["sum", "mean", "last"]
Better = Literal["higher", "lower", "neither"]

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that is measured; `lowest` and `highest` bound one reading of it."""

    id: int
    code: str
    area: Area
    unit: str
    aggregation: Aggregation
    lowest: float
    highest: float
    better: Better


CATALOGUE = (
    Metric(1, "sleep_duration", "sleep", "s", "sum", 60, DAY_SECONDS, "higher"),
    Metric(2, "sleep_quality", "sleep", "level", "mean", 1, 5, "higher"),
    Metric(3, "energy_intake", "food", "kcal", "sum", 0, 10_000, "neither"),
    Metric(4, "water", "food", "ml", "sum", 0, 5_000, "higher"),
    Metric(5, "activity_duration", "sport", "s", "sum", 60, DAY_SECONDS, "higher"),
    Metric(6, "distance", "sport", "m", "sum", 0, 1_000_000, "higher"),
    Metric(7, "effort", "sport", "level", "mean", 1, 10, "neither"),
    Metric(8, "steps", "sport", "count", "sum", 0, 150_000, "higher"),
    Metric(9, "meditation", "meditation", "s", "sum", 60, 12 * 3600, "higher"),
    Metric(10, "mood", "mind", "level", "mean", 1, 5, "higher"),
    Metric(11, "weight", "body", "kg", "last", 20, 400, "neither"),
)
BY_CODE: Mapping[str, Metric] = {metric.code: metric for metric in CATALOGUE}
BY_ID: Mapping[int, Metric] = {metric.id: metric for metric in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Summary:
    """The readings of one metric on one day, counted."""

    readings: int
    total: float
    latest: float

    def value(self, metric: Metric) -> float:
        """The day's value, by the metric's aggregation."""
        if metric.aggregation == "sum":
            return self.total
        return self.total / self.readings if metric.aggregation == "mean" else self.latest
