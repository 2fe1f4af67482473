"""Ticket counters with one fault each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from functions.notifications.domain import Admission
from functions.notifications.service.sockets import Sockets
from functions.notifications.store.sockets import DynamoSockets
from serenity.ids import new_id
from tests.proofs.proof import Planted
from tests.proofs.tickets.races import (
    Counter,
    foreign_origins_admitted,
    longest_life,
    races_without_one_winner,
    unguessable_bits,
)


class ReadsThenDeletes(DynamoSockets):
    """Planted: looks a ticket up, then deletes it."""

    def take_ticket(self, digest: str, now: datetime) -> Admission | None:
        """Take a ticket, which several may do at once."""
        item = self._tickets.get(digest)
        if item is None or item["expires_at"] <= now.timestamp():
            return None
        self._tickets.delete(digest)
        issued_at = datetime.fromtimestamp(float(item["issued_at"]), UTC)
        return Admission(UUID(item["user_id"]), item["session_id"], issued_at)


class LeavesExpiryToTheTable(DynamoSockets):
    """Planted: trusts that DynamoDB has deleted what has expired, which takes it days."""

    def take_ticket(self, digest: str, _now: datetime) -> Admission | None:
        """Take a ticket that is still there."""
        return super().take_ticket(digest, datetime.fromtimestamp(0, UTC))


class AnyOrigin(Sockets):
    """Planted: opens sockets for every page."""

    def admit(self, ticket: str, _origin: str | None) -> Admission | None:
        """Take a ticket, whoever shows it."""
        return super().admit(ticket, None)


class OurNameInIt(Sockets):
    """Planted: an origin that begins with ours counts as ours."""

    def admit(self, ticket: str, origin: str | None) -> Admission | None:
        """Take a ticket for an origin that looks like ours."""
        ours = origin is not None and origin.startswith(self._public_url)
        return super().admit(ticket, None if ours else origin)


def plant() -> Iterator[Planted]:
    """Every fault, as the harness sees it."""
    raced = races_without_one_winner(Counter(ReadsThenDeletes), 40)
    yield Planted("a ticket read, then deleted", raced > 0)
    yield Planted("expiry left to the table", longest_life(Counter(LeavesExpiryToTheTable)) > 30)
    for kind in (AnyOrigin, OurNameInIt):
        admitted = foreign_origins_admitted(Counter(kind=kind))
        yield Planted(f"origins: {kind.__name__}", admitted > 0)
    ids = [new_id().hex for _ in range(1000)]
    yield Planted("ids as tickets", unguessable_bits(ids) < 128)
