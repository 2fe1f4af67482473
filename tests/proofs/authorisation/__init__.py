"""Nobody gets in: every route of the deployed product, asked by every actor there is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from infra.openapi import hubs, operations
from serenity.tokens import ROLES
from tests.proofs.authorisation.cast import Cast
from tests.proofs.authorisation.matrix import Cell, Matrix
from tests.proofs.authorisation.planted import planted
from tests.proofs.authorisation.policies import POLICIES
from tests.proofs.authorisation.routes import at_the_gateway, declared, unasked
from tests.proofs.authorisation.sockets import ROUTES, SocketMatrix
from tests.proofs.authorisation.stage import OwnStage
from tests.proofs.ground import Ground
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.proofs.samples import Sample, samples
from tests.support.door import Door

FEWEST_ACTORS = 9


def plant(run: Run) -> Iterator[Planted]:
    """Faulty routes and authorizers, deployed beside the product."""
    return planted(_cast(run.ground))


def prove(run: Run) -> Iterator[Finding]:
    """Ask every route as every actor, by one sample of each operation or by all."""
    cast = _cast(run.ground)
    stage = OwnStage(cast.door, cast, operations(hubs()))
    wanted = samples()
    if not run.full:
        wanted = list({sample.name: sample for sample in reversed(wanted)}.values())
    cells = list(Matrix(cast.door, cast, stage).cells(wanted))
    cells += SocketMatrix(cast).cells()
    wrong = [cell for cell in cells if cell.fault]
    for cell in wrong:
        print(f"{cell.route}: {cell.actor}: {cell.fault}")
    yield from _counts(cells, wanted)
    yield Finding("wrong answers", len(wrong), "cells", at_most=0)
    yield Finding("routes that are not asked", len(_forgotten(run.ground)), "routes", at_most=0)


def _counts(cells: list[Cell], wanted: list[Sample]) -> Iterator[Finding]:
    routes = {cell.route for cell in cells}
    promised = len(POLICIES) + len(ROUTES)
    yield Finding("routes asked", len(routes), "routes", at_least=promised)
    fewest = min(
        len(
            {
                cell.actor
                for cell in cells
                if cell.route == f"{s.operation.method} {s.operation.path}"
            }
        )
        for s in wanted
    )
    yield Finding("actors at every REST route", fewest, "actors", at_least=FEWEST_ACTORS)
    yield Finding("cells", len(cells), "cells", at_least=promised * FEWEST_ACTORS)


def _forgotten(ground: Ground) -> set[tuple[str, str]]:
    """Routes without a policy, or that only the gateway or only the route table has."""
    found = hubs()
    asked = declared(found)
    return unasked(found) | (at_the_gateway(ground.deployed) ^ asked)


@lru_cache(maxsize=1)
def _cast(ground: Ground) -> Cast:
    return Cast(ground.deployed, Door(ground.deployed), roles_asked_for())


def roles_asked_for() -> frozenset[str]:
    """The roles that routes of the product ask for."""
    return ROLES & {operation.policy for operation in operations(hubs())}


PROOF = Proof("authorisation", plant, prove)
