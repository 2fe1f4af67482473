"""Goals' step of the erasure workflow."""

from __future__ import annotations

from uuid import UUID

from functions.goals.service.ports import HistoryStore
from serenity.data import Database


class Erasure:
    """Deletes everything this domain keeps of a person; repeating it changes nothing."""

    def __init__(self, database: Database, history: HistoryStore) -> None:
        self._database = database
        self._history = history

    def erase(self, user_id: UUID) -> dict[str, str]:
        """Erase the person's goals with their history."""
        with self._database.erasing(user_id) as unit:
            self._history.erase(unit)
        return {"domain": "goals", "status": "erased"}
