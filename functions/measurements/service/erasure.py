"""Erasure: everything this domain keeps of a person, in steps that can be taken again."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from serenity.data import Database, Unit

BATCH = 2_000


class ErasureStore(Protocol):
    """Deletes a person's rows."""

    def erase_some(self, unit: Unit, limit: int) -> int:
        """Delete at most about `limit` rows of each kind; answer how many went."""
        ...


class Erasure:
    """Deletes in short transactions, so that an interruption loses nothing and a repeat is safe."""

    def __init__(self, database: Database, store: ErasureStore) -> None:
        self._database = database
        self._store = store

    def erase(self, user_id: UUID) -> dict[str, str]:
        """Delete every row of the person in this domain."""
        while True:
            with self._database.erasing(user_id) as unit:
                deleted = self._store.erase_some(unit, BATCH)
            if not deleted:
                return {"domain": "measurements", "state": "erased"}
