"""People whose events are consumed, and the traces that each consumer leaves of an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import LiteralString
from uuid import UUID

import psycopg

from infra.local.deployed import Deployed
from tests.conftest import add_person

PEOPLE = 8  # what one person is told of is written one after the other
_GOAL: LiteralString = """
    INSERT INTO goals.goal (user_id, id, metric, direction, period, target_low, starts_on)
    VALUES (%(user_id)s, gen_random_uuid(), 'water', 'at_least', 'day', 1, current_date)"""
_CONSUMED: LiteralString = """
    SELECT event_id FROM platform.consumed_event WHERE user_id = %(user_id)s AND role = 'goals'"""


class People:
    """Some people with a goal, who want to be told of everything."""

    def __init__(self, deployed: Deployed) -> None:
        assert deployed.stack.database is not None
        self.owner_url = deployed.stack.database.url
        self._dynamodb = deployed.client("dynamodb")
        self._outputs = deployed.outputs
        self.ids = [add_person(self.owner_url) for _ in range(PEOPLE)]
        self._consumed: Mapping[str, Callable[[UUID], Iterator[str]]] = {
            "Goals": self._by_goals,
            "Notifications": self._by_notifications,
        }
        for user_id in self.ids:
            self._fetch(user_id, _GOAL)

    def consumed(self, queue: str) -> set[UUID]:
        """The events that the consumer of a queue has taken.

        Raises:
            KeyError: when nothing is known of the consumer's traces.
        """
        return {UUID(found) for user_id in self.ids for found in self._consumed[queue](user_id)}

    def _by_goals(self, user_id: UUID) -> Iterator[str]:
        yield from (str(event_id) for (event_id,) in self._fetch(user_id, _CONSUMED))

    def _by_notifications(self, user_id: UUID) -> Iterator[str]:
        """Marks of what was told, and the sessions that ended, which have their event's id."""
        yield from self._sort_keys("InboxTable", "entry", "event#", user_id)
        yield from self._sort_keys("SocketsTable", "connection_id", "ended#", user_id)

    def _sort_keys(self, table: str, key: str, prefix: str, user_id: UUID) -> Iterator[str]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._outputs[table], ConsistentRead=True,
            KeyConditionExpression="user_id = :u AND begins_with(#k, :p)",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues={":u": {"S": str(user_id)}, ":p": {"S": prefix}},
        )  # fmt: skip
        for page in pages:
            yield from (item[key]["S"].removeprefix(prefix) for item in page["Items"])

    def _fetch(self, user_id: UUID, query: LiteralString) -> list[tuple[UUID]]:
        with psycopg.connect(self.owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            cursor = connection.execute(query, {"user_id": user_id})
            return cursor.fetchall() if cursor.description else []
