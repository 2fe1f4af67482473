"""Routes of measurements: entries, days, series, export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions.measurements import wiring
from functions.measurements.schemas import (
    Day,
    Entries,
    EntriesQuery,
    Entry,
    EntryChange,
    EntryIn,
    Metrics,
    Series,
    SeriesQuery,
)
from serenity.data import Reader, Unit
from serenity.errors import Conflict, NotFound, PreconditionFailed
from serenity.exchange import Download
from serenity.http import Hub, IfMatch
from serenity.schema import LocalDate
from serenity.telemetry import invocation

app = Hub("measurements", database=wiring.database)


@app.endpoint("GET", "/v1/metrics", policy="user")
def list_metrics() -> Metrics:
    """List everything that can be measured, with units and bounds."""
    return wiring.statistics().metrics()


@app.endpoint("POST", "/v1/entries", policy="user", status=201, problems=(Conflict,))
def record_entry(unit: Unit, body: EntryIn) -> Entry:
    """Log something: sleep, meal, water, activity, meditation, mood, weight or steps."""
    return wiring.entries().record(unit, body)


@app.endpoint("GET", "/v1/entries", policy="user")
def list_entries(reader: Reader, query: EntriesQuery) -> Entries:
    """List what was logged, newest first."""
    return wiring.entries().entries(reader, query)


@app.endpoint("GET", "/v1/entries/{entry_id}", policy="owner-of", problems=(NotFound,))
def get_entry(reader: Reader, entry_id: UUID) -> Entry:
    """One entry."""
    return wiring.entries().entry(reader, entry_id)


@app.endpoint(
    "PATCH",
    "/v1/entries/{entry_id}",
    policy="owner-of",
    problems=(NotFound, Conflict, PreconditionFailed),
)
def change_entry(unit: Unit, entry_id: UUID, body: EntryChange, version: IfMatch) -> Entry:
    """Change an entry."""
    return wiring.entries().change(unit, entry_id, body, version)


@app.endpoint(
    "DELETE", "/v1/entries/{entry_id}", policy="owner-of", status=204, problems=(NotFound,)
)
def delete_entry(unit: Unit, entry_id: UUID) -> None:
    """Delete an entry; it can be restored for thirty days."""
    wiring.entries().delete(unit, entry_id)


@app.endpoint(
    "POST", "/v1/entries/{entry_id}/restore", policy="owner-of", problems=(NotFound, Conflict)
)
def restore_entry(unit: Unit, entry_id: UUID) -> Entry:
    """Take back a deletion."""
    return wiring.entries().restore(unit, entry_id)


@app.endpoint("GET", "/v1/today", policy="user")
def get_today(reader: Reader) -> Day:
    """The person's present day."""
    return wiring.days().today(reader)


@app.endpoint("GET", "/v1/days/{on}", policy="user")
def get_day(reader: Reader, on: LocalDate) -> Day:
    """Any day of the person."""
    return wiring.days().day(reader, on)


@app.endpoint("GET", "/v1/series", policy="user", problems=(NotFound,))
def get_series(reader: Reader, query: SeriesQuery) -> Series:
    """A metric by day, week, month or year, with average, best and change."""
    return wiring.statistics().series(reader, query)


@app.endpoint("GET", "/v1/series/export", policy="user", problems=(NotFound,))
def export_series(reader: Reader, query: SeriesQuery) -> Download:
    """The same series as CSV (RFC 4180)."""
    return wiring.statistics().export(reader, query)


@invocation()
def erase(event: dict[str, Any], _context: object) -> dict[str, str]:
    """A step of the erasure workflow: every entry, sample and summary of the person."""
    return wiring.erasure().erase(UUID(event["user_id"]))
