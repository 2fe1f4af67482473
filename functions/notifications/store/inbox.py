"""The inbox in DynamoDB: one partition a person, messages numbered without gaps.

Entries of a partition: `counter` (the last number given out, how far all was read), `item#` with
the number in twelve digits, and `event#` with the id of each event consumed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from functions.notifications.domain import KEPT, Message, Position
from functions.notifications.store.dynamo import Item, Refused, call, delete_partition, pause, query
from serenity.clock import Clock
from serenity.errors import Unavailable

APPEND_TRIES = 12
MARK_KEPT = timedelta(days=90)  # longer than any event that could still arrive
LAST = 10**12 - 1
_CONDITION_FAILED = "ConditionalCheckFailed"


class DynamoInbox:
    """The `InboxStore` over InboxTable; RevocationsTable says who is erased."""

    def __init__(self, inbox_table: str, revocations_table: str, clock: Clock) -> None:
        self._table = inbox_table
        self._revocations = revocations_table
        self._clock = clock

    def append(self, user_id: UUID, message: Message) -> Message | None:
        """Keep a message under the next number, its event's mark beside it, or nothing at all."""
        for attempt in range(APPEND_TRIES):
            latest = self.position(user_id).latest
            kept = replace(message, sequence=latest + 1)
            try:
                call("transact_write_items", TransactItems=self._writes(user_id, kept))
            except Refused as refused:
                _number, _message, *final = refused.reasons
                if _CONDITION_FAILED in final:  # consumed before, or the person is erased
                    return None
            else:
                return kept
            pause(attempt)
        raise Unavailable("Too many messages arrive at once.")

    def position(self, user_id: UUID) -> Position:
        """How far the inbox goes."""
        key = _key(user_id, "counter")
        item = call("get_item", TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if not item:
            return Position()
        return Position(
            int(item["latest"]["N"]),
            int(item["read_up_to"]["N"]) if "read_up_to" in item else 0,
            _instant(item, "read_up_to_at"),
        )

    def newest(self, user_id: UUID, before: int, limit: int) -> list[Message]:
        """Messages below a number, newest first."""
        found = self._items(user_id, 0, before - 1, forward=False, page=limit)
        return list(islice(found, limit))

    def since(self, user_id: UUID, after: int, limit: int) -> list[Message]:
        """Messages above a number, oldest first."""
        found = self._items(user_id, after + 1, LAST, forward=True, page=limit)
        return list(islice(found, limit))

    def unread(self, user_id: UUID, position: Position) -> int:
        """How many messages above the common mark have no mark of their own; always recounted."""
        first, last = _entry(min(position.read_up_to + 1, LAST)), _entry(LAST)
        found = query(
            self._table,
            KeyConditionExpression="user_id = :user_id AND entry BETWEEN :first AND :last",
            FilterExpression="attribute_not_exists(read_at) AND expires_at > :now",
            ProjectionExpression="entry",
            ExpressionAttributeValues={
                ":user_id": {"S": str(user_id)},
                ":first": {"S": first},
                ":last": {"S": last},
                ":now": {"N": str(int(self._clock.now().timestamp()))},
            },
        )
        return sum(1 for _ in found)

    def mark_read(self, user_id: UUID, sequence: int, at: datetime) -> bool:
        """Mark one message as read, once; False if there is none."""
        try:
            call(
                "update_item",
                TableName=self._table,
                Key=_key(user_id, _entry(sequence)),
                UpdateExpression="SET read_at = if_not_exists(read_at, :at)",
                ConditionExpression="attribute_exists(entry) AND expires_at > :now",
                ExpressionAttributeValues={
                    ":at": {"S": at.isoformat()},
                    ":now": {"N": str(int(self._clock.now().timestamp()))},
                },
            )
        except Refused:
            return False
        return True

    def mark_read_up_to(self, user_id: UUID, sequence: int, at: datetime) -> None:
        """Move the common mark forward in one statement; it never goes back."""
        try:
            call(
                "update_item",
                TableName=self._table,
                Key=_key(user_id, "counter"),
                UpdateExpression="SET read_up_to = :sequence, read_up_to_at = :at",
                ConditionExpression="latest >= :sequence AND "
                "(attribute_not_exists(read_up_to) OR read_up_to < :sequence)",
                ExpressionAttributeValues={
                    ":sequence": {"N": str(sequence)},
                    ":at": {"S": at.isoformat()},
                },
            )
        except Refused:
            return  # marked as far or further before

    def close(self, user_id: UUID, now: datetime) -> None:
        """Mark the person as erased, unless accounts has done so already."""
        call(
            "update_item",
            TableName=self._revocations,
            Key={"user_id": {"S": str(user_id)}},
            UpdateExpression="SET erased = :yes, "
            "not_before = if_not_exists(not_before, :now), "
            "expires_at = if_not_exists(expires_at, :keep)",
            ExpressionAttributeValues={
                ":yes": {"BOOL": True},
                ":now": {"N": str(int(now.timestamp()))},
                ":keep": {"N": str(int((now + MARK_KEPT).timestamp()))},
            },
        )

    def erase(self, user_id: UUID) -> None:
        """Delete the whole inbox."""
        delete_partition(self._table, str(user_id), "entry")

    def _items(
        self, user_id: UUID, first: int, last: int, *, forward: bool, page: int
    ) -> Iterator[Message]:
        if last < first:
            return
        now = self._clock.now().timestamp()
        for item in query(
            self._table,
            KeyConditionExpression="user_id = :user_id AND entry BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":user_id": {"S": str(user_id)},
                ":first": {"S": _entry(first)},
                ":last": {"S": _entry(last)},
            },
            ScanIndexForward=forward,
            Limit=page,
        ):
            # Expired items stay until the table's own sweep finds them.
            if int(item["expires_at"]["N"]) > now:
                yield _message(item)

    def _writes(self, user_id: UUID, message: Message) -> list[dict[str, Any]]:
        """Number, message and event mark come true together, and only for people who exist."""
        before = message.sequence - 1
        expires_at = {"N": str(int((message.created_at + KEPT).timestamp()))}
        absent = "attribute_not_exists(entry)"
        counter = {
            "TableName": self._table,
            "Key": _key(user_id, "counter"),
            "UpdateExpression": "SET latest = :next",
            "ConditionExpression": "latest = :before" if before else absent,
            "ExpressionAttributeValues": {":next": {"N": str(message.sequence)}}
            | ({":before": {"N": str(before)}} if before else {}),
        }
        item = _item(user_id, message) | {"expires_at": expires_at}
        mark = _key(user_id, f"event#{message.id}") | {"expires_at": expires_at}
        return [
            {"Update": counter},
            {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": absent}},
            {"Put": {"TableName": self._table, "Item": mark, "ConditionExpression": absent}},
            {
                "ConditionCheck": {
                    "TableName": self._revocations,
                    "Key": {"user_id": {"S": str(user_id)}},
                    "ConditionExpression": "attribute_not_exists(erased) OR erased = :no",
                    "ExpressionAttributeValues": {":no": {"BOOL": False}},
                }
            },
        ]


def _key(user_id: UUID, entry: str) -> dict[str, dict[str, Any]]:
    return {"user_id": {"S": str(user_id)}, "entry": {"S": entry}}


def _entry(sequence: int) -> str:
    return f"item#{max(0, min(sequence, LAST)):012d}"


def _item(user_id: UUID, message: Message) -> dict[str, dict[str, Any]]:
    return _key(user_id, _entry(message.sequence)) | {
        "id": {"S": str(message.id)},
        "kind": {"S": message.kind},
        "data": {"S": json.dumps(message.data, separators=(",", ":"))},
        "created_at": {"S": message.created_at.isoformat()},
        "quiet": {"BOOL": message.quiet},
    }


def _message(item: Item) -> Message:
    return Message(
        id=UUID(item["id"]["S"]),
        kind=item["kind"]["S"],
        data=json.loads(item["data"]["S"]),
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
        quiet=item["quiet"]["BOOL"],
        sequence=int(item["entry"]["S"].removeprefix("item#")),
        read_at=_instant(item, "read_at"),
    )


def _instant(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]["S"]) if name in item else None
