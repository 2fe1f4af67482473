"""Composition root of notifications: builds its parts on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from serenity.clock import SystemClock
from serenity.settings import settings

if TYPE_CHECKING:
    from functions.notifications.service.erasure import Erasure
    from functions.notifications.service.events import Reception
    from functions.notifications.service.inbox import Inbox
    from functions.notifications.service.preferences import PreferenceService
    from functions.notifications.service.push import Push
    from functions.notifications.service.sockets import Sockets
    from functions.notifications.store.gateway import ManagedSockets
    from functions.notifications.store.inbox import DynamoInbox
    from functions.notifications.store.preferences import PostgresPreferences
    from functions.notifications.store.sockets import DynamoSockets
    from serenity.data import Database
    from serenity.idempotency import DynamoRecords


def database() -> Database:
    """The database, as the role of this domain."""
    from serenity_sql import database as connect

    return connect()


@lru_cache(maxsize=1)
def records() -> DynamoRecords:
    """Answers to repeated requests."""
    from serenity.idempotency import DynamoRecords

    return DynamoRecords(settings().require("idempotency_table"), SystemClock())


@lru_cache(maxsize=1)
def inbox_store() -> DynamoInbox:
    """Messages."""
    from functions.notifications.store.inbox import DynamoInbox

    found = settings()
    return DynamoInbox(
        found.require("inbox_table"), found.require("revocations_table"), SystemClock()
    )


@lru_cache(maxsize=1)
def socket_store() -> DynamoSockets:
    """Sockets and tickets."""
    from functions.notifications.store.sockets import DynamoSockets

    found = settings()
    return DynamoSockets(
        found.require("sockets_table"), found.tickets_table, found.require("revocations_table")
    )


@lru_cache(maxsize=1)
def preference_store() -> PostgresPreferences:
    """Choices."""
    from functions.notifications.store.preferences import PostgresPreferences

    return PostgresPreferences()


@lru_cache(maxsize=1)
def gateway() -> ManagedSockets:
    """The management API of the WebSocket stage; the ticket function has none and calls none."""
    from functions.notifications.store.gateway import ManagedSockets

    return ManagedSockets(settings().socket_endpoint)


@lru_cache(maxsize=1)
def push() -> Push:
    """The fan-out to open sockets."""
    from functions.notifications.service.push import Push

    return Push(socket_store(), gateway(), SystemClock())


@lru_cache(maxsize=1)
def inbox() -> Inbox:
    """The inbox."""
    from functions.notifications.service.inbox import Inbox

    return Inbox(inbox_store(), preference_store(), database(), push(), SystemClock())


@lru_cache(maxsize=1)
def preferences() -> PreferenceService:
    """What people want to be told."""
    from functions.notifications.service.preferences import PreferenceService

    return PreferenceService(preference_store())


@lru_cache(maxsize=1)
def sockets() -> Sockets:
    """Tickets and sockets."""
    from functions.notifications.service.sockets import Sockets

    public_url = settings().require("public_url")
    return Sockets(socket_store(), gateway(), push(), SystemClock(), public_url)


@lru_cache(maxsize=1)
def reception() -> Reception:
    """The door for events."""
    from functions.notifications.service.events import Reception

    return Reception(inbox(), sockets())


@lru_cache(maxsize=1)
def erasure() -> Erasure:
    """The erasure step."""
    from functions.notifications.service.erasure import Erasure

    return Erasure(
        database(), preference_store(), inbox_store(), socket_store(), push(), SystemClock()
    )
