"""Set, change, pause, archive and delete goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from functions.goals import schemas
from functions.goals.domain.goal import LIVE_GOALS, STORED_GOALS, Goal, Target, faults
from functions.goals.domain.presets import PRESETS
from functions.goals.service.documents import goal_document, target_document
from functions.goals.service.ports import GoalStore
from serenity.clock import Clock
from serenity.data import Reader, Unit
from serenity.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed, invalid
from serenity.ids import new_id


class GoalService:
    """The person's goals."""

    def __init__(self, store: GoalStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def presets(self) -> schemas.Presets:
        """Goals many people begin with."""
        return schemas.Presets(
            items=[
                schemas.Preset.model_validate(
                    {
                        "code": each.code,
                        "area": each.area,
                        "metric": each.metric,
                        "unit": each.unit,
                        "direction": each.direction,
                        "period": each.period,
                        "target": target_document(each.target),
                    }
                )
                for each in PRESETS
            ]
        )

    def goals(self, reader: Reader, query: schemas.GoalsQuery) -> schemas.Goals:
        """The person's goals in the order they were made."""
        found = self._store.goals(reader, query.state)
        return schemas.Goals(items=[goal_document(goal) for goal in found])

    def goal(self, reader: Reader, goal_id: UUID) -> schemas.Goal:
        """One goal.

        Raises:
            NotFound: if the person has no such goal.
        """
        return goal_document(self._goal(reader, goal_id))

    def create(self, unit: Unit, body: schemas.GoalIn) -> schemas.Goal:
        """Set a goal that counts from the person's present day.

        Raises:
            Invalid: naming each member at fault.
            Conflict: of kind `too-many-goals`.
        """
        metric = self._store.metric(unit, body.metric)
        if metric is None:
            raise invalid("/metric", "unknown", "This metric does not exist.")
        today = self._today(unit)
        goal = Goal(
            id=new_id(),
            metric=metric,
            direction=body.direction,
            period=body.period,
            target=_target(body.target),
            weekday_targets=_weekdays(body.weekday_targets),
            due_on=body.due_on,
            title=body.title,
            starts_on=today,
        )
        _refuse_faults(goal, today, due_is_new=True)
        self._refuse_too_many(unit, new=1)
        return goal_document(self._store.insert(unit, goal))

    def change(
        self, unit: Unit, goal_id: UUID, body: schemas.GoalChange, version: int
    ) -> schemas.Goal:
        """Change a goal; its streaks are then judged by the goal as it is now.

        Raises:
            NotFound: if the person has no such goal.
            PreconditionFailed: if it changed since the caller read it.
            Invalid: naming each member at fault.
            Conflict: of kind `too-many-goals`, when one returns from the archive.
        """
        before = self._goal(unit, goal_id)
        if before.version != version:
            raise PreconditionFailed("This goal has changed since you read it.")
        today = self._today(unit)
        after = _changed(before, body)
        due_is_new = (before.period, before.due_on) != (after.period, after.due_on)
        _refuse_faults(after, today, due_is_new=due_is_new)
        if before.state == "archived" != after.state:
            self._refuse_too_many(unit, new=0)
        if not self._store.update(unit, after):
            raise PreconditionFailed("This goal has changed since you read it.")
        self._keep_pause(unit, before, after, today)
        return goal_document(replace(after, version=version + 1))

    def delete(self, unit: Unit, goal_id: UUID) -> None:
        """Delete a goal with its history.

        Raises:
            NotFound: if the person has no such goal.
        """
        if not self._store.delete(unit, goal_id):
            raise _unknown()

    def _goal(self, reader: Reader, goal_id: UUID) -> Goal:
        goal = self._store.goal(reader, goal_id)
        if goal is None:
            raise _unknown()
        return goal

    def _today(self, reader: Reader) -> date:
        calendar = self._store.calendar(reader)
        if calendar is None:
            raise NotFound("This account has no profile.")
        return calendar.day_of(self._clock.now())

    def _refuse_too_many(self, unit: Unit, *, new: int) -> None:
        """Units of one person run one after the other, so the count cannot change meanwhile."""
        counts = self._store.counts(unit)
        if counts.live >= LIVE_GOALS:
            raise Conflict(
                f"You have {LIVE_GOALS} goals, which is as many as one can keep in sight.",
                kind="too-many-goals",
                next_step="Archive or delete a goal first.",
            )
        if counts.stored + new > STORED_GOALS:
            raise Conflict(
                f"You keep {STORED_GOALS} goals with the archive.",
                kind="too-many-goals",
                next_step="Delete archived goals you no longer need.",
            )

    def _keep_pause(self, unit: Unit, before: Goal, after: Goal, today: date) -> None:
        """What is not active is paused, so that an archived goal returns with its streak whole."""
        if before.state == "active" != after.state:
            self._store.begin_pause(unit, after.id, today)
        elif before.state != "active" == after.state:
            self._store.end_pause(unit, after.id, today)


def _unknown() -> NotFound:
    return NotFound("There is no such goal.")


def _changed(goal: Goal, body: schemas.GoalChange) -> Goal:
    """The goal with what was given; leaving `day` or `once` drops what belongs to them."""
    given = body.model_fields_set
    period = body.period or goal.period
    weekdays = goal.weekday_targets if period in {"day", goal.period} else {}
    if body.weekday_targets is not None:
        weekdays = _weekdays(body.weekday_targets)
    due_on = goal.due_on if period == "once" else None
    return replace(
        goal,
        direction=body.direction or goal.direction,
        period=period,
        target=_target(body.target) if body.target else goal.target,
        weekday_targets=weekdays,
        due_on=body.due_on if body.due_on is not None else due_on,
        title=body.title if "title" in given else goal.title,
        state=body.state or goal.state,
    )


def _target(document: schemas.Target) -> Target:
    return Target(document.low, document.high)


def _weekdays(documents: Mapping[Any, schemas.Target]) -> dict[int, Target]:
    return {int(weekday): _target(document) for weekday, document in documents.items()}


def _refuse_faults(goal: Goal, today: date, *, due_is_new: bool) -> None:
    found = faults(goal, today, due_is_new=due_is_new)
    if found:
        raise Invalid([FieldError("body", each.pointer, each.code, each.detail) for each in found])
