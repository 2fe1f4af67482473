"""Cases of every operation of the product, each for a person of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID, uuid4

from functions.notifications.domain import TICKET_LIFE
from serenity.auth import Principal
from serenity.http import Operation
from tests.conftest import add_person
from tests.proofs.once.accounts import Accounts
from tests.proofs.once.case import Case, Maker, covered
from tests.proofs.samples import BEFORE, OWNED, Sample, samples_of
from tests.support.gateway import event_of
from tests.support.people import People

# A ticket's life is told in whole seconds, rounded down.
TICKET_SECONDS = TICKET_LIFE.total_seconds() - 1
# What a route of a unit has done once it was carried out, as a number of the caller's rows.
DONE: Mapping[str, LiteralString] = {
    "record_entry": "SELECT count(*) FROM measurements.entry",
    "change_entry": "SELECT sum(version - 1) FROM measurements.entry",
    "delete_entry": "SELECT count(deleted_at) FROM measurements.entry",
    "restore_entry": "SELECT count(*) - count(deleted_at) FROM measurements.entry",
    "create_goal": "SELECT count(*) FROM goals.goal",
    "change_goal": "SELECT sum(version - 1) FROM goals.goal",
    "delete_goal": "SELECT 1 - count(*) FROM goals.goal",
    "change_profile": "SELECT sum(version - 1) FROM accounts.profile",
    "set_preferences": "SELECT sum(version) FROM notifications.preference",
}


class Product:
    """Makes a case of every operation that changes something."""

    def __init__(self, maker: Maker, people: People) -> None:
        self._maker = maker
        self._facts = maker.facts
        self._made: Mapping[str, Callable[[Sample], Case]] = {
            **Accounts(maker, people).made,
            **dict.fromkeys(DONE, self._in_database),
            "read_notification": self._read,
            "read_notifications": self._read,
            "create_ticket": self._ticket,
        }

    def operations(self) -> list[Operation]:
        """Every operation of the route table that changes something.

        Raises:
            AssertionError: when one has no case, or there is none at all.
        """
        return covered(self._maker.operations.values(), self._made)

    def case(self, operation: Operation) -> Case:
        """A case for a new person."""
        return self._made[operation.name](next(samples_of(operation)))

    def _in_database(self, sample: Sample) -> Case:
        caller, query = _caller(add_person(self._facts.url)), DONE[sample.name]
        ids = {name: self._own(name, caller) for name in sample.operation.path_types}
        if first := BEFORE.get(sample.name):
            self._maker.ask(first, caller, ids)
        case = self._maker.case(
            sample, caller, lambda: self._facts.number(caller.user_id, query), ids
        )
        if not sample.unconditional:
            seen = self._maker.workers.settled(case.domain, _reading(case))
            case = replace(case, headers={"If-Match": seen.headers["ETag"]})
        return case

    def _own(self, variable: str, caller: Principal) -> str:
        return str(self._maker.ask(OWNED[variable], caller, {}).document["id"])

    def _read(self, sample: Sample) -> Case:
        caller = _caller(add_person(self._facts.url))
        person = {"user_id": {"S": str(caller.user_id)}}
        ends = {"expires_at": {"N": str(int((datetime.now(UTC) + timedelta(1)).timestamp()))}}
        for number in (1, 2):
            item = {"entry": {"S": f"item#{number:012d}"}, "id": {"S": str(uuid4())}}
            self._facts.put("InboxTable", person | item | ends)
        self._facts.put("InboxTable", person | {"entry": {"S": "counter"}, "latest": {"N": "2"}})

        def marks() -> int:
            found = self._facts.items("InboxTable", user_id=str(caller.user_id))
            return sum("read_at" in item or "read_up_to" in item for item in found)

        ids = {"sequence": "1"} if sample.operation.path_types else {}
        return self._maker.case(sample, caller, marks, ids)

    def _ticket(self, sample: Sample) -> Case:
        caller = _caller(uuid4())
        user_id = str(caller.user_id)
        case = self._maker.case(
            sample, caller, lambda: len(self._facts.items("TicketsTable", user_id=user_id))
        )
        return replace(case, lasts=TICKET_SECONDS)


def _caller(user_id: UUID) -> Principal:
    return Principal(user_id, "session-1", datetime.now(UTC))


def _reading(case: Case) -> dict[str, object]:
    return event_of(case.hub, "GET", case.path, caller=case.caller)
