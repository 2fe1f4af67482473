"""Sends what changed to every open tab; what a push misses, the inbox's cursor brings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from functions.notifications.domain import Socket, may_listen
from functions.notifications.service.ports import SocketGateway, SocketStore
from serenity.clock import Clock
from serenity.telemetry import MetricUnit, flush, hashed, logger, metrics


class Push:
    """Fans a message out to a person's sockets and drops those that may no longer listen."""

    def __init__(self, sockets: SocketStore, gateway: SocketGateway, clock: Clock) -> None:
        self._sockets = sockets
        self._gateway = gateway
        self._clock = clock

    def send(self, user_id: UUID, message: Mapping[str, Any]) -> None:
        """Send to every socket; a failure is counted and never reaches the caller."""
        try:
            self._send(user_id, json.dumps(message, separators=(",", ":")))
        except Exception:  # noqa: BLE001 (the message is in the inbox already)
            self._count_failure(user_id)

    def drop(self, user_id: UUID, socket: Socket) -> None:
        """Close a socket and forget it."""
        self._gateway.close(socket.connection_id)
        self._sockets.remove(user_id, socket.connection_id)

    def _send(self, user_id: UUID, text: str) -> None:
        room = self._sockets.room(user_id, self._clock.now())
        if not room.sockets:
            return
        revocation = self._sockets.revocation(user_id)
        for socket in room.sockets:
            try:
                if not may_listen(socket.session_id, socket.admitted_at, room.ended, revocation):
                    self.drop(user_id, socket)
                elif not self._gateway.post(socket.connection_id, text):
                    self._sockets.remove(user_id, socket.connection_id)
            except Exception:  # noqa: BLE001 (one broken socket must not silence the others)
                self._count_failure(user_id)

    @staticmethod
    def _count_failure(user_id: UUID) -> None:
        logger.exception("push failed", extra={"user": hashed(user_id)})
        metrics.add_metric(name="PushFailures", unit=MetricUnit.Count, value=1)
        flush()
