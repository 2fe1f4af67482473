"""Routes, socket and event handlers of notifications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions.notifications import gateway, wiring
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
from serenity.data import Attempt, Reader, Unit
from serenity.errors import NotFound, PreconditionFailed
from serenity.events import consume
from serenity.http import Hub, IfMatch, Recorded
from serenity.telemetry import invocation

app = Hub("notifications", database=wiring.database, records=wiring.records)


@app.endpoint("GET", "/v1/notifications", policy="user")
def list_notifications(caller: Principal, query: InboxQuery) -> Inbox:
    """Your inbox, newest first; or with `after` all that was missed, oldest first."""
    return wiring.inbox().list(caller.user_id, query)


@app.endpoint(
    "POST",
    "/v1/notifications/{sequence}/read",
    policy="owner-of",
    problems=(NotFound,),
    once=Recorded(),
)
def read_notification(caller: Principal, sequence: int) -> ReadState:
    """Mark one message as read, in every open tab."""
    return wiring.inbox().read(caller.user_id, sequence)


@app.endpoint("POST", "/v1/notifications/read", policy="user", once=Recorded())
def read_notifications(caller: Principal, body: ReadUpTo) -> ReadState:
    """Mark every message up to a sequence as read."""
    return wiring.inbox().read_up_to(caller.user_id, body.sequence)


@app.endpoint("GET", "/v1/notification-preferences", policy="user")
def get_preferences(reader: Reader) -> Preferences:
    """What may interrupt you, and your quiet hours."""
    return wiring.preferences().preferences(reader)


@app.endpoint("PUT", "/v1/notification-preferences", policy="user", problems=(PreconditionFailed,))
def set_preferences(unit: Unit, body: PreferencesChange, version: IfMatch) -> Preferences:
    """Choose what may interrupt you, and your quiet hours."""
    return wiring.preferences().choose(unit, body, version)


@app.endpoint("POST", "/v1/tickets", policy="user", status=201, once=Recorded())
def create_ticket(caller: Principal, attempt: Attempt) -> Ticket:
    """A one-use ticket that opens the WebSocket as `/ws?ticket=…`."""
    return wiring.sockets().issue(caller, attempt)


@invocation()
def authorize_socket(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """WebSocket authorizer: a ticket is taken once and from our own origin, or refused."""
    gateway.follow(event)
    admission = wiring.sockets().admit(gateway.ticket_of(event), gateway.header(event, "origin"))
    return gateway.policy(event, admission)


@invocation()
def on_socket(event: dict[str, Any], _context: object) -> dict[str, int]:
    """A socket opened, closed, or said something; answers only a status."""
    request = event["requestContext"]
    gateway.follow(event)
    connection_id, kind = str(request["connectionId"]), request["eventType"]
    admission = gateway.admission_of(event)
    if kind == "DISCONNECT":
        wiring.sockets().closed(connection_id, admission.user_id if admission else None)
    elif admission is None:
        return gateway.REFUSED
    elif kind == "CONNECT":
        return gateway.OK if wiring.sockets().opened(connection_id, admission) else gateway.REFUSED
    else:
        wiring.sockets().said(connection_id, admission, str(event.get("body") or ""))
    return gateway.OK


@invocation()
def on_events(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Messages from other domains: stored in the inbox first, then sent to every open tab."""
    return consume(event["Records"], wiring.reception().receive)


@invocation()
def erase(event: dict[str, Any], _context: object) -> dict[str, str]:
    """A step of the erasure workflow: sockets are closed, inbox and preferences deleted."""
    return wiring.erasure().erase(UUID(event["user_id"]))
