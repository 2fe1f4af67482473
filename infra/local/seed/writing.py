"""Writes a demo person by the product's own rules: profile, entries, goals, reached periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, LiteralString

from functions.goals.domain.progress import outcomes
from functions.goals.schemas import GoalIn, Target
from functions.goals.service.goals import GoalService
from functions.goals.service.progress import values_for
from functions.goals.store import PostgresGoals, PostgresHistory
from functions.measurements.service.entries import Entries
from functions.measurements.store import PostgresEntries
from infra.local.seed.life import life
from serenity.localday import PersonalCalendar

if TYPE_CHECKING:
    from uuid import UUID

    from infra.local.seed.people import DemoPerson, Wish
    from serenity.data import Database, Unit
    from serenity.vault import Vault

_PROFILE: LiteralString = """
    INSERT INTO accounts.profile (user_id, display_name, email, language, units, time_zone,
                                  day_end_minutes, focus, onboarded, has_password)
    VALUES (%(user_id)s, %(display_name)s, %(email)s, %(language)s, %(units)s, %(time_zone)s,
            %(day_end_minutes)s, %(focus)s, true, true)
    ON CONFLICT (user_id) DO NOTHING"""
_HAS_ENTRIES: LiteralString = """
    SELECT EXISTS (SELECT FROM measurements.entry WHERE user_id = %(user_id)s) AS found"""
_HAS_GOALS: LiteralString = """
    SELECT EXISTS (SELECT FROM goals.goal WHERE user_id = %(user_id)s) AS found"""


@dataclass(frozen=True)
class Homes:
    """The databases of the domains a demo person lives in, and the vault they share."""

    accounts: Database
    measurements: Database
    goals: Database
    vault: Vault


@dataclass(frozen=True)
class _Past:
    """A clock that stands at an instant of the past."""

    instant: datetime

    def now(self) -> datetime:
        """That instant."""
        return self.instant


def settle(homes: Homes, person: DemoPerson, user_id: UUID, now: datetime) -> int:
    """Write what is not there yet; answers how many entries were added.

    Each part is one transaction that looks first, so that a repetition adds nothing.
    """
    with homes.accounts.unit(user_id) as unit:
        _write_profile(unit, homes.vault, person)
    with homes.measurements.unit(user_id) as unit:
        added = _write_entries(unit, homes.vault, person, now)
    with homes.goals.unit(user_id) as unit:
        _write_goals(unit, homes, person, now)
    return added


def _write_profile(unit: Unit, vault: Vault, person: DemoPerson) -> None:
    place = "accounts.profile"
    unit.fetch(
        _PROFILE,
        {
            "user_id": unit.user_id,
            "display_name": vault.seal(unit.user_id, f"{place}.display_name", person.name),
            "email": vault.seal(unit.user_id, f"{place}.email", person.email),
            "language": person.language,
            "units": person.units,
            "time_zone": person.zone,
            "day_end_minutes": person.day_end_minutes,
            "focus": list(person.focus),
        },
    )


def _write_entries(unit: Unit, vault: Vault, person: DemoPerson, now: datetime) -> int:
    if unit.fetch(_HAS_ENTRIES, {"user_id": unit.user_id})[0]["found"]:
        return 0
    entries = Entries(PostgresEntries(), vault, _Past(now))
    return entries.record_many(unit, [(each.body, each.logged_at) for each in life(person, now)])


def _write_goals(unit: Unit, homes: Homes, person: DemoPerson, now: datetime) -> None:
    if unit.fetch(_HAS_GOALS, {"user_id": unit.user_id})[0]["found"]:
        return
    store = PostgresGoals(homes.vault)
    today = PersonalCalendar(person.zone, person.day_end_minutes).day_of(now)
    for wish in person.wishes:
        then = _Past(now - timedelta(days=wish.days_ago))
        GoalService(store, then).create(unit, _goal(wish, today))
    goals = store.goals(unit, "active")
    values = values_for(store, unit, goals, today)
    met = [
        (goal, found.span)
        for goal in goals
        for found in outcomes(goal, values.get(goal.metric.code, {}), today, today)
        if found.met
    ]
    # Reached long ago: kept, so that nobody is told about it now.
    PostgresHistory(homes.goals).mark_reached(unit, met)


def _goal(wish: Wish, today: date) -> GoalIn:
    due = None if wish.due_in_days is None else today + timedelta(days=wish.due_in_days)
    return GoalIn(
        metric=wish.metric,
        direction=wish.direction,
        period=wish.period,
        target=Target(low=wish.low, high=wish.high),
        due_on=due,
        title=wish.title,
    )
