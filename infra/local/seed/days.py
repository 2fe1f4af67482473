"""What sort of day each of the 180 is: weekend, illness, trip, forgotten, habit so far."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from infra.local.seed.people import DemoPerson

DAYS = 180
SEED = 2
ILLNESS = range(66, 73)
TRIP = range(37, 46)
"""Days before the last one, both spells included."""
SPARE_OF_FORGETTING = 12
"""The last days are all logged, so that streaks are there to see."""
FORGETFULNESS = 0.06
SATURDAY = 6


@dataclass(frozen=True)
class SortOfDay:
    """One day of a person, and chance that is the same every time for this day."""

    on: date
    zone: str
    chance: random.Random
    ill: bool
    away: bool
    departs: bool
    """From the early afternoon on the person sits in a plane."""
    just_arrived: bool
    forgotten: bool
    progress: float
    """How much of the 180 days lies behind, from 0 to 1."""

    @property
    def weekend(self) -> bool:
        """Whether it is Saturday or Sunday."""
        return self.on.isoweekday() >= SATURDAY

    def at(self, hour: float, spread_minutes: float = 0) -> datetime:
        """The instant of a local hour of this day, about."""
        minutes = round(hour * 60 + self.chance.gauss(0, spread_minutes))
        midnight = datetime.combine(self.on, time(), ZoneInfo(self.zone))
        return (midnight + timedelta(minutes=minutes)).astimezone(UTC)

    def happens(self, likelihood: float) -> bool:
        """Whether something happens on this day."""
        return self.chance.random() < likelihood


def sort_of_day(person: DemoPerson, last: date, days_ago: int) -> SortOfDay:
    """The day that many days before the last; the same for the same person and date."""
    on = last - timedelta(days=days_ago)
    # Repeatable, not secret: the same people live the same days on every machine.
    chance = random.Random(f"{SEED}:{person.email}:{on.isoformat()}")  # noqa: S311
    return SortOfDay(
        on=on,
        zone=person.trip_zone if days_ago in TRIP else person.zone,
        chance=chance,
        ill=days_ago in ILLNESS,
        away=days_ago in TRIP,
        departs=days_ago - 1 in TRIP and days_ago not in TRIP,
        just_arrived=days_ago in list(TRIP)[-3:],
        forgotten=chance.random() < FORGETFULNESS and days_ago >= SPARE_OF_FORGETTING,
        progress=1 - days_ago / DAYS,
    )
