"""Who the demo people are: how they live, what they log, and what they want."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.goals.schemas import Direction, Period
    from functions.measurements.domain.entry import ActivityKind

Language = Literal["fr", "en"]
MILE = 1609.344


@dataclass(frozen=True)
class Workout:
    """What the person usually does on a weekday: minutes, kilometres an hour, effort."""

    activity: ActivityKind
    hour: float
    minutes: int
    speed_kmh: float | None
    effort: int


@dataclass(frozen=True)
class Wish:
    """A goal, and how many days ago it was set."""

    metric: str
    direction: Direction
    period: Period
    low: float | None = None
    high: float | None = None
    days_ago: int = 120
    due_in_days: int | None = None
    title: str | None = None


@dataclass(frozen=True)
class DemoPerson:
    """One demo person; times are hours of their local day, weekdays are those of ISO 8601."""

    email: str
    password: str
    name: str
    language: Language
    zone: str
    units: Literal["metric", "imperial"]
    day_end_minutes: int
    focus: tuple[str, ...]
    wakes_at: float
    sleeps_hours: float
    weight_kg: float
    weight_per_day: float
    steps: int
    workouts: Mapping[int, Workout]
    trip_zone: str
    dishes: tuple[str, ...]
    wishes: tuple[Wish, ...]


CAMILLE = DemoPerson(
    email="camille@demo.serenity.example",
    password="matin-calme-sur-la-colline",  # noqa: S106 (a demo sign-in, shown to everybody)
    name="Camille",
    language="fr",
    zone="Europe/Paris",
    units="metric",
    day_end_minutes=180,
    focus=("sleep", "food", "sport", "meditation"),
    wakes_at=7.0,
    sleeps_hours=7.5,
    weight_kg=66.8,
    weight_per_day=-0.014,
    steps=8_300,
    workouts={
        2: Workout("run", 18.5, 38, 9.6, 6),
        4: Workout("run", 18.5, 45, 9.2, 6),
        6: Workout("yoga", 10.0, 60, None, 3),
        7: Workout("hike", 11.0, 110, 4.4, 5),
    },
    trip_zone="Asia/Tokyo",
    dishes=(
        "Soupe de potimarron et pain",
        "Salade de lentilles",
        "Curry de pois chiches",
        "Omelette aux herbes",
        "Saumon et haricots verts",
        "Pâtes au pesto",
    ),
    wishes=(
        Wish("sleep_duration", "at_least", "day", low=7 * 3600, days_ago=150),
        Wish("meditation", "at_least", "day", low=600, days_ago=90, title="Dix minutes à moi"),
        Wish("steps", "at_least", "day", low=8_000),
        Wish("water", "at_least", "day", low=1_500),
        Wish("activity_duration", "at_least", "week", low=9_000, days_ago=160),
        Wish("distance", "at_least", "month", low=90_000, title="Quatre-vingt-dix kilomètres"),
        Wish("weight", "at_most", "once", high=64, days_ago=100, due_in_days=60),
    ),
)
ALEX = DemoPerson(
    email="alex@demo.serenity.example",
    password="quiet-river-by-the-mill",  # noqa: S106 (a demo sign-in, shown to everybody)
    name="Alex",
    language="en",
    zone="America/New_York",
    units="imperial",
    day_end_minutes=0,
    focus=("sleep", "sport", "meditation"),
    wakes_at=6.5,
    sleeps_hours=7.2,
    weight_kg=82.4,
    weight_per_day=-0.009,
    steps=7_400,
    workouts={
        1: Workout("strength", 7.5, 50, None, 7),
        3: Workout("strength", 7.5, 50, None, 7),
        5: Workout("swim", 7.25, 40, 2.4, 6),
        6: Workout("ride", 9.5, 95, 22.5, 6),
        7: Workout("walk", 15.0, 55, 5.2, 3),
    },
    trip_zone="Europe/Rome",
    dishes=(
        "Overnight oats with berries",
        "Turkey sandwich",
        "Bean chili",
        "Chicken and rice bowl",
        "Pasta with tomatoes",
        "Big green salad",
    ),
    wishes=(
        Wish("sleep_duration", "at_least", "day", low=7 * 3600, days_ago=140),
        Wish("meditation", "at_least", "day", low=480, days_ago=80),
        Wish("steps", "at_least", "day", low=7_000),
        Wish("energy_intake", "range", "day", low=1_700, high=2_500, title="Eat well"),
        Wish("distance", "at_least", "week", low=20 * MILE, days_ago=130),
        Wish("activity_duration", "at_least", "week", low=10_800),
    ),
)
PEOPLE = (CAMILLE, ALEX)
