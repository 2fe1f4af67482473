"""What the use cases of goals need from persistence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from functions.goals.domain.goal import Goal, Metric, State
from functions.goals.domain.periods import Span
from functions.goals.domain.progress import Values
from serenity.data import Reader, Unit
from serenity.localday import PersonalCalendar


@dataclass(frozen=True, slots=True)
class Counts:
    """How many goals a person has: those not archived, and all."""

    live: int
    stored: int


@dataclass(frozen=True, slots=True)
class Watched:
    """A person with active goals, and the last local days the schedule saw to them."""

    user_id: UUID
    calendar: PersonalCalendar
    warned_on: date | None
    closed_on: date | None


class GoalStore(Protocol):
    """Goals, their pauses, and the daily values they are judged by."""

    def calendar(self, reader: Reader) -> PersonalCalendar | None:
        """The person's calendar; None if the person has no profile."""
        ...

    def metric(self, reader: Reader, code: str) -> Metric | None:
        """A metric by its code."""
        ...

    def counts(self, reader: Reader) -> Counts:
        """How many goals the person has."""
        ...

    def goals(
        self, reader: Reader, state: State | None = None, metrics: Sequence[str] | None = None
    ) -> list[Goal]:
        """The person's goals in the order they were made."""
        ...

    def goal(self, reader: Reader, goal_id: UUID) -> Goal | None:
        """One goal of the person."""
        ...

    def values(
        self, reader: Reader, first_days: Mapping[str, date], last: date
    ) -> dict[str, Values]:
        """The daily values of each metric from its first day on."""
        ...

    def insert(self, unit: Unit, goal: Goal) -> Goal:
        """Keep a new goal; answers it with its version and time."""
        ...

    def update(self, unit: Unit, goal: Goal) -> bool:
        """Replace the version the goal carries with the next one; False if it is not the latest."""
        ...

    def delete(self, unit: Unit, goal_id: UUID) -> bool:
        """Delete a goal with its history; False if there is none."""
        ...

    def begin_pause(self, unit: Unit, goal_id: UUID, on: date) -> None:
        """From this day on nothing is expected."""
        ...

    def end_pause(self, unit: Unit, goal_id: UUID, on: date) -> None:
        """From this day on the goal counts again."""
        ...


class HistoryStore(Protocol):
    """What was told already: reached periods, warnings, consumed events."""

    def consume(self, unit: Unit, event_id: UUID) -> bool:
        """Take an event; False if it was taken before."""
        ...

    def mark_reached(
        self, unit: Unit, periods: Iterable[tuple[Goal, Span]]
    ) -> set[tuple[UUID, date]]:
        """Keep periods as reached; answers goal and first day of those that were not before."""
        ...

    def mark_warned(self, unit: Unit, goals: Iterable[Goal], on: date) -> set[UUID]:
        """Keep that a warning goes out; answers the goals not warned about that day before."""
        ...

    def mark_checked(self, unit: Unit, *, warned_on: date | None, closed_on: date | None) -> None:
        """Keep up to which local day the schedule saw to the person."""
        ...

    def roster(self) -> list[Watched]:
        """Everybody with an active goal."""
        ...

    def erase(self, unit: Unit) -> None:
        """Delete everything this domain keeps of the person."""
        ...
