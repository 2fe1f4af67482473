"""Sockets, ended sessions and tickets in DynamoDB.

A person's partition of SocketsTable holds a record per open connection and, under `ended#` and the
session's id, one per session that ended while a socket of it could still be open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from functions.notifications.domain import SOCKET_LIFE, Admission, Revocation, Socket
from functions.notifications.service.ports import Room
from functions.notifications.store.dynamo import Item, Refused, call, delete_partition, query

_ENDED = "ended#"
_MARGIN = timedelta(minutes=5)


class DynamoSockets:
    """The `SocketStore` over SocketsTable, TicketsTable and RevocationsTable."""

    def __init__(self, sockets_table: str, tickets_table: str, revocations_table: str) -> None:
        self._sockets = sockets_table
        self._tickets = tickets_table
        self._revocations = revocations_table

    def keep_ticket(self, digest: str, admission: Admission, expires_at: datetime) -> None:
        """Keep a ticket until it is taken or expires; only its digest is stored."""
        item = {
            "ticket_hash": {"S": digest},
            "user_id": {"S": str(admission.user_id)},
            "session_id": {"S": admission.session_id},
            "issued_at": _seconds(admission.issued_at),
            "expires_at": _seconds(expires_at),
        }
        call("put_item", TableName=self._tickets, Item=item)

    def take_ticket(self, digest: str, now: datetime) -> Admission | None:
        """Take a ticket by a conditional delete, which has one winner."""
        try:
            taken = call(
                "delete_item",
                TableName=self._tickets,
                Key={"ticket_hash": {"S": digest}},
                ConditionExpression="attribute_exists(ticket_hash) AND expires_at > :now",
                ExpressionAttributeValues={":now": {"N": str(now.timestamp())}},
                ReturnValues="ALL_OLD",
            )["Attributes"]
        except Refused:
            return None
        return Admission(
            UUID(taken["user_id"]["S"]), taken["session_id"]["S"], _moment(taken, "issued_at")
        )

    def add(self, user_id: UUID, socket: Socket) -> None:
        """Keep an open socket for as long as API Gateway may keep it open."""
        item = _key(user_id, socket.connection_id) | {
            "session_id": {"S": socket.session_id},
            "admitted_at": _seconds(socket.admitted_at),
            "opened_at": {"S": socket.opened_at.isoformat()},
            "expires_at": _seconds(socket.opened_at + SOCKET_LIFE + _MARGIN),
        }
        call("put_item", TableName=self._sockets, Item=item)

    def remove(self, user_id: UUID, connection_id: str) -> None:
        """Forget a socket."""
        call("delete_item", TableName=self._sockets, Key=_key(user_id, connection_id))

    def owner(self, connection_id: str) -> UUID | None:
        """Whose socket it is, by the index."""
        found = call(
            "query",
            TableName=self._sockets,
            IndexName="by_connection",
            KeyConditionExpression="connection_id = :connection_id",
            ExpressionAttributeValues={":connection_id": {"S": connection_id}},
            Limit=1,
        )["Items"]
        return UUID(found[0]["user_id"]["S"]) if found else None

    def room(self, user_id: UUID, now: datetime) -> Room:
        """The person's open sockets, oldest first, and the sessions that ended."""
        sockets: list[Socket] = []
        ended: set[str] = set()
        for item in query(
            self._sockets,
            KeyConditionExpression="user_id = :user_id",
            ExpressionAttributeValues={":user_id": {"S": str(user_id)}},
        ):
            connection_id = item["connection_id"]["S"]
            if connection_id.startswith(_ENDED):
                ended.add(connection_id.removeprefix(_ENDED))
            elif _moment(item, "expires_at") > now:
                sockets.append(_socket(connection_id, item))
        return Room(tuple(sorted(sockets, key=lambda s: s.opened_at)), frozenset(ended))

    def end_sessions(self, user_id: UUID, session_ids: Iterable[str], now: datetime) -> None:
        """Remember ended sessions for as long as a socket of theirs could last."""
        for session_id in session_ids:
            item = _key(user_id, _ENDED + session_id) | {
                "expires_at": _seconds(now + SOCKET_LIFE + _MARGIN)
            }
            call("put_item", TableName=self._sockets, Item=item)

    def revocation(self, user_id: UUID) -> Revocation:
        """From when on the person's sessions count."""
        key = {"user_id": {"S": str(user_id)}}
        item = call("get_item", TableName=self._revocations, Key=key, ConsistentRead=True).get(
            "Item", {}
        )
        return Revocation(
            float(item["not_before"]["N"]) if "not_before" in item else 0,
            bool(item["erased"]["BOOL"]) if "erased" in item else False,
        )

    def erase(self, user_id: UUID) -> None:
        """Forget every socket and ended session of the person."""
        delete_partition(self._sockets, str(user_id), "connection_id")


def _key(user_id: UUID, connection_id: str) -> dict[str, dict[str, Any]]:
    return {"user_id": {"S": str(user_id)}, "connection_id": {"S": connection_id}}


def _seconds(moment: datetime) -> dict[str, str]:
    return {"N": str(int(moment.timestamp()))}


def _moment(item: Item, name: str) -> datetime:
    return datetime.fromtimestamp(float(item[name]["N"]), UTC)


def _socket(connection_id: str, item: Item) -> Socket:
    return Socket(
        connection_id,
        item["session_id"]["S"],
        _moment(item, "admitted_at"),
        datetime.fromisoformat(item["opened_at"]["S"]),
    )
