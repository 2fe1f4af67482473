"""What the use cases of notifications need from the outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from functions.notifications.domain import (
    Admission,
    Choices,
    Message,
    Position,
    Revocation,
    Socket,
)
from serenity.data import Reader, Unit


class InboxStore(Protocol):
    """A person's messages, numbered without gaps."""

    def append(self, user_id: UUID, message: Message) -> Message | None:
        """Keep a message under the next sequence; None if it was kept before or the person is gone.

        Raises:
            Unavailable: when too many writers meet; repeating is safe.
        """
        ...

    def position(self, user_id: UUID) -> Position:
        """How far the inbox goes."""
        ...

    def newest(self, user_id: UUID, before: int, limit: int) -> list[Message]:
        """Messages below a sequence, newest first."""
        ...

    def since(self, user_id: UUID, after: int, limit: int) -> list[Message]:
        """Messages above a sequence, oldest first."""
        ...

    def unread(self, user_id: UUID, position: Position) -> int:
        """How many messages are unread."""
        ...

    def mark_read(self, user_id: UUID, sequence: int, at: datetime) -> bool:
        """Mark one message as read, once; False if there is none."""
        ...

    def mark_read_up_to(self, user_id: UUID, sequence: int, at: datetime) -> None:
        """Mark every message up to a sequence as read; never goes back."""
        ...

    def close(self, user_id: UUID, now: datetime) -> None:
        """Keep no message of the person from now on."""
        ...

    def erase(self, user_id: UUID) -> None:
        """Delete the whole inbox."""
        ...


@dataclass(frozen=True, slots=True)
class Listener:
    """A person as notifications see them: choices and time zone."""

    choices: Choices
    zone: str


class PreferenceStore(Protocol):
    """What people chose."""

    def listener(self, reader: Reader) -> Listener | None:
        """The person's choices and zone; None if the person has no profile."""
        ...

    def replace(self, unit: Unit, choices: Choices) -> bool:
        """Keep choices in place of the version they carry; False if that is not the latest."""
        ...

    def erase(self, unit: Unit) -> None:
        """Delete everything this domain keeps of the person in the database."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """A person's open sockets, and the sessions that ended while sockets may still be open."""

    sockets: tuple[Socket, ...]
    ended: frozenset[str]


class SocketStore(Protocol):
    """Open sockets, ended sessions and tickets."""

    def keep_ticket(self, digest: str, admission: Admission, expires_at: datetime) -> None:
        """Keep a ticket until it is taken or expires."""
        ...

    def take_ticket(self, digest: str, now: datetime) -> Admission | None:
        """Take a ticket; of any number of takers exactly one gets it, and none after its time."""
        ...

    def add(self, user_id: UUID, socket: Socket) -> None:
        """Keep an open socket."""
        ...

    def remove(self, user_id: UUID, connection_id: str) -> None:
        """Forget a socket."""
        ...

    def owner(self, connection_id: str) -> UUID | None:
        """Whose socket it is."""
        ...

    def room(self, user_id: UUID, now: datetime) -> Room:
        """The person's open sockets, oldest first."""
        ...

    def end_sessions(self, user_id: UUID, session_ids: Iterable[str], now: datetime) -> None:
        """Remember ended sessions for as long as a socket of theirs could last."""
        ...

    def revocation(self, user_id: UUID) -> Revocation:
        """From when on the person's sessions count."""
        ...

    def erase(self, user_id: UUID) -> None:
        """Forget every socket and ended session of the person."""
        ...


class SocketGateway(Protocol):
    """Speaks to open sockets."""

    def post(self, connection_id: str, text: str) -> bool:
        """Send a text; False if the socket is gone."""
        ...

    def close(self, connection_id: str) -> None:
        """Close a socket; one that is gone counts as closed."""
        ...
