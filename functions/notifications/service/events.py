"""Hands each consumed event to the use case it is for."""

from __future__ import annotations

from functions.notifications.service.inbox import Inbox
from functions.notifications.service.sockets import Sockets
from serenity.events import Event


class Reception:
    """The door of this domain for events of the others."""

    def __init__(self, inbox: Inbox, sockets: Sockets) -> None:
        self._inbox = inbox
        self._sockets = sockets

    def receive(self, event: Event) -> None:
        """Consume one event; raises `KeyError` if this domain has no use for its type."""
        if event.type == "SessionsEnded":
            self._sockets.sessions_ended(event)
        else:
            self._inbox.receive(event)
