"""One lazily opened connection per process, and its failures in our own words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, LiteralString, cast

import psycopg
from psycopg import ClientCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from serenity.data import Params, Row
from serenity.errors import Unavailable
from serenity.telemetry import logger, span

CONNECT_SECONDS = 3
# Class 08: connection, 53: resources, 57: operator intervention; 40: serialisation and deadlock,
# 55P03: lock timeout. All of them mean "not now", none of them "never".
_PASSING = ("08", "40", "53", "57", "55P03")
_IN_TRANSACTION = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Connection:
    """Sends statements in the simple protocol, so that settings and query share a round trip."""

    def __init__(self, conninfo: Callable[[], str]) -> None:
        self._conninfo = conninfo
        self._cursor: ClientCursor[dict[str, Any]] | None = None
        self._ended_with: str | None = None

    def run(self, query: LiteralString, params: Params = (), *, retry: bool = False) -> list[Row]:
        """Run one or more statements in one message and answer the rows of the last.

        Parameters are escaped by psycopg on the client. `retry` allows one repetition over a fresh
        connection and is for messages that begin or only read: repeating them changes nothing.

        Raises:
            Unavailable: when the server does not answer or asks to come back later.
            psycopg.Error: when the statement is refused; it names the rule and quotes no value.
        """
        try:
            return self._send(query, params)
        except psycopg.Error as error:
            lost = self._cursor is None or self._cursor.connection.broken
            if not is_passing(error):
                raise _without_values(error) from None
            self.close()
            if not (retry and lost):
                raise Unavailable("The database does not answer.") from error
        try:
            return self._send(query, params)
        except psycopg.Error as error:
            if not is_passing(error):
                raise _without_values(error) from None
            self.close()
            raise Unavailable("The database does not answer.") from error

    def commit(self, query: LiteralString = "", params: Params = ()) -> None:
        """Run what is left of a transaction and commit it, in one message.

        Raises:
            Unavailable: as `run`; whether it was committed is then unknown.
            psycopg.Error: as `run`.
            RuntimeError: when the server rolled back, because somebody passed over a refusal.
        """
        self.run(query + "COMMIT", params)
        if self._ended_with != "COMMIT":  # PostgreSQL answers ROLLBACK, and calls it no error
            raise RuntimeError("The transaction was rolled back.")

    def roll_back(self) -> None:
        """Give up what is open, so that unfinished work does not leak into the next request."""
        if self._cursor is None:
            return
        if self._cursor.connection.info.transaction_status in _IN_TRANSACTION:
            with suppress(Unavailable, psycopg.Error):
                self.run("ROLLBACK")

    def close(self) -> None:
        """Drop the connection; the next statement opens another."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.connection.close()

    def _send(self, query: LiteralString, params: Params) -> list[Row]:
        with span("postgres", statement=query):
            cursor = self._open()
            cursor.execute(query, params)
            cursor.set_result(-1)
            self._ended_with = cursor.statusmessage
            return cast("list[Row]", cursor.fetchall()) if cursor.description else []

    def _open(self) -> ClientCursor[dict[str, Any]]:
        """The cursor of a living connection; each result is read before the next statement."""
        if self._cursor is None or self._cursor.connection.closed:
            connection = psycopg.connect(
                self._conninfo(),
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                prepare_threshold=None,  # prepared statements pin an RDS Proxy session
                row_factory=dict_row,
            )
            self._cursor = ClientCursor(connection)
            logger.debug("database connection opened")
        return self._cursor


def _without_values(error: psycopg.Error) -> psycopg.Error:
    """The same refusal without the rows and literals the server quotes: errors end in logs."""
    rule = error.diag.constraint_name or "no constraint"
    plain = type(error)(f"SQLSTATE {error.sqlstate}, {rule}")
    plain.sqlstate = error.sqlstate
    return plain


def is_passing(error: psycopg.Error) -> bool:
    """Whether trying again later may succeed."""
    if error.sqlstate is not None:
        return error.sqlstate.startswith(_PASSING)
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
