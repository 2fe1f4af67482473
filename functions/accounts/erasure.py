"""The last step of an account's erasure: what accounts itself keeps of a person."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from functions.accounts.domain import TOMBSTONE_LIFE
from functions.accounts.ports import IdentityProvider, Revocations
from functions.accounts.sessions import Sessions
from serenity.clock import Clock
from serenity.data import Database, Unit
from serenity.telemetry import hashed, logger
from serenity.vault import Vault


class Rows(Protocol):
    """Deletes rows."""

    def erase(self, unit: Unit) -> None:
        """Delete every row of the person that accounts may see."""
        ...


class Erasure:
    """Every step may be repeated; the data key goes last, for the steps before may need it."""

    def __init__(
        self,
        database: Database,
        rows: Rows,
        sessions: Sessions,
        revocations: Revocations,
        identity: IdentityProvider,
        vault: Vault,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._sessions = sessions
        self._revocations = revocations
        self._identity = identity
        self._vault = vault
        self._clock = clock

    def erase(self, user: str) -> dict[str, str]:
        """Erase what is left of a person; raises `ValueError` for what is no person's id."""
        user_id = UUID(user)
        now = self._clock.now()
        self._revocations.erase(user_id, now, now + TOMBSTONE_LIFE)
        with self._database.erasing(user_id) as unit:
            self._rows.erase(unit)
        # After the unit: a sign-in under way came before it, with its session, or is refused.
        self._sessions.drop_all(user_id)
        self._identity.forget(user_id)
        self._vault.forget(user_id)
        logger.info("account erased", extra={"user": hashed(user_id)})
        return {"user_id": user, "state": "erased"}
