"""The question about sleep: asked instead of keeping one rest twice, answered by the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.measurements import schemas
from functions.measurements.domain.entry import Facts, StoredEntry
from functions.measurements.domain.placement import Placement
from functions.measurements.domain.sleeping import fits, may_be_same, share_an_instant
from serenity.errors import Conflict, invalid


def settled(
    facts: Facts,
    body: schemas.EntryIn,
    known: Sequence[StoredEntry],
    before: Placement | None = None,
) -> list[StoredEntry]:
    """The sleeps that a new or changed one takes the place of.

    `before` is where a changed sleep stood: what was kept beside it then is not asked about again,
    unless they overlap now.

    Raises:
        Conflict: when a sleep may be logged already and the body does not say what to do.
        Invalid: when its date would hold more than 24 hours of sleep.
    """
    if not isinstance(body, schemas.SleepIn):
        return []
    place = facts.placement
    asked = _in_question(place, before, known)
    if body.on_overlap == "replace":
        _refuse_too_much(place, known, besides=asked)
        return asked
    if asked and not (body.on_overlap == "add" and _may_add(place, asked)):
        raise _question(place, asked, known)
    _refuse_too_much(place, known)
    return []


def refuse_restoring(entry: StoredEntry, known: Sequence[StoredEntry]) -> None:
    """Nothing, if a deleted sleep can come back; what stood beside it before is no obstacle.

    Raises:
        Conflict: when it overlaps another, may be one logged since, or no longer fits its date.
    """
    place, deleted_at = entry.facts.placement, entry.deleted_at
    blocking = [
        sleep
        for sleep in known
        if share_an_instant(place, sleep.facts.placement)
        or (_since(sleep, deleted_at) and may_be_same(place, sleep.facts.placement))
    ]
    if not blocking and not fits(place, _places(known)):
        blocking = [sleep for sleep in known if sleep.facts.placement.local_on == place.local_on]
    if blocking:
        raise _question(place, blocking, known)


def _in_question(
    place: Placement, before: Placement | None, known: Sequence[StoredEntry]
) -> list[StoredEntry]:
    """Those that overlap; only where none does, those of which it cannot be told."""
    overlapping = [sleep for sleep in known if share_an_instant(place, sleep.facts.placement)]
    return overlapping or [
        sleep
        for sleep in known
        if may_be_same(place, sleep.facts.placement)
        and not (before is not None and may_be_same(before, sleep.facts.placement))
    ]


def _may_add(place: Placement, asked: Sequence[StoredEntry]) -> bool:
    """Nobody sleeps twice in one instant; where times are missing, it may be another sleep."""
    return not any(share_an_instant(place, sleep.facts.placement) for sleep in asked)


def _refuse_too_much(
    place: Placement, known: Sequence[StoredEntry], besides: Sequence[StoredEntry] = ()
) -> None:
    gone = {sleep.id for sleep in besides}
    if not fits(place, _places([sleep for sleep in known if sleep.id not in gone])):
        pointer = "/duration_seconds" if place.started_at is None else "/ended_at"
        raise invalid(pointer, "day_full", "One date holds at most 24 hours of sleep.")


def _question(
    place: Placement, asked: Sequence[StoredEntry], known: Sequence[StoredEntry]
) -> Conflict:
    is_addable = _may_add(place, asked) and fits(place, _places(known))
    return Conflict(
        "You may have logged this sleep already.",
        kind="overlapping-sleep",
        next_step="Change the times, or send on_overlap with one of the answers.",
        answers=["replace", "add"] if is_addable else ["replace"],
        overlaps=[_told(sleep.id, sleep.facts.placement) for sleep in asked],
    )


def _told(sleep_id: UUID, place: Placement) -> dict[str, str | int | None]:
    return {
        "id": str(sleep_id),
        "on": place.local_on.isoformat(),
        "started_at": _rfc3339(place.started_at),
        "ended_at": _rfc3339(place.ended_at),
        "duration_seconds": place.duration_seconds,
    }


def _places(sleeps: Sequence[StoredEntry]) -> list[Placement]:
    return [sleep.facts.placement for sleep in sleeps]


def _since(sleep: StoredEntry, deleted_at: datetime | None) -> bool:
    return deleted_at is not None and sleep.created_at > deleted_at


def _rfc3339(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat().replace("+00:00", "Z")
