"""Entries, samples and daily summaries in Postgres."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from functions.measurements import statements
from functions.measurements.domain.catalogue import Summary
from functions.measurements.domain.entry import AMOUNTS, Facts, StoredEntry, Touched, samples
from functions.measurements.domain.placement import Placement
from functions.measurements.service.ports import Changes, Filter, Written
from serenity.data import Reader, Row, Unit
from serenity.localday import PersonalCalendar

AROUND = timedelta(days=2)
"""Covers every zone's day with its own day end, and what began up to 24 hours before it."""
SLEEPS_AROUND = timedelta(days=3)
"""Sleeps that share an instant end within a day of each other, on clocks up to 26 hours apart."""


class PostgresEntries:
    """The `EntryStore` over the tables of `measurements`."""

    def calendar(self, reader: Reader) -> PersonalCalendar | None:
        """The person's calendar; None for someone without a profile."""
        return _calendar(reader.fetch(statements.CALENDAR, {"user_id": reader.user_id}))

    def find(
        self, reader: Reader, entry_id: UUID
    ) -> tuple[PersonalCalendar | None, StoredEntry | None]:
        """The person's calendar and one of their entries, deleted ones included."""
        rows = reader.fetch(statements.FIND, {"user_id": reader.user_id, "id": entry_id})
        found = _entries(rows)
        return _calendar(rows), found[0] if found else None

    def sleeps(
        self, reader: Reader, near: date
    ) -> tuple[PersonalCalendar | None, list[StoredEntry]]:
        """The person's calendar and every sleep that may share an instant or the date with one."""
        around = {"first_on": near - SLEEPS_AROUND, "last_on": near + SLEEPS_AROUND}
        rows = reader.fetch(statements.SLEEPS, {"user_id": reader.user_id, **around})
        return _calendar(rows), _entries(rows)

    def write(self, unit: Unit, changes: Changes, now: datetime) -> Written:
        """Apply changes with their samples, and recount every summary they touch."""
        affected = [*(entry.id for entry in changes.put), *changes.tombstones]
        row = unit.fetch(
            statements.WRITE,
            {
                "user_id": unit.user_id,
                "now": now,
                "entries": json.dumps([_document(entry) for entry in changes.put]),
                "samples": json.dumps([s for entry in changes.put for s in _readings(entry)]),
                "affected": affected,
                "tombstones": list(changes.tombstones),
            },
        )[0]
        touched = sorted(Touched(date.fromisoformat(day), metric) for metric, day in row["touched"])
        return Written(row["put"], row["tombstoned"], touched)

    def page(self, reader: Reader, wanted: Filter, limit: int) -> list[StoredEntry]:
        """Entries, newest first."""
        after = wanted.after or (None, None, None)
        rows = reader.fetch(
            statements.PAGE,
            {
                "user_id": reader.user_id,
                "from_on": wanted.from_on,
                "to_on": wanted.to_on,
                "kind": wanted.kind,
                "after_on": after[0],
                "after_at": after[1],
                "after_id": after[2],
                "limit": limit,
            },
        )
        return _entries(rows)

    def around(self, reader: Reader, on: date) -> list[StoredEntry]:
        """The entries of a day, in its order, and every timed one that may reach into it."""
        midnight = datetime.combine(on, datetime.min.time(), UTC)
        rows = reader.fetch(
            statements.AROUND,
            {
                "user_id": reader.user_id,
                "on": on,
                "earliest": midnight - AROUND,
                "latest": midnight + AROUND,
            },
        )
        return _entries(rows)

    def day_summaries(self, reader: Reader, on: date) -> Mapping[int, Summary]:
        """The summaries of a day by metric id."""
        rows = reader.fetch(statements.DAY_SUMMARIES, {"user_id": reader.user_id, "on": on})
        return {row["metric"]: _summary(row) for row in rows}

    def summaries(
        self, reader: Reader, metric: int, from_on: date, to_on: date
    ) -> Mapping[date, Summary]:
        """The summaries of a metric by day, both ends included."""
        rows = reader.fetch(
            statements.SUMMARIES,
            {
                "user_id": reader.user_id,
                "metric": metric,
                "from_on": from_on,
                "to_on": to_on,
            },
        )
        return {row["local_on"]: _summary(row) for row in rows}

    def erase_some(self, unit: Unit, limit: int) -> int:
        """Delete at most `limit` rows of each table; answer how many went."""
        wanted = {"user_id": unit.user_id, "limit": limit}
        return sum(unit.fetch(each, wanted)[0]["deleted"] for each in statements.ERASE)


def _document(entry: StoredEntry) -> dict[str, Any]:
    """An entry as a row of `given` in the write statement."""
    place = entry.facts.placement
    return {
        "id": str(entry.id),
        "kind": entry.facts.kind,
        "local_on": place.local_on.isoformat(),
        "zone": place.zone,
        "offset_minutes": place.offset_minutes,
        "counts_at": place.counts_at.isoformat(),
        "started_at": place.started_at and place.started_at.isoformat(),
        "ended_at": place.ended_at and place.ended_at.isoformat(),
        "duration_seconds": place.duration_seconds,
        "note": entry.note and b64encode(entry.note).decode(),
        "version": entry.version,
        "created_at": entry.created_at.isoformat(),
    } | {name: getattr(entry.facts, name) for name in AMOUNTS}


def _readings(entry: StoredEntry) -> list[dict[str, Any]]:
    """An entry's samples as rows of `wanted` in the write statement."""
    return [
        {
            "entry_id": str(sample.entry_id),
            "metric": sample.metric,
            "local_on": sample.local_on.isoformat(),
            "measured_at": sample.measured_at.isoformat(),
            "value": sample.value,
        }
        for sample in samples(entry.id, entry.facts)
    ]


def _calendar(rows: list[Row]) -> PersonalCalendar | None:
    """The calendar that each row of a joined answer carries."""
    return PersonalCalendar(rows[0]["time_zone"], rows[0]["day_end_minutes"]) if rows else None


def _entries(rows: list[Row]) -> list[StoredEntry]:
    """The entries in rows; a calendar row without an entry carries none."""
    return [_entry(row) for row in rows if row["id"] is not None]


def _entry(row: Row) -> StoredEntry:
    place = Placement(
        local_on=row["local_on"],
        zone=row["zone"],
        offset_minutes=row["offset_minutes"],
        counts_at=row["counts_at"].astimezone(UTC),
        started_at=_utc(row["started_at"]),
        ended_at=_utc(row["ended_at"]),
        duration_seconds=row["duration_seconds"],
    )
    return StoredEntry(
        id=row["id"],
        facts=Facts(row["kind"], place, **{name: row[name] for name in AMOUNTS}),
        note=row["note"],
        version=row["version"],
        created_at=row["created_at"].astimezone(UTC),
        deleted_at=_utc(row["deleted_at"]),
    )


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _summary(row: Row) -> Summary:
    return Summary(row["readings"], row["total"], row["latest"])
