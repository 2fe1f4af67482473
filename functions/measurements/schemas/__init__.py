"""The public contract of measurements."""

from functions.measurements.schemas.days import Day, DayValue, Hour
from functions.measurements.schemas.entries import Entries, EntriesQuery, Entry
from functions.measurements.schemas.logged import (
    ActivityIn,
    EntryChange,
    EntryIn,
    MealIn,
    MeditationIn,
    MoodIn,
    SleepIn,
    StepsIn,
    WaterIn,
    WeightIn,
)
from functions.measurements.schemas.statistics import (
    Best,
    Metric,
    Metrics,
    Point,
    Previous,
    Series,
    SeriesQuery,
)

__all__ = [
    "ActivityIn",
    "Best",
    "Day",
    "DayValue",
    "Entries",
    "EntriesQuery",
    "Entry",
    "EntryChange",
    "EntryIn",
    "Hour",
    "MealIn",
    "MeditationIn",
    "Metric",
    "Metrics",
    "MoodIn",
    "Point",
    "Previous",
    "Series",
    "SeriesQuery",
    "SleepIn",
    "StepsIn",
    "WaterIn",
    "WeightIn",
]
