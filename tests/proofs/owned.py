"""The one place that knows how a person comes by what the path variables of the routes name."""

from __future__ import annotations

from typing import Any, Protocol

from infra.openapi import hubs, operations
from tests.e2e.person import Person
from tests.proofs.samples import OWNED, Sample, samples_of

DEVICE = "__Host-device"


class Owner(Protocol):
    """Whoever comes by it."""

    def carry_out(self, sample: Sample) -> Any:
        """The document that a sample is answered with, which must succeed."""
        ...

    def enter_elsewhere(self) -> object:
        """Have another session."""
        ...

    def be_told(self) -> object:
        """Have a message."""
        ...


def own(variable: str, owner: Owner) -> str:
    """The id of something that is made for this, or that stands first in a list of the owner's.

    Raises:
        AssertionError: when nobody has said where such a thing comes from.
    """
    assert variable in OWNED, f"nobody knows where {variable} comes from"
    if variable == "session_id":
        owner.enter_elsewhere()
    if variable == "sequence":
        owner.be_told()
    sources = {operation.name: operation for operation in operations(hubs())}
    source = next(samples_of(sources[OWNED[variable]]))
    found = owner.carry_out(source)
    if source.operation.method != "POST":
        # The list of sessions begins with the one that asks.
        found = found["items"][1 if variable == "session_id" else 0]
    return str(found.get(variable, found["id"]))


class PersonOwner:
    """Somebody who comes by it through the edge."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def carry_out(self, sample: Sample) -> Any:
        """Send it."""
        if sample.operation.method == "GET":
            return self._person.get(sample.path())
        return self._person.post(sample.path(), sample.body)

    def enter_elsewhere(self) -> None:
        """Sign in once more, from a browser that is known, of which nobody is told."""
        other = Person(self._person.product, self._person.email, self._person.password)
        other.cookies[DEVICE] = self._person.cookies[DEVICE]
        other.sign_in()

    def be_told(self) -> None:
        """Reach a goal."""
        self._person.want("water", 1)
        self._person.log("water", volume_ml=250)
        self._person.await_message("goal_reached")
