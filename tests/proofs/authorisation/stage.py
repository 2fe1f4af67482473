"""Prepares what the owner owns, so that every route has something to be asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from serenity.http import Operation
from tests.proofs.authorisation.cast import Cast, Headers
from tests.proofs.authorisation.matrix import VERSION, Target
from tests.proofs.owned import own
from tests.proofs.samples import BEFORE, OWNED, Sample, samples_of
from tests.support.door import Door


class OwnStage:
    """The `Stage` of the product: everything is made through its own routes."""

    def __init__(self, door: Door, cast: Cast, operations: Iterable[Operation]) -> None:
        self._door = door
        self._cast = cast
        self._operations = {operation.name: operation for operation in operations}

    def target(self, sample: Sample, owner: Headers) -> Target:
        """Something new of the owner's, prepared for the sample."""
        mine = _Mine(self, self._cast, owner)
        ids = {name: own(name, mine) for name in sample.operation.path_types if name in OWNED}
        if first := BEFORE.get(sample.name):
            before = next(samples_of(self._operations[first]))
            self.send(before, ids, owner)
        return Target(ids, self._version(sample, ids, owner))

    def version(self, sample: Sample, headers: Headers) -> str:
        """The version the caller sees of what belongs to every person once."""
        return self._version(sample, {}, headers)

    def _version(self, sample: Sample, ids: dict[str, str], headers: Headers) -> str:
        if sample.unconditional:
            return VERSION
        found = self._door.send("GET", sample.path(ids), None, headers)
        assert found.status == 200, f"{sample.name}: nothing to change, {found.status}"
        return found.headers["etag"][0]

    def send(self, sample: Sample, ids: dict[str, str], owner: Headers) -> dict[str, Any]:
        """Carry out a sample, which must succeed."""
        answer = self._door.send(sample.operation.method, sample.path(ids), sample.body, owner)
        assert answer.status < 300, f"{sample.name} answers {answer.status} {answer.kind}"
        return answer.body if isinstance(answer.body, dict) else {}


class _Mine:
    """The owner of the cast, at the gateway, with the headers of one of their devices."""

    def __init__(self, stage: OwnStage, cast: Cast, headers: Headers) -> None:
        self._stage = stage
        self._cast = cast
        self._headers = headers

    def carry_out(self, sample: Sample) -> dict[str, Any]:
        """Send it."""
        return self._stage.send(sample, {}, self._headers)

    def enter_elsewhere(self) -> None:
        """Sign in once more."""
        self._cast.people.another_browser(self._cast.owner)

    def be_told(self) -> None:
        """They have been told of a second browser already."""
