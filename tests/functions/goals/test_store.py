"""What the store promises by itself, whatever a use case checked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from functions.goals.domain.goal import Goal, Metric, Target
from functions.goals.domain.periods import Pause
from functions.goals.store import PostgresGoals
from serenity.ids import new_id
from tests.functions.goals.conftest import TODAY
from tests.support.postgres import RoleDatabase

STEPS = Metric("steps", "sport", "count", "sum", 0, 150_000)
DAY = timedelta(days=1)


def wish() -> Goal:
    return Goal(
        id=new_id(),
        metric=STEPS,
        direction="range",
        period="day",
        target=Target(1, 2),
        starts_on=TODAY,
        weekday_targets={6: Target(3, 4), 7: Target(5, 6)},
        title="Un peu – 歩く 🚶",
    )


def test_a_goal_comes_back_as_it_was_kept(goals: RoleDatabase, person: UUID) -> None:
    store = PostgresGoals(goals.vault)
    with goals.unit(person) as unit:
        kept = store.insert(unit, wish())
    assert store.goal(goals.reader(person), kept.id) == kept
    assert store.goals(goals.reader(person)) == [kept]


def test_an_old_version_is_not_written(goals: RoleDatabase, person: UUID) -> None:
    store = PostgresGoals(goals.vault)
    with goals.unit(person) as unit:
        kept = store.insert(unit, wish())
        assert store.update(unit, replace(kept, title="first"))
        assert not store.update(unit, replace(kept, title="second"))
    found = store.goal(goals.reader(person), kept.id)
    assert found is not None
    assert (found.title, found.version) == ("first", 2)


def test_pauses_of_one_day_become_one(goals: RoleDatabase, person: UUID) -> None:
    store = PostgresGoals(goals.vault)
    with goals.unit(person) as unit:
        kept = store.insert(unit, wish())
        for day in (TODAY, TODAY, TODAY + 3 * DAY):
            store.begin_pause(unit, kept.id, day)
            store.end_pause(unit, kept.id, day)
        store.begin_pause(unit, kept.id, TODAY + 5 * DAY)
    found = store.goal(goals.reader(person), kept.id)
    assert found is not None
    assert sorted(found.pauses, key=lambda pause: pause.from_on) == [
        Pause(TODAY, TODAY),
        Pause(TODAY + 3 * DAY, TODAY + 3 * DAY),
        Pause(TODAY + 5 * DAY, None),
    ]


def test_one_person_sees_and_changes_nothing_of_another(
    goals: RoleDatabase, person: UUID, owner_url: str, database: Callable[[str], RoleDatabase]
) -> None:
    store = PostgresGoals(goals.vault)
    with goals.unit(person) as unit:
        kept = store.insert(unit, wish())
    stranger = new_id()
    with database("goals").unit(stranger) as unit:
        assert store.goals(unit) == []
        assert not store.update(unit, kept)
        assert not store.delete(unit, kept.id)
    assert store.goal(goals.reader(person), kept.id) == kept
