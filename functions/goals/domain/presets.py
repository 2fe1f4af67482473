"""Goals many people begin with: gentle first steps after public-health guidance, no diets."""

from __future__ import annotations

from dataclasses import dataclass

from functions.goals.domain.goal import Direction, Target
from functions.goals.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Preset:
    """A goal ready to be set; clients have the words for its code."""

    code: str
    area: str
    metric: str
    unit: str
    direction: Direction
    period: Period
    target: Target


PRESETS: tuple[Preset, ...] = (
    Preset("sleep_8h", "sleep", "sleep_duration", "s", "at_least", "day", Target(low=28800)),
    Preset("sleep_quality", "sleep", "sleep_quality", "level", "at_least", "week", Target(low=4)),
    Preset("walk_8000", "sport", "steps", "count", "at_least", "day", Target(low=8000)),
    Preset("active_30", "sport", "activity_duration", "s", "at_least", "day", Target(low=1800)),
    # 150 minutes of moderate activity a week: the WHO's recommendation for adults (2020).
    Preset(
        "active_150_week", "sport", "activity_duration", "s", "at_least", "week", Target(low=9000)
    ),
    Preset("distance_20_week", "sport", "distance", "m", "at_least", "week", Target(low=20000)),
    Preset("water_2l", "food", "water", "ml", "at_least", "day", Target(low=2000)),
    Preset("energy_range", "food", "energy_intake", "kcal", "range", "day", Target(1800, 2400)),
    Preset("meditate_10", "meditation", "meditation", "s", "at_least", "day", Target(low=600)),
    Preset(
        "meditate_60_week", "meditation", "meditation", "s", "at_least", "week", Target(low=3600)
    ),
)
