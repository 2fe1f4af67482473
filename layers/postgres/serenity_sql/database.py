"""Readers and units of work over Postgres: row-level security, idempotency and the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from serenity.data import Answer, Once, Params, Row
from serenity.errors import Conflict, Erased, Unavailable
from serenity.events import Event, Publisher
from serenity.telemetry import logger
from serenity.vault import Vault
from serenity_sql.connection import Connection

# One message, one implicit transaction: the setting is gone when the statement ends.
_AS_PERSON: LiteralString = "SELECT set_config('app.user_id', {user_id}, true); "
_BEGIN: LiteralString = "BEGIN; SELECT platform.enter(%(user_id)s::uuid, %(erasing)s);"
_IS_ERASED = "ERASD"  # the code with which platform.enter refuses
_CLAIM: LiteralString = """
    INSERT INTO platform.idempotency (user_id, key, fingerprint)
    VALUES (%(user_id)s, %(key)s, %(fingerprint)s)
    ON CONFLICT (user_id, role, key) DO NOTHING
    RETURNING true AS fresh"""
_STORED: LiteralString = """
    SELECT fingerprint, status, answer, etag FROM platform.idempotency
    WHERE user_id = %(user_id)s AND role = current_user AND key = %(key)s"""
_REMEMBER: LiteralString = """
    UPDATE platform.idempotency SET status = %(status)s, answer = %(answer)s, etag = %(etag)s
    WHERE user_id = %(user_id)s AND role = current_user AND key = %(key)s"""
_TO_OUTBOX: LiteralString = """
    INSERT INTO platform.outbox (id, user_id, type, source, occurred_at, data)
    SELECT e.id, %(user_id)s, e.type, e.source, e.occurred_at, e.data
    FROM jsonb_to_recordset(%(events)s::jsonb)
      AS e(id uuid, type text, source text, occurred_at timestamptz, data jsonb)"""
_FROM_OUTBOX: LiteralString = "DELETE FROM platform.outbox WHERE user_id = %s AND id = ANY(%s)"
# The platform's rows of a person that this domain wrote.
_FORGET: LiteralString = """
    DELETE FROM platform.outbox WHERE user_id = %(user_id)s AND source = %(source)s;
    DELETE FROM platform.idempotency WHERE user_id = %(user_id)s AND role = current_user;
    DELETE FROM platform.consumed_event WHERE user_id = %(user_id)s AND role = current_user"""
_PLACE = "platform.idempotency.answer"


class PostgresDatabase:
    """The `Database` of one domain's role."""

    def __init__(
        self, connection: Connection, *, source: str, vault: Vault, publisher: Publisher
    ) -> None:
        self._connection = connection
        self._source = source
        self._vault = vault
        self._publisher = publisher

    def reader(self, user_id: UUID) -> PersonReader:
        """A reader of one person's rows."""
        return PersonReader(self._connection, user_id)

    @contextmanager
    def unit(self, user_id: UUID, once: Once | None = None) -> Iterator[PersonUnit]:
        """A transaction; see `serenity.data.Database.unit`."""
        unit = PersonUnit(self._connection, user_id, self._source, self._vault, once)
        try:
            unit.begin()
            yield unit
            unit.commit()
        except BaseException:
            self._connection.roll_back()
            raise
        self._publish(user_id, unit.events)

    @contextmanager
    def erasing(self, user_id: UUID) -> Iterator[PersonUnit]:
        """A transaction that erases; see `serenity.data.Database.erasing`."""
        unit = PersonUnit(self._connection, user_id, self._source, self._vault, None)
        try:
            unit.begin(erasing=True)
            unit.fetch(_FORGET, {"user_id": user_id, "source": self._source})
            yield unit
            unit.commit()
        except BaseException:
            self._connection.roll_back()
            raise

    def _publish(self, user_id: UUID, events: list[Event]) -> None:
        """Best effort: what stays in the outbox is published by the relay's sweep."""
        if not events:
            return
        try:
            accepted = self._publisher.publish(events)
            if accepted:
                self.reader(user_id).fetch(_FROM_OUTBOX, (user_id, accepted))
        except Exception:  # noqa: BLE001 (the effect is committed already)
            logger.exception("outbox not emptied; the relay will")


