"""The inbox in DynamoDB: one partition a person, messages numbered without gaps.

Entries of a partition: `counter` (the last number given out, how far all was read), `item#` with
the number in twelve digits, and `event#` with the id of each event consumed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from functions.notifications.domain import KEPT, Message, Position
from serenity.clock import Clock
from serenity.dynamo import ConditionFailed, Item, Table, call, pause, typed
from serenity.errors import Unavailable

APPEND_TRIES = 12
MARK_KEPT = timedelta(days=90)  # longer than any event that could still arrive
LAST = 10**12 - 1
_CONDITION_FAILED = "ConditionalCheckFailed"
_COUNTER = "counter"
_BETWEEN = "user_id = :user_id AND entry BETWEEN :first AND :last"


class DynamoInbox:
    """The `InboxStore` over InboxTable; RevocationsTable says who is erased."""

    def __init__(self, inbox_table: str, revocations_table: str, clock: Clock) -> None:
        self._table = Table(inbox_table, "user_id", "entry")
        self._revocations = Table(revocations_table, "user_id")
        self._clock = clock

    def append(self, user_id: UUID, message: Message) -> Message | None:
        """Keep a message under the next number, its event's mark beside it, or nothing at all."""
        for attempt in range(APPEND_TRIES):
            latest = self.position(user_id).latest
            kept = replace(message, sequence=latest + 1)
            try:
                call("transact_write_items", TransactItems=self._writes(user_id, kept))
            except ConditionFailed as refused:
                _number, _message, *final = refused.reasons
                if _CONDITION_FAILED in final:  # consumed before, or the person is erased
                    return None
            else:
                return kept
            pause(attempt)
        raise Unavailable("Too many messages arrive at once.")

    def position(self, user_id: UUID) -> Position:
        """How far the inbox goes."""
        item = self._table.get((str(user_id), _COUNTER))
        if item is None:
            return Position()
        return Position(
            int(item["latest"]), int(item.get("read_up_to", 0)), _instant(item, "read_up_to_at")
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
        found = self._table.query(
            _BETWEEN,
            _range(user_id, position.read_up_to + 1, LAST) | {":now": self._now()},
            FilterExpression="attribute_not_exists(read_at) AND expires_at > :now",
            ProjectionExpression="entry",
        )
        return sum(1 for _ in found)

    def mark_read(self, user_id: UUID, sequence: int, at: datetime) -> bool:
        """Mark one message as read, once; False if there is none."""
        try:
            self._table.update(
                (str(user_id), _entry(sequence)),
                "SET read_at = if_not_exists(read_at, :at)",
                {":at": at.isoformat(), ":now": self._now()},
                "attribute_exists(entry) AND expires_at > :now",
            )
        except ConditionFailed:
            return False
        return True

    def mark_read_up_to(self, user_id: UUID, sequence: int, at: datetime) -> None:
        """Move the common mark forward in one statement; it never goes back."""
        with suppress(ConditionFailed):  # marked as far or further before
            self._table.update(
                (str(user_id), _COUNTER),
                "SET read_up_to = :sequence, read_up_to_at = :at",
                {":sequence": sequence, ":at": at.isoformat()},
                "latest >= :sequence AND "
                "(attribute_not_exists(read_up_to) OR read_up_to < :sequence)",
            )

    def close(self, user_id: UUID, now: datetime) -> None:
        """Mark the person as erased, unless accounts has done so already."""
        self._revocations.update(
            str(user_id),
            "SET erased = :yes, not_before = if_not_exists(not_before, :now), "
            "expires_at = if_not_exists(expires_at, :keep)",
            {
                ":yes": True,
                ":now": int(now.timestamp()),
                ":keep": int((now + MARK_KEPT).timestamp()),
            },
        )

    def erase(self, user_id: UUID) -> None:
        """Delete the whole inbox."""
        self._table.delete_partition(str(user_id))

    def _items(
        self, user_id: UUID, first: int, last: int, *, forward: bool, page: int
    ) -> Iterator[Message]:
        if last < first:
            return
        now = self._now()
        for item in self._table.query(
            _BETWEEN, _range(user_id, first, last), ScanIndexForward=forward, Limit=page
        ):
            # Expired items stay until the table's own sweep finds them.
            if item["expires_at"] > now:
                yield _message(item)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _writes(self, user_id: UUID, message: Message) -> list[dict[str, Any]]:
        """Number, message and event mark come true together, and only for people who exist."""
        before = message.sequence - 1
        expires_at = int((message.created_at + KEPT).timestamp())
        absent = "attribute_not_exists(entry)"
        inbox = {"TableName": self._table.name}
        counter = inbox | {
            "Key": self._table.at((str(user_id), _COUNTER)),
            "UpdateExpression": "SET latest = :next",
            "ConditionExpression": "latest = :before" if before else absent,
            "ExpressionAttributeValues": typed(
                {":next": message.sequence, ":before": before or None}
            ),
        }
        item = _item(user_id, message) | {"expires_at": expires_at}
        mark = _key(user_id, f"event#{message.id}") | {"expires_at": expires_at}
        return [
            {"Update": counter},
            {"Put": inbox | {"Item": typed(item), "ConditionExpression": absent}},
            {"Put": inbox | {"Item": typed(mark), "ConditionExpression": absent}},
            {
                "ConditionCheck": {
                    "TableName": self._revocations.name,
                    "Key": self._revocations.at(str(user_id)),
                    "ConditionExpression": "attribute_not_exists(erased) OR erased = :no",
                    "ExpressionAttributeValues": typed({":no": False}),
                }
            },
        ]


def _key(user_id: UUID, entry: str) -> Item:
    return {"user_id": str(user_id), "entry": entry}


def _entry(sequence: int) -> str:
    return f"item#{max(0, min(sequence, LAST)):012d}"


def _range(user_id: UUID, first: int, last: int) -> Item:
    return {":user_id": str(user_id), ":first": _entry(first), ":last": _entry(last)}


def _item(user_id: UUID, message: Message) -> Item:
    return _key(user_id, _entry(message.sequence)) | {
        "id": str(message.id),
        "kind": message.kind,
        "data": json.dumps(message.data, separators=(",", ":")),
        "created_at": message.created_at.isoformat(),
        "quiet": message.quiet,
    }


def _message(item: Item) -> Message:
    return Message(
        id=UUID(item["id"]),
        kind=item["kind"],
        data=json.loads(item["data"]),
        created_at=datetime.fromisoformat(item["created_at"]),
        quiet=item["quiet"],
        sequence=int(item["entry"].removeprefix("item#")),
        read_at=_instant(item, "read_at"),
    )


def _instant(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]) if name in item else None
