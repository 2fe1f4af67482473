"""The domain over real tables and a real database, with sockets that keep what they hear."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import boto3
import pytest

from functions.notifications.service.erasure import Erasure
from functions.notifications.service.inbox import Inbox
from functions.notifications.service.preferences import PreferenceService
from functions.notifications.service.push import Push
from functions.notifications.service.sockets import Sockets
from functions.notifications.store.inbox import DynamoInbox
from functions.notifications.store.preferences import PostgresPreferences
from functions.notifications.store.sockets import DynamoSockets
from serenity.events import Event
from tests.support.clock import SetClock
from tests.support.postgres import RoleDatabase

# A Sunday, six in the evening in Paris.
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
ORIGIN = "http://localhost:8000"


class Listening:
    """Open sockets that keep what was sent; some are gone, some are broken."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {}
        self.closed: list[str] = []
        self.gone: set[str] = set()
        self.broken: set[str] = set()

    def post(self, connection_id: str, text: str) -> bool:
        if connection_id in self.broken:
            raise ConnectionError("the management API does not answer")
        if connection_id in self.gone:
            return False
        self.heard.setdefault(connection_id, []).append(json.loads(text))
        return True

    def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)


@dataclass
class Parts:
    """Everything the tests speak to."""

    inbox: Inbox
    preferences: PreferenceService
    sockets: Sockets
    erasure: Erasure
    inbox_store: DynamoInbox
    socket_store: DynamoSockets
    database: RoleDatabase
    clock: SetClock
    listening: Listening = field(default_factory=Listening)


@pytest.fixture
def parts(cloud: str, database: Callable[[str], RoleDatabase]) -> Parts:
    clock = SetClock(NOW)
    opened, listening = database("notifications"), Listening()
    inbox_store = DynamoInbox("InboxTable", "RevocationsTable", clock)
    socket_store = DynamoSockets("SocketsTable", "TicketsTable", "RevocationsTable")
    preference_store = PostgresPreferences()
    push = Push(socket_store, listening, clock)
    return Parts(
        inbox=Inbox(inbox_store, preference_store, opened, push, clock),
        preferences=PreferenceService(preference_store),
        sockets=Sockets(socket_store, listening, push, clock, ORIGIN),
        erasure=Erasure(opened, preference_store, inbox_store, socket_store, push, clock),
        inbox_store=inbox_store,
        socket_store=socket_store,
        database=opened,
        clock=clock,
        listening=listening,
    )


def reached(user_id: UUID, value: float = 8000.0) -> Event:
    data = {
        "goal_id": str(uuid4()),
        "metric": "steps",
        "period": "day",
        "period_on": "2026-11-22",
        "value": value,
        "target": 8000.0,
        "unit": "count",
        "streak": 3,
    }
    return Event("GoalReached", user_id, data, "goals")


def new_device(user_id: UUID) -> Event:
    data = {
        "session_id": "s-9",
        "device": "Firefox on Linux",
        "signed_in_at": "2026-11-22T17:00:00+00:00",
    }
    return Event("SignedInFromNewDevice", user_id, data, "accounts")


def revoke(user_id: UUID, *, erased: bool = False, not_before: int = 0) -> None:
    boto3.client("dynamodb").put_item(
        TableName="RevocationsTable",
        Item={
            "user_id": {"S": str(user_id)},
            "not_before": {"N": str(not_before)},
            **({"erased": {"BOOL": True}} if erased else {}),
        },
    )


def stored(table: str, user_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = boto3.client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="user_id = :u",
        ExpressionAttributeValues={":u": {"S": str(user_id)}},
        ConsistentRead=True,
    )["Items"]
    return found
