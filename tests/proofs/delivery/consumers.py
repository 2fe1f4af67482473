"""The domains as their functions wire them, over a database and a local cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString, Self
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from functions.goals.service.goals import GoalService
from functions.goals.service.reaching import Reaching
from functions.goals.store import PostgresGoals, PostgresHistory
from functions.measurements.service.entries import Entries
from functions.measurements.store import PostgresEntries
from functions.notifications.service.events import Reception
from functions.notifications.service.inbox import Inbox
from functions.notifications.service.push import Push
from functions.notifications.service.sockets import Sockets
from functions.notifications.store.gateway import ManagedSockets
from functions.notifications.store.inbox import DynamoInbox
from functions.notifications.store.preferences import PostgresPreferences
from functions.notifications.store.sockets import DynamoSockets
from functions.relay.service import LEFT_OVER, Sweeper
from functions.relay.store import PostgresRelay
from serenity import aws
from serenity.clock import SystemClock
from serenity.events import Event
from serenity.ids import new_id
from serenity_sql import Connection
from tests.proofs.ground import Ground
from tests.support.clock import SetClock
from tests.support.postgres import ROLE_PASSWORD
from tests.support.publisher import KeptEvents

Handle = Callable[[Event], None]


class Consumers:
    """The domains as the functions wire them, over the ground's database and cloud.

    A `forgetful` inbox takes every delivery for a new event.
    """

    def __init__(self, ground: Ground, *, forgetful: bool = False) -> None:
        aws.client.cache_clear()
        assert ground.cloud
        clock = SystemClock()
        self.owner_url = ground.owner_url
        names = ("accounts", "measurements", "goals")
        self.domains = {name: ground.database(name) for name in names}
        for each in self.domains.values():
            each.kept.refusing = True  # events stay in the outbox until the relay comes
        goals = self.domains["goals"]
        store = PostgresGoals(goals.vault)
        self.entries = Entries(PostgresEntries(), self.domains["measurements"].vault, clock)
        self.goals = GoalService(store, clock)
        self.inbox_store = DynamoInbox("InboxTable", "RevocationsTable", clock)
        self.socket_store = DynamoSockets("SocketsTable", "TicketsTable", "RevocationsTable")
        gateway = ManagedSockets(ground.cloud)
        push = Push(self.socket_store, gateway, clock)
        notifications = ground.database("notifications")
        inbox = Inbox(self.inbox_store, PostgresPreferences(), notifications, push, clock)
        reaching = Reaching(goals, store, PostgresHistory(goals), clock)
        sockets = Sockets(self.socket_store, gateway, push, clock, "http://localhost")
        receive = Reception(inbox, sockets).receive
        self.handlers: Mapping[str, Handle] = {
            "Goals": reaching.samples_changed,
            "Notifications": _forgetting(receive) if forgetful else receive,
        }
        url = make_conninfo(ground.owner_url, user="relay", password=ROLE_PASSWORD)
        self._relay = Connection(lambda: url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._relay.close()

    def relay(self, user_id: UUID) -> list[Event]:
        """What the relay publishes of a person's outbox, in its order."""
        bus = KeptEvents()
        later = SetClock(datetime.now(UTC) + LEFT_OVER + timedelta(seconds=1))
        Sweeper(PostgresRelay(self._relay), bus, later).sweep()
        return [event for event in bus.events if event.user_id == user_id]

    def fetch(self, user_id: UUID, query: LiteralString, **more: Any) -> list[tuple[Any, ...]]:
        """Run a statement about one person as the owner."""
        with psycopg.connect(self.owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            cursor = connection.execute(query, {"user_id": user_id, **more})
            return cursor.fetchall() if cursor.description else []


def _forgetting(handle: Handle) -> Handle:
    return lambda event: handle(replace(event, id=new_id()))