class PersonReader:
    """Runs single statements as one person."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        self._connection = connection
        self.user_id = user_id

    def fetch(self, query: LiteralString, params: Params = ()) -> list[Row]:
        """Run one statement and answer its rows."""
        if isinstance(params, Mapping):
            named = {**params, "_person": str(self.user_id)}
            message = _AS_PERSON.replace("{user_id}", "%(_person)s") + query
            return self._connection.run(message, named, retry=True)
        message = _AS_PERSON.replace("{user_id}", "%s") + query
        return self._connection.run(message, (str(self.user_id), *params), retry=True)


class PersonUnit:
    """The `Unit` of one open transaction."""

    def __init__(
        self, connection: Connection, user_id: UUID, source: str, vault: Vault, once: Once | None
    ) -> None:
        self._connection = connection
        self._source = source
        self._vault = vault
        self._once = once
        self.user_id = user_id
        self._answer: Answer | None = None
        self.answered: Answer | None = None
        self.events: list[Event] = []

    def fetch(self, query: LiteralString, params: Params = ()) -> list[Row]:
        """Run one statement inside the transaction and answer its rows."""
        return self._connection.run(query, params)

    def emit(self, event_type: str, data: Mapping[str, Any]) -> Event:
        """Add an event to the outbox of this transaction."""
        event = Event(event_type, self.user_id, data, self._source)
        self.events.append(event)
        return event

    def begin(self, *, erasing: bool = False) -> None:
        """Open the transaction and take the Idempotency-Key, or find the answer of a twin.

        Raises:
            Conflict: when the key came with another request before.
            Erased: when the person was erased and this is not the erasure.
        """
        person = {"user_id": str(self.user_id), "erasing": erasing}
        if self._once is None:
            self._enter(_BEGIN, person)
            return
        claim = {**person, "key": self._once.key, "fingerprint": self._once.fingerprint}
        if self._enter(_BEGIN + _CLAIM, claim):
            return
        found = self.fetch(_STORED, claim)
        if not found:
            raise Unavailable("The answer to this Idempotency-Key has just expired.")
        stored = found[0]
        if stored["fingerprint"] != self._once.fingerprint:
            raise Conflict(
                "This Idempotency-Key was used for another request.",
                kind="idempotency-key-reused",
                next_step="Use a new key for a new request.",
            )
        body = self._vault.open(self.user_id, _PLACE, stored["answer"]) if stored["answer"] else ""
        self.answered = Answer(stored["status"], body, stored["etag"])

    def remember(self, answer: Answer) -> None:
        """Keep the answer, sealed, under the request's Idempotency-Key."""
        self._answer = answer

    def commit(self) -> None:
        """Write events and answer and commit, all in one message."""
        message: LiteralString = ""
        params: dict[str, Any] = {"user_id": self.user_id}
        if self.events:
            message += _TO_OUTBOX + ";"
            params["events"] = json.dumps([_row(event) for event in self.events])
        if self._once is not None and self._answer is not None:
            message += _REMEMBER + ";"
            params |= self._kept_answer(self._once, self._answer)
        self._connection.commit(message, params)

    def _enter(self, message: LiteralString, params: Params) -> list[Row]:
        try:
            return self._connection.run(message, params, retry=True)
        except psycopg.Error as error:
            if error.sqlstate == _IS_ERASED:
                raise Erased("This account was deleted.") from None
            raise

    def _kept_answer(self, once: Once, answer: Answer) -> dict[str, Any]:
        sealed = self._vault.seal(self.user_id, _PLACE, answer.body) if answer.body else None
        return {"key": once.key, "status": answer.status, "answer": sealed, "etag": answer.etag}


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "type": event.type,
        "source": event.source,
        "occurred_at": event.occurred_at.isoformat(),
        "data": event.data,
    }
