"""Routes, socket and event handlers of notifications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions.notifications import wiring
from functions.notifications.schemas import (
    Inbox,
    InboxQuery,
    Preferences,
    PreferencesChange,
    ReadState,
    ReadUpTo,
    Ticket,
)
from serenity.auth import Principal
from serenity.data import Reader, Unit
from serenity.errors import NotFound, PreconditionFailed
from serenity.events import consume
from serenity.http import Hub, IfMatch

app = Hub("notifications", database=wiring.database)


@app.endpoint("GET", "/v1/notifications", policy="user")
def list_notifications(caller: Principal, query: InboxQuery) -> Inbox:
    """Your inbox, newest first; or with `after` all that was missed, oldest first."""
    return wiring.service().list(caller.user_id, query)


@app.endpoint("POST", "/v1/notifications/{sequence}/read", policy="owner-of", problems=(NotFound,))
def read_notification(caller: Principal, sequence: int) -> ReadState:
    """Mark one message as read, in every open tab."""
    return wiring.service().read(caller.user_id, sequence)


@app.endpoint("POST", "/v1/notifications/read", policy="user")
def read_notifications(caller: Principal, body: ReadUpTo) -> ReadState:
    """Mark every message up to a sequence as read."""
    return wiring.service().read_up_to(caller.user_id, body.sequence)


@app.endpoint("GET", "/v1/notification-preferences", policy="user")
def get_preferences(reader: Reader) -> Preferences:
    """What you are told, and your quiet hours."""
    return wiring.service().preferences(reader)


@app.endpoint("PUT", "/v1/notification-preferences", policy="user", problems=(PreconditionFailed,))
def set_preferences(unit: Unit, body: PreferencesChange, version: IfMatch) -> Preferences:
    """Choose what you are told, and your quiet hours."""
    return wiring.service().choose(unit, body, version)


@app.endpoint("POST", "/v1/tickets", policy="user", status=201)
def create_ticket(caller: Principal) -> Ticket:
    """A one-use ticket that opens the WebSocket as `/ws?ticket=…`."""
    return wiring.sockets().issue(caller)


def authorize_socket(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """WebSocket authorizer: a ticket is taken once, from our own origin, or refused."""
    return wiring.sockets().authorize(event)


def on_socket(event: dict[str, Any], _context: object) -> dict[str, int]:
    """A socket opened, closed, or said something; answers only a status."""
    return wiring.sockets().handle(event)


def on_events(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Messages from other domains: stored in the inbox first, then sent to every open tab."""
    return consume(event["Records"], wiring.service().receive)


def erase(event: dict[str, Any], _context: object) -> dict[str, str]:
    """A step of the erasure workflow: sockets are closed, inbox and preferences deleted."""
    return wiring.erasure().erase(UUID(event["user_id"]))
