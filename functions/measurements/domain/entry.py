"""An entry as the domain sees it, and the samples that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

from functions.measurements.domain.catalogue import BY_CODE
from functions.measurements.domain.placement import Placement

Kind = Literal["sleep", "meal", "water", "activity", "meditation", "mood", "weight", "steps"]
ActivityKind = Literal[
    "walk", "run", "ride", "swim", "hike", "strength", "yoga", "dance", "team_sport", "other"
]
RESTORABLE = timedelta(days=30)
AMOUNTS = (
    "quality",
    "energy_kcal",
    "volume_ml",
    "activity",
    "distance_m",
    "effort",
    "mood",
    "weight_kg",
    "steps",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry says; only the amounts of its kind are set."""

    kind: Kind
    placement: Placement
    quality: int | None = None
    energy_kcal: float | None = None
    volume_ml: float | None = None
    activity: ActivityKind | None = None
    distance_m: float | None = None
    effort: int | None = None
    mood: int | None = None
    weight_kg: float | None = None
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is kept; `note` is sealed."""

    id: UUID
    facts: Facts
    note: bytes | None
    version: int
    created_at: datetime
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One timed reading of one metric."""

    entry_id: UUID
    metric: int
    local_on: date
    measured_at: datetime
    value: float


@dataclass(frozen=True, slots=True, order=True)
class Touched:
    """A day of a metric whose summary changes."""

    local_on: date
    metric: int


def samples(entry_id: UUID, facts: Facts) -> list[Sample]:
    """The readings in an entry, one per metric at most."""
    place = facts.placement
    return [
        Sample(entry_id, BY_CODE[code].id, place.local_on, place.counts_at, float(value))
        for code, value in _readings(facts)
        if value is not None
    ]


def _readings(facts: Facts) -> Iterator[tuple[str, float | None]]:
    seconds = facts.placement.duration_seconds
    if facts.kind == "sleep":
        yield "sleep_duration", seconds
        yield "sleep_quality", facts.quality
    elif facts.kind == "activity":
        yield "activity_duration", seconds
        yield "distance", facts.distance_m
        yield "effort", facts.effort
    elif facts.kind == "meditation":
        yield "meditation", seconds
    else:
        yield "energy_intake", facts.energy_kcal
        yield "water", facts.volume_ml
        yield "mood", facts.mood
        yield "weight", facts.weight_kg
        yield "steps", facts.steps


def overlapping(sleeps: Iterable[Facts]) -> bool:
    """Whether any two timed sleeps share an instant; touching ones do not."""
    spans = sorted(
        (sleep.placement.started_at, sleep.placement.ended_at)
        for sleep in sleeps
        if sleep.placement.started_at is not None and sleep.placement.ended_at is not None
    )
    return any(later[0] < earlier[1] for earlier, later in pairwise(spans))
