"""Domain events: what happened, in the past tense, and the bus that carries it between domains."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from serenity.errors import Erased
from serenity.ids import new_id
from serenity.telemetry import hashed, logger

MAX_ENTRIES = 10  # EventBridge takes ten entries a call


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one person; `data` holds ids, codes and dates, never free text."""

    type: str
    user_id: UUID
    data: Mapping[str, Any]
    source: str
    occurred_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: UUID = field(default_factory=new_id)

    def detail(self) -> str:
        """The JSON that travels as the EventBridge entry's Detail."""
        return json.dumps(
            {
                "id": str(self.id),
                "type": self.type,
                "source": self.source,
                "occurred_at": self.occurred_at.isoformat(),
                "user_id": str(self.user_id),
                "data": self.data,
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_detail(cls, detail: Mapping[str, Any]) -> Event:
        """The event in a decoded Detail document; `KeyError` or `ValueError` if it is none."""
        return cls(
            type=detail["type"],
            user_id=UUID(detail["user_id"]),
            data=detail["data"],
            source=detail["source"],
            occurred_at=datetime.fromisoformat(detail["occurred_at"]),
            id=UUID(detail["id"]),
        )


class Publisher(Protocol):
    """Hands events to whoever listens."""

    def publish(self, events: Iterable[Event]) -> list[UUID]:
        """Send the events; answer the ids that were accepted."""
        ...


class EventBus:
    """EventBridge as a publisher: one try, because the relay's sweep repeats what was refused."""

    def __init__(self, bus_name: str, *, read_seconds: float) -> None:
        self._bus_name = bus_name
        self._read_seconds = read_seconds

    def publish(self, events: Iterable[Event]) -> list[UUID]:
        """Send the events in batches, up to the first that the bus does not answer.

        Returns:
            The ids that were accepted.
        """
        pending = list(events)
        accepted: list[UUID] = []
        for start in range(0, len(pending), MAX_ENTRIES):
            taken = self._send(pending[start : start + MAX_ENTRIES])
            if taken is None:
                break
            accepted += taken
        return accepted

    def _send(self, batch: list[Event]) -> list[UUID] | None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._bus().put_events(
                Entries=[
                    {
                        "EventBusName": self._bus_name,
                        "Source": f"serenity.{event.source}",
                        "DetailType": event.type,
                        "Detail": event.detail(),
                        "Time": event.occurred_at,
                    }
                    for event in batch
                ]
            )
        except (BotoCoreError, ClientError) as error:
            logger.warning("event bus refused a batch", extra={"cause": type(error).__name__})
            return None
        results = answer["Entries"]
        return [e.id for e, r in zip(batch, results, strict=True) if "EventId" in r]

    def _bus(self) -> Any:
        from serenity.aws import client

        return client("events", read_seconds=self._read_seconds, tries=1)


def consume(
    records: Iterable[Mapping[str, Any]], handle: Callable[[Event], None]
) -> dict[str, Any]:
    """Handle a batch of SQS records that carry EventBridge events, one by one.

    Returns the partial batch answer: only records whose handling raised are delivered again, and
    end in the dead-letter queue once the queue's receive count is used up.
    """
    failures: list[dict[str, str]] = []
    for record in records:
        logger.remove_keys(["event_id", "user"])
        try:
            event = Event.from_detail(json.loads(record["body"])["detail"])
            logger.append_keys(event_id=str(event.id), user=hashed(event.user_id))
            handle(event)
        except Erased:
            logger.info("event of an erased person dropped")
        except Exception:  # noqa: BLE001 (one bad message must not stop the rest)
            logger.exception("event not handled", extra={"message_id": record.get("messageId")})
            failures.append({"itemIdentifier": str(record.get("messageId"))})
    return {"batchItemFailures": failures}
