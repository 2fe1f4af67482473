"""Prepares what the owner owns, so that every route has something to be asked about."""

from __future__ import annotations

from collections.abc import Iterable

from serenity.http import Operation
from tests.proofs.authorisation.cast import Cast, Headers
from tests.proofs.authorisation.matrix import VERSION, Target
from tests.proofs.authorisation.policies import BEFORE
from tests.proofs.samples import OWNED, Sample, samples_of
from tests.support.door import Door


class OwnStage:
    """The `Stage` of the product: everything is made through its own routes."""

    def __init__(self, door: Door, cast: Cast, operations: Iterable[Operation]) -> None:
        self._door = door
        self._cast = cast
        self._operations = {operation.name: operation for operation in operations}

    def target(self, sample: Sample, owner: Headers) -> Target:
        """Something new of the owner's, prepared for the sample."""
        ids = {
            name: self._own(name, owner) for name in sample.operation.path_types if name in OWNED
        }
        if first := BEFORE.get(sample.name):
            before = next(samples_of(self._operations[first]))
            self._send(before, ids, owner)
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

    def _own(self, variable: str, owner: Headers) -> str:
        """The id of a thing that was just made, or that the owner finds in a list."""
        if variable == "session_id":
            self._cast.people.another_browser(self._cast.owner)
        source = next(samples_of(self._operations[OWNED[variable]]))
        found = self._send(source, {}, owner)
        if source.operation.method == "POST":
            return str(found["id"])
        # The list of sessions begins with the one that asks.
        chosen = found["items"][1 if variable == "session_id" else 0]
        return str(chosen.get(variable, chosen["id"]))

    def _send(self, sample: Sample, ids: dict[str, str], owner: Headers) -> dict[str, object]:
        answer = self._door.send(sample.operation.method, sample.path(ids), sample.body, owner)
        assert answer.status < 300, f"{sample.name} answers {answer.status} {answer.kind}"
        return answer.body if isinstance(answer.body, dict) else {}
