"""Who may open a socket, what one may say, and when one must close."""

from __future__ import annotations

import json
import re
from datetime import datetime
from uuid import UUID

from functions.notifications import schemas
from functions.notifications.domain import (
    MOST_SOCKETS,
    TICKET_LIFE,
    Admission,
    Socket,
    may_listen,
)
from functions.notifications.service.ports import SocketGateway, SocketStore
from functions.notifications.service.push import Push
from serenity.auth import Principal
from serenity.clock import Clock
from serenity.data import Attempt
from serenity.events import Event
from serenity.ids import digest

MAX_MESSAGE = 1024
PONG = '{"type":"pong"}'
_TICKET = re.compile(r"[A-Za-z0-9_-]{43}")


class Sockets:
    """Tickets and the life of sockets."""

    def __init__(
        self,
        store: SocketStore,
        gateway: SocketGateway,
        push: Push,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._push = push
        self._clock = clock
        self._public_url = public_url

    def issue(self, caller: Principal, attempt: Attempt) -> schemas.Ticket:
        """A ticket of 256 random bits that opens one socket within thirty seconds."""
        # Whole seconds, rounded down: the table's expiry has no fractions.
        now = self._clock.now().replace(microsecond=0)
        secret, expires_at = attempt.secret("ticket"), now + TICKET_LIFE
        admission = Admission(caller.user_id, caller.session_id, now)
        self._store.keep_ticket(digest(secret), admission, expires_at)
        return schemas.Ticket(ticket=secret, expires_at=expires_at)

    def admit(self, ticket: str, origin: str | None) -> Admission | None:
        """Take a ticket, once; None refuses the socket.

        A browser always tells the origin of its page, which must be ours; programs tell none.
        """
        if origin is not None and origin != self._public_url:
            return None
        if not _TICKET.fullmatch(ticket):
            return None
        now = self._clock.now()
        admission = self._store.take_ticket(digest(ticket), now)
        if admission is None or not self._stands(admission, now):
            return None
        return admission

    def opened(self, connection_id: str, admission: Admission) -> bool:
        """Keep a new socket; of more than twenty the oldest are closed.

        It is kept before it is judged: a session that ends meanwhile sees the socket, or is seen.
        False refuses the socket.
        """
        user_id, now = admission.user_id, self._clock.now()
        added = Socket(connection_id, admission.session_id, admission.issued_at, now)
        self._store.add(user_id, added)
        if not self._stands(admission, now):
            self._store.remove(user_id, connection_id)
            return False
        others = [s for s in self._store.room(user_id, now).sockets if s != added]
        for socket in others[: max(len(others) + 1 - MOST_SOCKETS, 0)]:
            self._push.drop(user_id, socket)
        return True

    def closed(self, connection_id: str, user_id: UUID | None) -> None:
        """Forget a socket that has closed."""
        owner = user_id or self._store.owner(connection_id)
        if owner is not None:
            self._store.remove(owner, connection_id)

    def said(self, connection_id: str, admission: Admission, text: str) -> None:
        """Answer a ping; whoever may no longer listen is disconnected, all else is ignored."""
        now = self._clock.now()
        room = self._store.room(admission.user_id, now)
        known = any(socket.connection_id == connection_id for socket in room.sockets)
        if not known or not self._stands(admission, now):
            self._gateway.close(connection_id)
            self._store.remove(admission.user_id, connection_id)
        elif _is_ping(text):
            self._gateway.post(connection_id, PONG)

    def sessions_ended(self, event: Event) -> None:
        """Consume SessionsEnded: close what may no longer listen, refuse those sessions' tickets.

        Sockets of phones close with a revocation of everything, which names no session.
        """
        session_ids = {str(session_id) for session_id in event.data["session_ids"]}
        now = self._clock.now()
        self._store.end_sessions(event.user_id, session_ids, now)
        room, revocation = (
            self._store.room(event.user_id, now),
            self._store.revocation(event.user_id),
        )
        for socket in room.sockets:
            if not may_listen(socket.session_id, socket.admitted_at, room.ended, revocation):
                self._push.drop(event.user_id, socket)

    def _stands(self, admission: Admission, now: datetime) -> bool:
        ended = self._store.room(admission.user_id, now).ended
        revocation = self._store.revocation(admission.user_id)
        return may_listen(admission.session_id, admission.issued_at, ended, revocation)


def _is_ping(text: str) -> bool:
    if len(text) > MAX_MESSAGE:
        return False
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("type") == "ping"
