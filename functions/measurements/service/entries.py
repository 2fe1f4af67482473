"""Logging: record, change, delete, restore, read and list entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from functions.measurements import schemas
from functions.measurements.domain.catalogue import BY_ID
from functions.measurements.domain.entry import (
    RESTORABLE,
    Facts,
    StoredEntry,
    Touched,
    overlapping,
    samples,
)
from functions.measurements.domain.placement import in_range, past
from functions.measurements.service.contract import (
    TIMES,
    Notes,
    facts_of,
    given,
    merged,
    present,
    refusals,
    shown,
)
from functions.measurements.service.ports import Changes, EntryStore, Filter, Position, Sealer
from functions.measurements.service.sleeps import refuse_restoring, settled
from serenity.clock import Clock
from serenity.data import Reader, Unit
from serenity.errors import Conflict, NotFound, PreconditionFailed, invalid
from serenity.ids import new_id
from serenity.localday import PersonalCalendar
from serenity.pagination import decode_cursor, encode_cursor


class Entries:
    """The use cases around what a person logs."""

    def __init__(self, store: EntryStore, sealer: Sealer, clock: Clock) -> None:
        self._store = store
        self._notes = Notes(sealer)
        self._clock = clock

    def record(self, unit: Unit, body: schemas.EntryIn) -> schemas.Entry:
        """Keep a new entry.

        Raises:
            Invalid: when a rule of time says no.
            Conflict: when it is a sleep that may be logged already and the body says to ask.
        """
        now = self._clock.now()
        calendar, sleeps = self._context(unit, body, now)
        with refusals():
            facts = facts_of(body, calendar, now)
        replaced = settled(facts, body, sleeps)
        note = self._notes.sealed(unit.user_id, body.note)
        entry = StoredEntry(new_id(), facts, note, 1, now)
        self._put(unit, entry, replaced, now)
        return shown(entry, body.note or None)

    def record_many(self, unit: Unit, bodies: Sequence[tuple[schemas.EntryIn, datetime]]) -> int:
        """Keep entries of the past, each with when it was logged; nobody is told about them.

        Raises:
            Invalid: when a rule of time refuses one of them.
            Conflict: when sleeps among them overlap.
        """
        calendar = present(self._store.calendar(unit))
        entries = []
        for body, logged_at in bodies:
            with refusals():
                facts = facts_of(body, calendar, logged_at)
            note = self._notes.sealed(unit.user_id, body.note)
            entries.append(StoredEntry(new_id(), facts, note, 1, logged_at))
        if overlapping(entry.facts for entry in entries if entry.facts.kind == "sleep"):
            raise Conflict("Two of these sleeps overlap.", kind="overlapping-sleep")
        return self._store.write(unit, Changes(put=entries), self._clock.now()).put

    def change(
        self, unit: Unit, entry_id: UUID, patch: schemas.EntryChange, version: int
    ) -> schemas.Entry:
        """Change an entry the caller saw in this version.

        Raises:
            NotFound: when there is no such entry.
            PreconditionFailed: when it changed meanwhile.
            Invalid: when the changed entry would not fit its kind.
            Conflict: when the changed sleep may be logged already.
        """
        now = self._clock.now()
        calendar, stored = self._own(unit, entry_id)
        if stored.version != version:
            raise PreconditionFailed("This entry changed since you read it.")
        body = merged(stored, self._notes.opened(unit.user_id, stored.note), patch)
        with refusals():
            facts = facts_of(body, calendar, now)
        replaced: Sequence[StoredEntry] = ()
        if patch.model_fields_set.isdisjoint(TIMES):
            # A new day end of the profile moves no old entry whose time was not touched.
            facts = replace(facts, placement=stored.facts.placement)
        else:
            others = self._other_sleeps(unit, facts, entry_id)
            replaced = settled(facts, body, others, stored.facts.placement)
        note = self._notes.sealed(unit.user_id, body.note)
        changed = StoredEntry(entry_id, facts, note, version + 1, stored.created_at)
        self._put(unit, changed, replaced, now)
        return shown(changed, body.note or None)

    def delete(self, unit: Unit, entry_id: UUID) -> None:
        """Take an entry away; it can be restored for thirty days.

        Raises:
            NotFound: when there is no such entry.
        """
        written = self._store.write(unit, Changes(tombstones=[entry_id]), self._clock.now())
        if not written.tombstoned:
            raise _unknown()
        _tell(unit, "SampleDeleted", entry_id, written.touched)

    def restore(self, unit: Unit, entry_id: UUID) -> schemas.Entry:
        """Take back a deletion.

        Raises:
            NotFound: when nothing was deleted under this id within thirty days.
            Conflict: when it is a sleep that overlaps another or may have been logged again since.
        """
        now = self._clock.now()
        _, stored = self._store.find(unit, entry_id)
        if stored is None or stored.deleted_at is None or now - stored.deleted_at > RESTORABLE:
            raise _unknown()
        refuse_restoring(stored, self._other_sleeps(unit, stored.facts, entry_id))
        entry = StoredEntry(
            entry_id, stored.facts, stored.note, stored.version + 1, stored.created_at
        )
        self._put(unit, entry, (), now)
        return self._notes.shown(unit, entry)

    def entry(self, reader: Reader, entry_id: UUID) -> schemas.Entry:
        """One entry.

        Raises:
            NotFound: when there is no such entry.
        """
        return self._notes.shown(reader, self._own(reader, entry_id)[1])

    def entries(self, reader: Reader, query: schemas.EntriesQuery) -> schemas.Entries:
        """A page of entries, newest first.

        Raises:
            Invalid: when the range runs backwards or the cursor is none of this list.
        """
        if query.from_on and query.to_on and query.to_on < query.from_on:
            raise invalid("/to_on", "order", "The range ends before it begins.", "query")
        after = _position(query.cursor) if query.cursor else None
        wanted = Filter(query.from_on, query.to_on, query.kind, after)
        found = self._store.page(reader, wanted, query.limit + 1)
        page = found[: query.limit]
        return schemas.Entries(
            items=[self._notes.shown(reader, entry) for entry in page],
            next_cursor=_cursor(page[-1]) if len(found) > query.limit else None,
        )

    def _context(
        self, unit: Unit, body: schemas.EntryIn, now: datetime
    ) -> tuple[PersonalCalendar, list[StoredEntry]]:
        """The calendar and, for a sleep, those around it: one message for both."""
        if not isinstance(body, schemas.SleepIn):
            return present(self._store.calendar(unit)), []
        with refusals():
            if body.started_at is not None and body.ended_at is not None:
                past(body.started_at, now, "/started_at")
                near = past(body.ended_at, now, "/ended_at").date()
            else:
                near = in_range(given(body.on), "/on")
        calendar, sleeps = self._store.sleeps(unit, near)
        return present(calendar), sleeps

    def _own(self, reader: Reader, entry_id: UUID) -> tuple[PersonalCalendar, StoredEntry]:
        calendar, stored = self._store.find(reader, entry_id)
        if stored is None or stored.deleted_at is not None:
            raise _unknown()
        return present(calendar), stored

    def _other_sleeps(self, unit: Unit, facts: Facts, besides: UUID) -> list[StoredEntry]:
        if facts.kind != "sleep":
            return []
        _, sleeps = self._store.sleeps(unit, facts.placement.local_on)
        return [sleep for sleep in sleeps if sleep.id != besides]

    def _put(
        self, unit: Unit, entry: StoredEntry, replaced: Sequence[StoredEntry], now: datetime
    ) -> None:
        changes = Changes(put=[entry], tombstones=[old.id for old in replaced])
        written = self._store.write(unit, changes, now)
        if not written.put:
            raise PreconditionFailed("This entry changed since you read it.")
        _tell(unit, "SampleRecorded", entry.id, written.touched)
        for old in replaced:
            gone = [Touched(s.local_on, s.metric) for s in samples(old.id, old.facts)]
            _tell(unit, "SampleDeleted", old.id, gone)


def _tell(unit: Unit, event: str, entry_id: UUID, touched: Sequence[Touched]) -> None:
    """Say which metrics changed on which days; an entry without numbers changes none."""
    if touched:
        metrics = sorted({BY_ID[each.metric].code for each in touched})
        days = sorted({each.local_on.isoformat() for each in touched})
        unit.emit(event, {"entry_id": str(entry_id), "metrics": metrics, "days": days})


def _unknown() -> NotFound:
    return NotFound("There is no such entry.")


def _cursor(entry: StoredEntry) -> str:
    place = entry.facts.placement
    return encode_cursor(place.local_on.isoformat(), place.counts_at.isoformat(), str(entry.id))


def _position(cursor: str) -> Position:
    day, counts_at, entry_id = decode_cursor(cursor, str, str, str)
    try:
        instant = datetime.fromisoformat(str(counts_at)).astimezone(UTC)
        return date.fromisoformat(str(day)), instant, UUID(str(entry_id))
    except (ValueError, OverflowError):
        raise invalid(
            "/cursor", "cursor", "This is not a cursor of this list.", where="query"
        ) from None
