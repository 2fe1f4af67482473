"""What a writer asked for and was told is kept: the truth that the database is compared with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

ZONE = "Europe/Paris"
DAYS = 8
# Kind of entry: metric, member of the body, lowest and highest amount. Whole numbers, so that
# every total is exact.
KINDS: dict[str, tuple[str, str, int, int]] = {
    "water": ("water", "volume_ml", 1, 900),
    "mood": ("mood", "mood", 1, 5),
    "weight": ("weight", "weight_kg", 40, 100),
}
# Goals whose streaks every late entry, change and deletion can move.
GOALS: dict[str, dict[str, Any]] = {
    "mood": {"direction": "at_least", "period": "day", "target": {"low": 3}},
    "weight": {"direction": "at_most", "period": "day", "target": {"high": 70}},
    "water": {"direction": "at_least", "period": "day", "target": {"low": 2000}},
}


@dataclass
class Logged:
    """One entry as its writer knows it."""

    kind: str
    at: datetime
    amount: int
    id: UUID
    version: int = 1
    deleted: bool = False

    @property
    def on(self) -> date:
        """The local day it counts for."""
        return self.at.astimezone(ZoneInfo(ZONE)).date()


@dataclass
class Wanted:
    """One goal as its writer knows it."""

    id: UUID
    low: int
    version: int = 1
    deleted: bool = False


@dataclass
class Diary:
    """Everything that one writer did for one person; each entry has an instant of its own."""

    user_id: UUID
    lane: int
    lanes: int
    chance: random.Random
    entries: list[Logged] = field(default_factory=list)
    goals: list[Wanted] = field(default_factory=list)
    count: int = 0

    def next_instant(self) -> datetime:
        """An instant of the last days before today that no other entry of the person has."""
        self.count += 1
        today = datetime.now(ZoneInfo(ZONE)).date()
        day = today - timedelta(days=self.chance.randint(1, DAYS))
        seconds = self.count * self.lanes + self.lane
        return datetime.combine(day, time(6), UTC) + timedelta(seconds=seconds)

    def draw(self) -> tuple[str, int]:
        """A kind of entry and an amount."""
        kind = self.chance.choice(list(KINDS))
        return kind, self.amount(kind)

    def amount(self, kind: str) -> int:
        """An amount of a kind."""
        return self.chance.randint(*KINDS[kind][2:])

    def live(self) -> list[Logged]:
        """The entries that were not deleted."""
        return [entry for entry in self.entries if not entry.deleted]

    def gone(self) -> list[Logged]:
        """The entries that were deleted."""
        return [entry for entry in self.entries if entry.deleted]

    def live_goals(self) -> list[Wanted]:
        """The goals that were not deleted."""
        return [goal for goal in self.goals if not goal.deleted]


Day = tuple[str, date]
Summary = tuple[int, float, float, float, float]
"""Readings, total, lowest, highest, latest."""


def recount(entries: list[Logged]) -> dict[Day, Summary]:
    """The summary of each metric and day, from the entries alone."""
    by_day: dict[Day, list[Logged]] = {}
    for entry in sorted(entries, key=lambda each: each.at):
        by_day.setdefault((KINDS[entry.kind][0], entry.on), []).append(entry)
    return {day: _summary([entry.amount for entry in found]) for day, found in by_day.items()}


def _summary(amounts: list[int]) -> Summary:
    return len(amounts), sum(amounts), min(amounts), max(amounts), amounts[-1]


def streak(metric: str, summaries: dict[Day, Summary], began: date, today: date) -> tuple[int, int]:
    """Present and best streak of the goal on a metric, told day by day."""
    run = best = 0
    for met in _days_met(metric, summaries, began, today):
        run = run + 1 if met else 0
        best = max(best, run)
    return run, best


def _days_met(
    metric: str, summaries: dict[Day, Summary], began: date, today: date
) -> Iterator[bool]:
    """Whether the goal was met, for each day of which something can be said."""
    goal = GOALS[metric]
    for ago in range((today - began).days, 0, -1):
        found = summaries.get((metric, today - timedelta(days=ago)))
        if found is None:
            if goal["direction"] == "at_least":
                yield False
            continue
        readings, total, _, _, latest = found
        value = {"mood": total / readings, "water": total, "weight": latest}[metric]
        low, high = goal["target"].get("low"), goal["target"].get("high")
        yield value >= low if low is not None else value <= high


def met_days(metric: str, summaries: dict[Day, Summary]) -> set[date]:
    """The days on which an at-least goal is met."""
    low = GOALS[metric]["target"]["low"]
    return {
        on
        for (name, on), (readings, total, *_) in summaries.items()
        if name == metric and (total / readings if metric == "mood" else total) >= low
    }
