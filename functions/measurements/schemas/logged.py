"""What a client sends to log something, by kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from serenity.schema import Instant, LocalDate, Schema, TimeZone

Kind = Literal["sleep", "meal", "water", "activity", "meditation", "mood", "weight", "steps"]
ActivityKind = Literal[
    "walk", "run", "ride", "swim", "hike", "strength", "yoga", "dance", "team_sport", "other"
]
OnOverlap = Literal["ask", "replace", "add"]


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
    started_at: Instant | None = None
    ended_at: Instant | None = None
    on: LocalDate | None = None
    """The date of waking; only with `duration_seconds`."""
    duration_seconds: SleepSeconds | None = None
    quality: Level5 | None = None
    on_overlap: OnOverlap = "ask"
    """What to do when this sleep may be logged already: it overlaps another, or both count for one
    date and one has no times. `ask` answers 409, `replace` takes their place, `add` keeps them
    beside it unless they overlap."""

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
    at: Instant
    energy_kcal: Kcal | None = None

    @model_validator(mode="after")
    def _something(self) -> MealIn:
        if self.energy_kcal is None and not self.note:
            raise ValueError("give energy_kcal or a note")
        return self


class WaterIn(_Logged):
    """Something drunk."""

    kind: Literal["water"]
    at: Instant
    volume_ml: Millilitres


class ActivityIn(_Logged):
    """A workout or a walk."""

    kind: Literal["activity"]
    activity: ActivityKind
    started_at: Instant
    duration_seconds: ActivitySeconds
    distance_m: Metres | None = None
    effort: Effort | None = None
    """Perceived effort from 1 (rest) to 10 (maximal), after Borg's CR10 scale."""


class MeditationIn(_Logged):
    """A time of meditation."""

    kind: Literal["meditation"]
    started_at: Instant
    duration_seconds: MeditationSeconds


class MoodIn(_Logged):
    """How one feels, from 1 (heavy) to 5 (radiant)."""

    kind: Literal["mood"]
    at: Instant
    mood: Level5


class WeightIn(_Logged):
    """Body weight."""

    kind: Literal["weight"]
    at: Instant
    weight_kg: Kilograms


class StepsIn(_Logged):
    """The steps of one day."""

    kind: Literal["steps"]
    on: LocalDate
    steps: StepCount


EntryIn = Annotated[
    SleepIn | MealIn | WaterIn | ActivityIn | MeditationIn | MoodIn | WeightIn | StepsIn,
    Field(discriminator="kind"),
]


class EntryChange(_Strict):
    """The fields to change; an explicit null takes an optional one away."""

    zone: TimeZone | None = None
    note: Note | None = None
    at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    on: LocalDate | None = None
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
