"""Notifications' step of the erasure workflow."""

from __future__ import annotations

from uuid import UUID

from functions.notifications.service.ports import InboxStore, PreferenceStore, SocketStore
from functions.notifications.service.push import Push
from serenity.clock import Clock
from serenity.data import Database


class Erasure:
    """Closes the person's sockets and deletes what is kept; repeating it changes nothing.

    The person is marked as erased first; inbox and sockets refuse whoever is marked, so an event
    or a ticket still under way brings nothing back.
    """

    def __init__(
        self,
        database: Database,
        preferences: PreferenceStore,
        inbox: InboxStore,
        sockets: SocketStore,
        push: Push,
        clock: Clock,
    ) -> None:
        self._database = database
        self._preferences = preferences
        self._inbox = inbox
        self._sockets = sockets
        self._push = push
        self._clock = clock

    def erase(self, user_id: UUID) -> dict[str, str]:
        """Erase everything of the person."""
        self._inbox.close(user_id, self._clock.now())
        for socket in self._sockets.room(user_id, self._clock.now()).sockets:
            self._push.drop(user_id, socket)
        self._sockets.erase(user_id)
        self._inbox.erase(user_id)
        with self._database.erasing(user_id) as unit:
            self._preferences.erase(unit)
        return {"domain": "notifications", "status": "erased"}
