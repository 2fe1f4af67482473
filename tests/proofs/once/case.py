"""A prepared request to a route that changes something, and how to count what it has done."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from infra.openapi import hubs
from serenity.auth import Principal
from serenity.http import Hub, Operation
from serenity.http.operation import MUTATING
from tests.proofs.once.facts import Facts
from tests.proofs.once.workers import Answer, Workers
from tests.proofs.samples import Sample, samples_of
from tests.support.gateway import event_of

NOBODY = UUID(int=0)
# Another value for the first field of these that a body has: the same request it is not.
CHANGES: Mapping[str, Any] = {
    "password": "another path in the hills",
    "code": "000000",
    "note": "something else",
    "title": "Something else",
    "display_name": "Bo",
    "sequence": 2,
    "goal_reached": False,
    "language": "en",
    "amount": 2,
}


@dataclass(frozen=True)
class Case:
    """A request that was prepared for, whose it is, and how often it had its effect.

    An effect that `lasts` only so many seconds may be gone when it is looked for after that.
    """

    hub: Hub
    domain: str
    operation: Operation
    path: str
    body: Any
    caller: Principal | None
    effects: Callable[[], int]
    letters: Callable[[], int] = lambda: 0
    lasts: float = math.inf
    made: float = field(default_factory=time.monotonic)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def route(self) -> str:
        """The route."""
        return f"{self.operation.method} {self.operation.path}"

    @property
    def user_id(self) -> UUID:
        """The caller, if there is one."""
        return self.caller.user_id if self.caller else NOBODY

    def event(self, key: str | None) -> dict[str, Any]:
        """The request as the gateway sends it."""
        sent = {"Idempotency-Key": key} if key else {}
        return event_of(
            self.hub, self.operation.method, self.path,
            caller=self.caller, body=self.body, headers={**self.headers, **sent},
        )  # fmt: skip

    def changed(self) -> Case | None:
        """Another request to the same route, by the same person; None if there is no other.

        Raises:
            AssertionError: when the body has no field that is known to have other values.
        """
        if not isinstance(self.body, dict):
            return replace(self, body={"unasked": True})
        if self.operation.recorded and set(self.body) == {self.operation.recorded.by}:
            return None
        name = next((each for each in CHANGES if each in self.body), None)
        assert name, f"{self.route}: nothing known to change in the body"
        return replace(self, body={**self.body, name: CHANGES[name]})

    def foreign(self) -> Case:
        """The same request from a page of another site, which is refused."""
        return replace(self, headers={**self.headers, "Origin": "https://elsewhere.example"})

    def invalid(self) -> Case | None:
        """The same request with a body that is not valid; None if it has no body."""
        return None if self.body is None else replace(self, body={"unknown": True})


class Maker:
    """What everything that makes cases stands on."""

    def __init__(self, workers: Workers, facts: Facts) -> None:
        self.facts = facts
        self.workers = workers
        self.hubs = {operation.name: hub for hub in hubs() for operation in hub.operations}
        self.operations = {o.name: o for hub in hubs() for o in hub.operations}

    def case(
        self,
        sample: Sample,
        caller: Principal | None,
        effects: Callable[[], int],
        ids: Mapping[str, str] | None = None,
    ) -> Case:
        """The case of a sample."""
        hub, path = self.hubs[sample.name], sample.path(ids)
        return Case(hub, hub.domain, sample.operation, path, sample.body, caller, effects)

    def ask(
        self, name: str, caller: Principal | None, ids: Mapping[str, str], **body: Any
    ) -> Answer:
        """Send a sample of an operation without a key, with other values in its body.

        Raises:
            AssertionError: when it is refused.
        """
        sample = next(samples_of(self.operations[name]))
        case = self.case(sample, caller, lambda: 0, ids)
        case = replace(case, body=case.body and {**case.body, **body})
        found = self.workers.settled(case.domain, case.event(None))
        assert found.status < 300, f"{name} answers {found.status}"
        return found


def covered(operations: Iterable[Operation], made: Iterable[str]) -> list[Operation]:
    """Those of the operations that change something.

    Raises:
        AssertionError: when one of them has no case, or there is none at all.
    """
    found = [operation for operation in operations if operation.method in MUTATING]
    missing = [operation.name for operation in found if operation.name not in set(made)]
    assert found, "no operation changes anything"
    assert not missing, f"no case for {', '.join(missing)}"
    return found
