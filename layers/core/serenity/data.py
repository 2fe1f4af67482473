"""What a use case knows of persistence: a reader and a unit of work, each bound to one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol
from uuid import UUID

from serenity.events import Event

Row = Mapping[str, Any]
Params = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key and the fingerprint of the request it came with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, body text and ETag; stored beside the effect it reports."""

    status: int
    body: str
    etag: str | None = None


class Reader(Protocol):
    """Reads one person's rows; the database itself hides everybody else's."""

    @property
    def user_id(self) -> UUID:
        """Whose rows are visible."""
        ...

    def fetch(self, query: LiteralString, params: Params = ()) -> list[Row]:
        """Run one statement and answer its rows."""
        ...


class Unit(Reader, Protocol):
    """One transaction of one person: rows, events and the answer become true together."""

    @property
    def answered(self) -> Answer | None:
        """The stored answer if this request was carried out before."""
        ...

    def emit(self, event_type: str, data: Mapping[str, Any]) -> Event:
        """Add an event to the outbox of this transaction."""
        ...

    def remember(self, answer: Answer) -> None:
        """Keep the answer under the request's Idempotency-Key, if it has one."""
        ...


class Database(Protocol):
    """Opens readers and units of work."""

    def reader(self, user_id: UUID) -> Reader:
        """A reader of one person's rows."""
        ...

    def unit(self, user_id: UUID, once: Once | None = None) -> AbstractContextManager[Unit]:
        """A transaction; commits when the block ends, rolls back when it raises.

        Raises:
            Conflict: when the Idempotency-Key was used for another request.
            Erased: when the person asked to be erased.
            Unavailable: when the database does not answer; repeating the request is safe.
        """
        ...

    def erasing(self, user_id: UUID) -> AbstractContextManager[Unit]:
        """A transaction that erases a person: from then on every other unit of theirs is refused.

        What the platform keeps for this domain (outbox, answers, consumed events) goes with it.
        """
        ...
