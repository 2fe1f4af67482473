"""Data keys kept in memory, for suites that need a real vault but no KMS."""

from __future__ import annotations

import os
from uuid import UUID


class MemoryKeyStore:
    """A key per person, for the life of the process."""

    def __init__(self) -> None:
        self._keys: dict[UUID, bytes] = {}

    def find(self, user_id: UUID) -> bytes | None:
        """The person's key, if there is one."""
        return self._keys.get(user_id)

    def data_key(self, user_id: UUID) -> bytes:
        """The person's key, made on first use."""
        return self._keys.setdefault(user_id, os.urandom(32))

    def forget(self, user_id: UUID) -> None:
        """Drop the person's key."""
        self._keys.pop(user_id, None)
