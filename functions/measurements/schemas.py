"""The public contract of measurements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator

from serenity.localday import is_zone
from serenity.schema import Schema, Versioned

Kind = Literal["sleep", "meal", "water", "activity", "meditation", "mood", "weight", "steps"]
Area = Literal["sleep", "food", "sport", "meditation", "mind", "body"]
Aggregation = Literal["sum", "mean", "last"]
Bucket = Literal["day", "week", "month", "year"]
ActivityKind = Literal[
    "walk", "run", "ride", "swim", "hike", "strength", "yoga", "dance", "team_sport", "other"
]
OnOverlap = Literal["ask", "replace"]


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("not a time zone of the IANA database")
    return name


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
Note = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Level5 = Annotated[int, Field(ge=1, le=5)]
Effort = Annotated[int, Field(ge=1, le=10)]
Kcal = Annotated[float, Field(gt=0, le=10_000)]
Millilitres = Annotated[float, Field(gt=0, le=5_000)]
Metres = Annotated[float, Field(gt=0, le=1_000_000)]
Kilograms = Annotated[float, Field(ge=20, le=400)]
StepCount = Annotated[int, Field(gt=0, le=150_000)]
SleepSeconds = Annotated[int, Field(ge=60, le=24 * 3600)]
ActivitySeconds = Annotated[int, Field(ge=60, le=24 * 3600)]
MeditationSeconds = Annotated[int, Field(ge=60, le=12 * 3600)]


class _Strict(Schema):
    """What a client sends: a number is no text, an instant no number, a truth value neither."""

    model_config = ConfigDict(strict=True)


class _Logged(_Strict):
    zone: TimeZone | None = None
    """Where it happened; the profile's time zone if left out."""
    note: Note | None = None


class SleepIn(_Logged):
    """A night or a nap: bed and wake time, or a duration on the date of waking."""

    kind: Literal["sleep"]
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    on: date | None = None
    """The date of waking; only with `duration_seconds`."""
    duration_seconds: SleepSeconds | None = None
    quality: Level5 | None = None
    on_overlap: OnOverlap = "ask"
    """`replace` takes the place of every sleep it overlaps; `ask` answers 409 instead."""

    @model_validator(mode="after")
    def _one_way(self) -> SleepIn:
        timed = self.started_at is not None and self.ended_at is not None
        total = self.on is not None and self.duration_seconds is not None
        given = [self.started_at, self.ended_at, self.on, self.duration_seconds]
        if timed == total or sum(v is not None for v in given) != 2:
            raise ValueError("give started_at and ended_at, or on and duration_seconds")
        return self


class MealIn(_Logged):
    """Something eaten: energy, or words in the note, or both."""

    kind: Literal["meal"]
    at: AwareDatetime
    energy_kcal: Kcal | None = None

    @model_validator(mode="after")
    def _something(self) -> MealIn:
        if self.energy_kcal is None and not self.note:
            raise ValueError("give energy_kcal or a note")
        return self


class WaterIn(_Logged):
    """Something drunk."""

    kind: Literal["water"]
    at: AwareDatetime
    volume_ml: Millilitres


class ActivityIn(_Logged):
    """A workout or a walk."""

    kind: Literal["activity"]
    activity: ActivityKind
    started_at: AwareDatetime
    duration_seconds: ActivitySeconds
    distance_m: Metres | None = None
    effort: Effort | None = None
    """Perceived effort from 1 (rest) to 10 (maximal), after Borg's CR10 scale."""


class MeditationIn(_Logged):
    """A time of meditation."""

    kind: Literal["meditation"]
    started_at: AwareDatetime
    duration_seconds: MeditationSeconds


class MoodIn(_Logged):
    """How one feels, from 1 (heavy) to 5 (radiant)."""

    kind: Literal["mood"]
    at: AwareDatetime
    mood: Level5


class WeightIn(_Logged):
    """Body weight."""

    kind: Literal["weight"]
    at: AwareDatetime
    weight_kg: Kilograms


class StepsIn(_Logged):
    """The steps of one day."""

    kind: Literal["steps"]
    on: date
    steps: StepCount


EntryIn = Annotated[
    SleepIn | MealIn | WaterIn | ActivityIn | MeditationIn | MoodIn | WeightIn | StepsIn,
    Field(discriminator="kind"),
]


class EntryChange(_Strict):
    """The fields to change; an explicit null takes an optional one away."""

    zone: TimeZone | None = None
    note: Note | None = None
    at: AwareDatetime | None = None
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    on: date | None = None
    duration_seconds: Annotated[int, Field(ge=60, le=24 * 3600)] | None = None
    quality: Level5 | None = None
    energy_kcal: Kcal | None = None
    volume_ml: Millilitres | None = None
    activity: ActivityKind | None = None
    distance_m: Metres | None = None
    effort: Effort | None = None
    mood: Level5 | None = None
    weight_kg: Kilograms | None = None
    steps: StepCount | None = None
    on_overlap: OnOverlap = "ask"


class Entry(Versioned):
    """What the person logged; only the fields of its kind are present."""

    id: UUID
    kind: Kind
    on: date
    """The person's date it counts for; sleep counts for the date of waking."""
    zone: str
    offset_minutes: int
    """Minutes east of UTC at the time."""
    started_at: datetime | None = None
    """When it began or happened; absent where only the date is known."""
    ended_at: datetime | None = None
    duration_seconds: int | None = None
    quality: int | None = None
    energy_kcal: float | None = None
    volume_ml: float | None = None
    activity: ActivityKind | None = None
    distance_m: float | None = None
    effort: int | None = None
    mood: int | None = None
    weight_kg: float | None = None
    steps: int | None = None
    note: str | None = None
    created_at: datetime


class EntriesQuery(Schema):
    """Which entries to list, newest first."""

    from_on: date | None = None
    to_on: date | None = None
    kind: Kind | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200)] | None = None


class Entries(Schema):
    """A page of entries."""

    items: list[Entry]
    next_cursor: str | None = None


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


class Hour(Schema):
    """One real hour of a day, counted from the day's beginning.

    A figure is absent in every hour of a day of which nothing of its sort is known, and in hours
    that have not begun.
    """

    starts_at: datetime
    movement_minutes: float | None = None
    """Minutes of activity, weighted by effort / 5 where effort is known."""
    rest_minutes: float | None = None
    """Minutes asleep."""
    calm_minutes: float | None = None
    """Minutes of meditation."""


class DayValue(Schema):
    """A metric's value on a day."""

    metric: str
    unit: str
    value: float
    readings: int


class Day(Schema):
    """One day of the person: the picture, the values and the entries."""

    on: date
    zone: str
    starts_at: datetime
    ends_at: datetime
    today: bool
    hours: list[Hour]
    """23 to 25 of them, as the clocks change."""
    values: list[DayValue]
    entries: list[Entry]
    """In the order of the day."""


class SeriesQuery(Schema):
    """A metric over a range of days, both ends included, 3,700 days at most."""

    metric: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
    from_on: date
    to_on: date
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
