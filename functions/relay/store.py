"""The outbox and expiring records in Postgres, as the role that sees them for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from functions.relay.service import Backlog
from serenity.events import Event
from serenity_sql import Connection

# The number only has to differ from those of other locks; people's locks are hashes of their ids.
_ALONE: LiteralString = "BEGIN; SELECT pg_try_advisory_xact_lock(734001) AS alone"
_BACKLOG: LiteralString = """
    SELECT count(*) AS count, min(occurred_at) AS oldest_at FROM platform.outbox
    WHERE occurred_at < %(older_than)s"""
# Ids are UUIDv7: their order is the order in which events were made.
_EVENTS: LiteralString = """
    SELECT id, user_id, type, source, occurred_at, data FROM platform.outbox
    WHERE id > %(after)s AND occurred_at < %(older_than)s
    ORDER BY id LIMIT %(limit)s"""
_REMOVE: LiteralString = "DELETE FROM platform.outbox WHERE id = ANY(%(ids)s)"
_PORTION = 5000
_EXPIRE: tuple[LiteralString, ...] = (
    """WITH gone AS (
         DELETE FROM platform.idempotency WHERE (user_id, role, key) IN (
           SELECT user_id, role, key FROM platform.idempotency
           WHERE created_at < %(keys_before)s LIMIT %(portion)s)
         RETURNING 1)
       SELECT count(*) AS count FROM gone""",
    """WITH gone AS (
         DELETE FROM platform.consumed_event WHERE (user_id, role, event_id) IN (
           SELECT user_id, role, event_id FROM platform.consumed_event
           WHERE consumed_at < %(keys_before)s LIMIT %(portion)s)
         RETURNING 1)
       SELECT count(*) AS count FROM gone""",
    """WITH gone AS (
         DELETE FROM measurements.entry WHERE (user_id, id) IN (
           SELECT user_id, id FROM measurements.entry
           WHERE deleted_at < %(entries_before)s LIMIT %(portion)s)
         RETURNING 1)
       SELECT count(*) AS count FROM gone""",
    """WITH gone AS (
         DELETE FROM platform.erased WHERE user_id IN (
           SELECT user_id FROM platform.erased
           WHERE erased_at < %(erased_before)s LIMIT %(portion)s)
         RETURNING 1)
       SELECT count(*) AS count FROM gone""",
)


class PostgresRelay:
    """The `RelayStore` over Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def alone(self) -> Iterator[PostgresBatch | None]:
        """A transaction in which this is the only sweep; None while another one runs."""
        try:
            alone = self._connection.run(_ALONE, retry=True)[0]["alone"]
            yield PostgresBatch(self._connection) if alone else None
            self._connection.commit()
        except BaseException:
            self._connection.roll_back()
            raise

    def backlog(self, older_than: datetime) -> Backlog:
        """What waits."""
        row = self._connection.run(_BACKLOG, {"older_than": older_than}, retry=True)[0]
        return Backlog(row["count"], row["oldest_at"])

    def expire(
        self, keys_before: datetime, entries_before: datetime, erased_before: datetime
    ) -> int:
        """Delete a portion of each kind of expired records; answers how many."""
        params = {
            "keys_before": keys_before,
            "entries_before": entries_before,
            "erased_before": erased_before,
            "portion": _PORTION,
        }
        return sum(int(self._connection.run(each, params)[0]["count"]) for each in _EXPIRE)


class PostgresBatch:
    """Events of the outbox inside the transaction of one sweep."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def events(self, older_than: datetime, after: UUID, limit: int) -> list[Event]:
        """The next events in the order they were made."""
        rows = self._connection.run(
            _EVENTS, {"after": after, "older_than": older_than, "limit": limit}
        )
        return [
            Event(
                type=row["type"],
                user_id=row["user_id"],
                data=row["data"],
                source=row["source"],
                occurred_at=row["occurred_at"],
                id=row["id"],
            )
            for row in rows
        ]

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take accepted events out of the outbox."""
        self._connection.run(_REMOVE, {"ids": list(ids)})
