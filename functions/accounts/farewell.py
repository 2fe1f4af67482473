"""Ends sessions and tells the other domains, whose live connections end with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol
from uuid import UUID

from functions.accounts.domain import Session
from functions.accounts.sessions import Sessions
from serenity.errors import Erased, Unavailable
from serenity.telemetry import hashed, logger

AT_ONCE: Final = 500  # ids in one event, well below what the bus carries


class Herald(Protocol):
    """Publishes that sessions ended."""

    def sessions_ended(self, user_id: UUID, session_ids: list[str]) -> None:
        """Publish the ids."""
        ...


class Farewell:
    """Ends sessions; told first and ended then, so that nothing ends untold.

    A database that is down does not keep anybody signed in: the session ends all the same, and its
    live connections end with their longest life instead.
    """

    def __init__(self, sessions: Sessions, herald: Herald) -> None:
        self._sessions = sessions
        self._herald = herald

    def end(self, session: Session) -> None:
        """End one session."""
        self.tell(session.user_id, [session.id])
        self._sessions.end(session)

    def end_by_id(self, user_id: UUID, session_id: str) -> bool:
        """End the person's session of that id; False if there is none."""
        for session in self._sessions.of_person(user_id):
            if session.id == session_id:
                self.end(session)
                return True
        return False

    def end_all(self, user_id: UUID, but: str | None = None) -> None:
        """End every session of a person, except the one of the id `but`.

        Without an exception it is told even of nobody: the grants of phones are no sessions here,
        and whoever keeps their connections looks up whether they still count.
        """
        ending = [each for each in self._sessions.of_person(user_id) if each.id != but]
        if ending or but is None:
            self.tell(user_id, [each.id for each in ending])
        for session in ending:
            self._sessions.end(session)

    def tell(self, user_id: UUID, session_ids: Iterable[str]) -> None:
        """Publish that sessions, or grants of phones, ended."""
        ids = list(session_ids)
        for start in range(0, max(len(ids), 1), AT_ONCE):
            try:
                self._herald.sessions_ended(user_id, ids[start : start + AT_ONCE])
            except (Unavailable, Erased):
                logger.warning("ended sessions not told", extra={"user": hashed(user_id)})
