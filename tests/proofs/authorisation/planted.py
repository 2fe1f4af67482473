"""Deploys the faulty routes beside the product, and tells which of their faults are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from serenity.http import Operation
from tests.proofs import faulty_hub
from tests.proofs.authorisation.cast import Cast, Headers
from tests.proofs.authorisation.faulty_stack import STAGE, faulty
from tests.proofs.authorisation.matrix import VERSION, Matrix, Target
from tests.proofs.authorisation.routes import unasked
from tests.proofs.authorisation.sockets import SocketMatrix
from tests.proofs.proof import Planted
from tests.proofs.samples import Sample
from tests.support.door import Door

# By the name of its operation: what is wrong, and a word that says what was seen of it.
FAULTS: Mapping[str, tuple[str, str]] = {
    "unchecked": ("a route that does not look whose row it is", "instead of 404"),
    "telling": ("a route that forbids what is another's", "is told apart"),
    "unguarded": ("a route that the gateway lets everybody through to", "instead of 200"),
    "exposed": ("a private route declared public", "was promised"),
    "lenient": ("an authorizer that accepts an ID token", "200  instead of 401"),
    "generous": ("an authorizer that gives away roles", "200  instead of 403"),
}
PROMISES = {
    "sound": "owner-of", "unchecked": "owner-of", "telling": "owner-of", "unguarded": "user",
    "exposed": "user", "lenient": "user", "generous": "admin",
}  # fmt: skip


class ThingStage:
    """The `Stage` of the faulty routes: a thing's id follows from its owner's."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    def target(self, _sample: Sample, _owner: Headers) -> Target:
        """The owner's thing."""
        return Target({"thing_id": faulty_hub.thing_of(self._user_id)})

    def version(self, _sample: Sample, _headers: Headers) -> str:
        """Nothing here changes."""
        return VERSION


def planted(cast: Cast) -> Iterator[Planted]:
    """Every fault, and whether the matrix finds it where it finds none in a sound route."""
    by_name = {operation.name: operation for operation in faulty_hub.app.operations}
    with faulty(cast.people.deployed) as apis:
        stage = ThingStage(cast.owner.user_id)
        door = Door(cast.people.deployed, apis["RestApi"], STAGE)
        matrix = Matrix(door, cast, stage, PROMISES)
        sound = _faults(matrix, by_name["sound"])
        assert not sound, f"faults found in a sound route: {sound}"
        for name, (fault, sign) in FAULTS.items():
            seen = _faults(matrix, by_name[name])
            yield Planted(fault, any(sign in each for each in seen))
        opened = [
            cell.actor
            for cell in SocketMatrix(cast, apis["SocketApi"], STAGE).opening()
            if cell.fault
        ]
        yield Planted("a socket that opens to any ticket", "a garbage ticket" in opened)
    yield Planted("a route without a policy", unasked([faulty_hub.app]) == {("GET", "/v1/bare")})


def _faults(matrix: Matrix, operation: Operation) -> list[str]:
    return [cell.fault for cell in matrix.cells([Sample(operation)]) if cell.fault]
