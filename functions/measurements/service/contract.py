"""Between the public contract and the domain: bodies become facts, entries become documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from functions.measurements import schemas
from functions.measurements.domain import placement
from functions.measurements.domain.entry import AMOUNTS, Facts, StoredEntry
from functions.measurements.domain.placement import Placement, Refused
from functions.measurements.service.ports import Sealer
from serenity.data import Reader
from serenity.errors import Invalid, NotFound, invalid
from serenity.localday import PersonalCalendar
from serenity.schema import field_errors

NOTE = "measurements.entry.note"
TIMES = frozenset({"zone", "at", "started_at", "ended_at", "on", "duration_seconds"})


@contextmanager
def refusals(where: str = "body") -> Iterator[None]:
    """Turn a rule's refusal into the problem that names the field."""
    try:
        yield
    except Refused as refused:
        raise invalid(refused.pointer, refused.code, refused.detail, where) from None


def present(calendar: PersonalCalendar | None) -> PersonalCalendar:
    """The calendar of a person who has a profile.

    Raises:
        NotFound: when there is none, as during the erasure of an account.
    """
    if calendar is None:
        raise NotFound("There is no profile to keep a calendar by.", kind="no-profile")
    return calendar


def facts_of(body: schemas.EntryIn, usual: PersonalCalendar, now: datetime) -> Facts:
    """What the body says, placed in the person's calendar.

    Raises:
        Refused: when a rule of time says no.
    """
    calendar = PersonalCalendar(body.zone or usual.zone, usual.day_end_minutes)
    place = _placement(body, calendar, now)
    amounts = {name: getattr(body, name) for name in AMOUNTS if hasattr(body, name)}
    return Facts(body.kind, place, **amounts)


def _placement(body: schemas.EntryIn, calendar: PersonalCalendar, now: datetime) -> Placement:
    if isinstance(body, schemas.SleepIn):
        if body.started_at is not None and body.ended_at is not None:
            return placement.night(body.started_at, body.ended_at, calendar, now)
        on, seconds = given(body.on), given(body.duration_seconds)
        return placement.sleep_on(on, seconds, calendar, now)
    if isinstance(body, schemas.StepsIn):
        return placement.whole_day(body.on, calendar, now)
    if isinstance(body, schemas.ActivityIn | schemas.MeditationIn):
        return placement.stretch(body.started_at, body.duration_seconds, calendar, now)
    return placement.moment(body.at, calendar, now)


def given(value: Any) -> Any:
    """A member the contract guarantees in this place, though its type says optional."""
    if value is None:
        raise ValueError("the contract let an incomplete sleep through")
    return value


def merged(stored: StoredEntry, note: str | None, patch: schemas.EntryChange) -> schemas.EntryIn:
    """The entry as the person would have logged it, with their changes, validated as its kind.

    Raises:
        Invalid: naming each field that does not fit.
    """
    document = _document(stored.facts, note)
    document |= {name: getattr(patch, name) for name in patch.model_fields_set}
    given = {name: value for name, value in document.items() if value is not None}
    try:
        return _entry_in().validate_python(given)
    except ValidationError as error:
        raise Invalid(field_errors(error, ("body",), tagged=True)) from None


def _document(facts: Facts, note: str | None) -> dict[str, Any]:
    place = facts.placement
    document = {"kind": facts.kind, "zone": place.zone, "note": note}
    document |= {name: getattr(facts, name) for name in AMOUNTS}
    if facts.kind == "sleep" and place.started_at is not None:
        return document | {"started_at": place.started_at, "ended_at": place.ended_at}
    if facts.kind in {"sleep", "steps"}:
        return document | {"on": place.local_on, "duration_seconds": place.duration_seconds}
    if facts.kind in {"activity", "meditation"}:
        return document | {
            "started_at": place.started_at,
            "duration_seconds": place.duration_seconds,
        }
    return document | {"at": place.started_at}


@lru_cache(maxsize=1)
def _entry_in() -> TypeAdapter[schemas.EntryIn]:
    return TypeAdapter(schemas.EntryIn)


def shown(entry: StoredEntry, note: str | None) -> schemas.Entry:
    """The entry as a document."""
    place = entry.facts.placement
    return schemas.Entry(
        id=entry.id,
        version=entry.version,
        kind=entry.facts.kind,
        on=place.local_on,
        zone=place.zone,
        offset_minutes=place.offset_minutes,
        started_at=place.started_at,
        ended_at=place.ended_at,
        duration_seconds=place.duration_seconds,
        note=note,
        created_at=entry.created_at,
        **{name: getattr(entry.facts, name) for name in AMOUNTS},
    )


class Notes:
    """The sealed notes of entries."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def sealed(self, user_id: UUID, note: str | None) -> bytes | None:
        """A note as it is kept; an empty one is none."""
        return self._sealer.seal(user_id, NOTE, note) if note else None

    def opened(self, user_id: UUID, note: bytes | None) -> str | None:
        """A note as the person wrote it."""
        return None if note is None else self._sealer.open(user_id, NOTE, note)

    def shown(self, reader: Reader, entry: StoredEntry) -> schemas.Entry:
        """An entry as a document, its note opened."""
        return shown(entry, self.opened(reader.user_id, entry.note))


def day_asked(on: date) -> date:
    """A date in the path, if the product keeps a calendar for it.

    Raises:
        Invalid: when it does not.
    """
    with refusals("path"):
        return placement.in_range(on, "/on")
