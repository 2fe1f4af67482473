"""What a use case knows of persistence: a reader and a unit of work, each bound to one person."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, LiteralString, Protocol
from uuid import UUID

from serenity.events import Event
from serenity.ids import new_id

Row = Mapping[str, Any]
Params = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key, hashed, and the fingerprint of the request it came with.

    `seal` is a key for what is stored of the answer. It follows from the Idempotency-Key and the
    whole request, and is stored nowhere: only a repetition of the request opens the answer.
    """

    key: str
    fingerprint: str
    seal: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, body text, ETag and further headers; kept for a repetition."""

    status: int
    body: str
    etag: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a request that no transaction spans.

    A later try at the same request has the same id and makes the same secrets, so that what it
    writes falls on what an earlier one wrote. `repeated` says that an earlier one came to no end:
    some or all of the effect may be there.
    """

    id: UUID = field(default_factory=new_id)
    seed: bytes = field(default_factory=partial(secrets.token_bytes, 32), repr=False)
    repeated: bool = False

    def secret(self, purpose: str) -> str:
        """256 bits for one purpose, in the form of `serenity.ids.new_secret`."""
        made = hmac.digest(self.seed, purpose.encode(), "sha256")
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


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


class Record(Protocol):
    """What is kept under the Idempotency-Key of one request outside Postgres."""

    @property
    def attempt(self) -> Attempt:
        """The try that this request is."""
        ...

    @property
    def answered(self) -> Answer | None:
        """The stored answer if this request was carried out before."""
        ...

    def remember(self, answer: Answer) -> None:
        """Keep the answer."""
        ...


class Records(Protocol):
    """Keeps answers to requests whose effect lies outside Postgres."""

    def hold(self, who: str, once: Once) -> AbstractContextManager[Record]:
        """The record of a key that belongs to `who`, held by one request at a time.

        The answer is stored when the block ends. A refusal (4xx) frees the key; any other failure
        leaves it to be taken up by a repetition.

        Raises:
            Conflict: when the Idempotency-Key was used for another request.
            Unavailable: when another request holds it for too long, or the store does not answer;
                repeating the request is safe.
        """
        ...
