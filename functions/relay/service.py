"""One sweep: left-over events first, then records whose time is up."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from serenity.clock import Clock
from serenity.events import MAX_ENTRIES, Event, Publisher
from serenity.telemetry import MetricUnit, flush, logger, metrics

# Younger events are still in the hands of the unit that wrote them.
LEFT_OVER = timedelta(seconds=20)
KEYS_KEPT = timedelta(hours=72)
DELETED_KEPT = timedelta(days=30)
ERASED_KEPT = timedelta(days=90)  # longer than any token, session or message of the person
# What one call to the bus takes: however slow it is, the transaction around it stays short.
BATCH = MAX_ENTRIES
REFUSALS = 3  # batches refused as a whole, one after the other: the bus is down
BUDGET = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many left-over events wait, and since when."""

    count: int
    oldest_at: datetime | None


class Batch(Protocol):
    """Events taken from the outbox, held until they are released or the transaction ends."""

    def events(self, older_than: datetime, after: UUID, limit: int) -> list[Event]:
        """The next events in the order they were made."""
        ...

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take accepted events out of the outbox."""
        ...


class RelayStore(Protocol):
    """The outbox and what expires, across all people."""

    def alone(self) -> AbstractContextManager[Batch | None]:
        """A transaction in which this is the only sweep; None while another one runs."""
        ...

    def backlog(self, older_than: datetime) -> Backlog:
        """What waits."""
        ...

    def expire(
        self, keys_before: datetime, entries_before: datetime, erased_before: datetime
    ) -> int:
        """Delete a portion of the expired records; answers how many."""
        ...


class Sweeper:
    """Never loses an event: it leaves the outbox only after the bus has accepted it."""

    def __init__(self, store: RelayStore, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    def sweep(self) -> dict[str, int]:
        """Publish and expire as far as the time allows; the rest follows in the next sweep."""
        until = self._clock.now() + BUDGET
        self._measure()
        published = self._publish(until)
        expired = self._expire(until)
        metrics.add_metric(name="OutboxPublished", unit=MetricUnit.Count, value=published)
        metrics.add_metric(name="RecordsExpired", unit=MetricUnit.Count, value=expired)
        flush()
        if published or expired:
            logger.info("swept", extra={"published": published, "expired": expired})
        return {"published": published, "expired": expired}

    def _measure(self) -> None:
        now = self._clock.now()
        backlog = self._store.backlog(now - LEFT_OVER)
        age = (now - backlog.oldest_at).total_seconds() if backlog.oldest_at else 0
        metrics.add_metric(name="OutboxBacklog", unit=MetricUnit.Count, value=backlog.count)
        metrics.add_metric(name="OutboxOldestSeconds", unit=MetricUnit.Seconds, value=age)

    def _publish(self, until: datetime) -> int:
        """Batch by batch; an event the bus refuses stays and does not hold up those behind it."""
        published, refused, after = 0, 0, UUID(int=0)
        while self._clock.now() < until and refused < REFUSALS:
            with self._store.alone() as batch:
                if batch is None:
                    break
                events = batch.events(self._clock.now() - LEFT_OVER, after, BATCH)
                if not events:
                    break
                accepted = self._publisher.publish(events)
                batch.remove(accepted)
            published += len(accepted)
            after = events[-1].id
            refused = 0 if accepted else refused + 1
        return published

    def _expire(self, until: datetime) -> int:
        total = 0
        while self._clock.now() < until:
            now = self._clock.now()
            expired = self._store.expire(now - KEYS_KEPT, now - DELETED_KEPT, now - ERASED_KEPT)
            total += expired
            if not expired:
                break
        return total
