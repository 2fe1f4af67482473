"""Shows that the matrix notices each forgetful route, and refuses one it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import LiteralString
from uuid import uuid4

from serenity.auth import Principal
from serenity.http import Hub, Operation, Recorded
from tests.proofs.forgetful_hub import DOMAIN, FAULTS
from tests.proofs.once.case import Case, covered
from tests.proofs.once.facts import Facts
from tests.proofs.once.matrix import Matrix
from tests.proofs.once.wire import Crash
from tests.proofs.once.workers import Workers
from tests.proofs.proof import Planted

TWINS = 4
_MARKS: LiteralString = "SELECT count(*) FROM platform.consumed_event"


class Forgetful:
    """Makes cases of a forgetful Hub's one route."""

    def __init__(self, hub: Hub, facts: Facts) -> None:
        self._hub = hub
        self._facts = facts

    def case(self, operation: Operation) -> Case:
        """A case for a new person."""
        caller = Principal(uuid4(), "session-1", datetime.now(UTC))

        def effects() -> int:
            tickets = self._facts.items("TicketsTable", user_id=str(caller.user_id))
            return len(tickets) + self._facts.number(caller.user_id, _MARKS)

        body = {"amount": 1}
        return Case(self._hub, DOMAIN, operation, operation.path, body, caller, effects)


def planted(workers: Workers, facts: Facts, seed: int) -> Iterator[Planted]:
    """Every fault, and whether it was noticed."""
    for hub, fault in FAULTS.items():
        matrix = Matrix(workers, facts, Forgetful(hub, facts), seed)
        yield Planted(fault, caught=_notices(matrix, hub.operations[0]))
    yield Planted("a route without a case", caught=_is_refused(_unknown()))
    yield Planted("no route at all", caught=_is_refused([]))


def _notices(matrix: Matrix, operation: Operation) -> bool:
    """Whether twins or one of the crashes show a fault."""
    matrix.twins(operation, TWINS)
    for at in range(matrix.messages(operation)):
        if matrix.tally.faults:
            return True
        matrix.crash(operation, at, Crash.KILLED)
    return bool(matrix.tally.faults)


def _is_refused(operations: list[Operation]) -> bool:
    try:
        covered(operations, [])
    except AssertionError:
        return True
    return False


def _unknown() -> list[Operation]:
    hub = Hub("unknown")

    @hub.endpoint("POST", "/v1/unknown", policy="user", once=Recorded())
    def unknown() -> None:
        """A route nobody has made a case for."""

    return hub.operations
