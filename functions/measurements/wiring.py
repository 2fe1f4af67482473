"""Composition root of measurements: builds its parts on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from functions.measurements.service.days import Days
from functions.measurements.service.entries import Entries
from functions.measurements.service.erasure import Erasure
from functions.measurements.service.statistics import Statistics
from functions.measurements.store import PostgresEntries
from serenity.clock import SystemClock

if TYPE_CHECKING:
    from serenity.data import Database


def database() -> Database:
    """The database, as the role of this domain."""
    from serenity_sql import database as connect

    return connect()


@lru_cache(maxsize=1)
def entries() -> Entries:
    """The use cases around what a person logs."""
    from serenity_sql.wiring import vault

    return Entries(PostgresEntries(), vault(), SystemClock())


@lru_cache(maxsize=1)
def days() -> Days:
    """The use cases around one day."""
    from serenity_sql.wiring import vault

    return Days(PostgresEntries(), vault(), SystemClock())


@lru_cache(maxsize=1)
def statistics() -> Statistics:
    """The use cases around metrics over time."""
    return Statistics(PostgresEntries())


@lru_cache(maxsize=1)
def erasure() -> Erasure:
    """The erasure of a person's rows."""
    return Erasure(database(), PostgresEntries())
