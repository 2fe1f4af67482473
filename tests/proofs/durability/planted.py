"""Measurements with a fault each: what the campaigns have to notice before they are believed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import LiteralString
from uuid import UUID

import psycopg

from functions.measurements.app import app
from serenity.data import Once
from serenity.errors import Unavailable
from serenity.events import EventBus
from serenity.http import Hub
from serenity.settings import settings
from serenity_sql import PostgresDatabase
from serenity_sql.database import PersonUnit
from serenity_sql.wiring import BUS_SECONDS, connection, vault

_COUNT_AGAIN: LiteralString = """
    UPDATE measurements.daily_summary SET readings = readings + 1 WHERE user_id = %(user_id)s"""


class _Faulty(PostgresDatabase):
    """The database of this process."""

    def __init__(self) -> None:
        found = settings()
        bus = EventBus(found.require("event_bus_name"), read_seconds=BUS_SECONDS)
        super().__init__(connection(), source="measurements", vault=vault(), publisher=bus)


class EarlyAnswer(_Faulty):
    """Answers first and commits a moment later."""

    _late: threading.Thread | None = None

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:
        """A transaction whose end nobody waits for."""
        if self._late is not None:
            self._late.join()
        unit = PersonUnit(self._connection, user_id, self._source, self._vault, once)
        try:
            unit.begin()
            yield unit
        except BaseException:
            self._connection.roll_back()
            raise
        self._late = threading.Thread(target=self._finish, args=(unit,))
        self._late.start()

    @staticmethod
    def _finish(unit: PersonUnit) -> None:
        time.sleep(0.01)
        with suppress(psycopg.Error, Unavailable):
            unit.commit()


class UnguardedCounter(_Faulty):
    """Counts a repeated request again, though its entry is there already."""

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:
        """A transaction that does not look whether it is a repetition before it counts."""
        with super().unit(user_id, once) as unit:
            if unit.answered is not None:
                unit.fetch(_COUNT_AGAIN, {"user_id": user_id})
            yield unit


def _over(database: type[_Faulty]) -> Hub:
    """The routes of measurements over a faulty database."""
    opened: list[_Faulty] = []

    def open_once() -> _Faulty:
        if not opened:
            opened.append(database())
        return opened[0]

    hub = Hub("measurements", database=open_once)
    for each in app.operations:
        declare = hub.endpoint(
            each.method, each.path, policy=each.policy, status=each.status, problems=each.problems
        )
        declare(each.function)
    return hub


early_answer = _over(EarlyAnswer)
unguarded_counter = _over(UnguardedCounter)
