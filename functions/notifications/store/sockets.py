"""Sockets, ended sessions and tickets in DynamoDB.

A person's partition of SocketsTable holds a record per open connection and, under `ended#` and the
session's id, one per session that ended while a socket of it could still be open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from functions.notifications.domain import SOCKET_LIFE, Admission, Revocation, Socket
from functions.notifications.service.ports import Room
from serenity.dynamo import ConditionFailed, Item, Table

_ENDED = "ended#"
_MARGIN = timedelta(minutes=5)


class DynamoSockets:
    """The `SocketStore` over SocketsTable, TicketsTable and RevocationsTable."""

    def __init__(self, sockets_table: str, tickets_table: str, revocations_table: str) -> None:
        self._sockets = Table(sockets_table, "user_id", "connection_id")
        self._tickets = Table(tickets_table, "ticket_hash")
        self._revocations = Table(revocations_table, "user_id")

    def keep_ticket(self, digest: str, admission: Admission, expires_at: datetime) -> None:
        """Keep a ticket until it is taken or expires; only its digest is stored."""
        self._tickets.put(
            {
                "ticket_hash": digest,
                "user_id": str(admission.user_id),
                "session_id": admission.session_id,
                "issued_at": _seconds(admission.issued_at),
                "expires_at": _seconds(expires_at),
            }
        )

    def take_ticket(self, digest: str, now: datetime) -> Admission | None:
        """Take a ticket by a conditional delete, which has one winner."""
        try:
            taken = self._tickets.delete(
                digest,
                "attribute_exists(ticket_hash) AND expires_at > :now",
                {":now": now.timestamp()},
            )
        except ConditionFailed:
            return None
        if taken is None:
            return None
        return Admission(UUID(taken["user_id"]), taken["session_id"], _moment(taken, "issued_at"))

    def add(self, user_id: UUID, socket: Socket) -> None:
        """Keep an open socket for as long as API Gateway may keep it open."""
        self._sockets.put(
            {
                "user_id": str(user_id),
                "connection_id": socket.connection_id,
                "session_id": socket.session_id,
                "admitted_at": _seconds(socket.admitted_at),
                "opened_at": socket.opened_at.isoformat(),
                "expires_at": _seconds(socket.opened_at + SOCKET_LIFE + _MARGIN),
            }
        )

    def remove(self, user_id: UUID, connection_id: str) -> None:
        """Forget a socket."""
        self._sockets.delete((str(user_id), connection_id))

    def owner(self, connection_id: str) -> UUID | None:
        """Whose socket it is, by the index."""
        found = self._sockets.query(
            "connection_id = :connection_id",
            {":connection_id": connection_id},
            index="by_connection",
            Limit=1,
        )
        item = next(found, None)
        return UUID(item["user_id"]) if item else None

    def room(self, user_id: UUID, now: datetime) -> Room:
        """The person's open sockets, oldest first, and the sessions that ended."""
        sockets: list[Socket] = []
        ended: set[str] = set()
        for item in self._sockets.query("user_id = :user_id", {":user_id": str(user_id)}):
            connection_id = item["connection_id"]
            if connection_id.startswith(_ENDED):
                ended.add(connection_id.removeprefix(_ENDED))
            elif _moment(item, "expires_at") > now:
                sockets.append(_socket(item))
        return Room(tuple(sorted(sockets, key=lambda s: s.opened_at)), frozenset(ended))

    def end_sessions(self, user_id: UUID, session_ids: Iterable[str], now: datetime) -> None:
        """Remember ended sessions for as long as a socket of theirs could last."""
        for session_id in session_ids:
            self._sockets.put(
                {
                    "user_id": str(user_id),
                    "connection_id": _ENDED + session_id,
                    "expires_at": _seconds(now + SOCKET_LIFE + _MARGIN),
                }
            )

    def revocation(self, user_id: UUID) -> Revocation:
        """From when on the person's sessions count."""
        item = self._revocations.get(str(user_id)) or {}
        return Revocation(float(item.get("not_before", 0)), bool(item.get("erased", False)))

    def erase(self, user_id: UUID) -> None:
        """Forget every socket and ended session of the person."""
        self._sockets.delete_partition(str(user_id))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(item: Item, name: str) -> datetime:
    return datetime.fromtimestamp(float(item[name]), UTC)


def _socket(item: Item) -> Socket:
    return Socket(
        item["connection_id"],
        item["session_id"],
        _moment(item, "admitted_at"),
        datetime.fromisoformat(item["opened_at"]),
    )
