"""Once: whatever is asked twice, at once, later or after a crash, has one effect and one answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from serenity.http import Operation
from tests.proofs.ground import Ground
from tests.proofs.once.case import Maker
from tests.proofs.once.facts import Facts
from tests.proofs.once.matrix import Matrix, Tally
from tests.proofs.once.planted import planted
from tests.proofs.once.product import Product
from tests.proofs.once.wire import Crash
from tests.proofs.once.workers import Workers, workers
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.door import Door
from tests.support.people import People

TWINS = 100


def plant(run: Run) -> Iterator[Planted]:
    """Routes that forget, confuse or lose what they promised, beside one that does not."""
    with _at_work(run.ground) as (facts, found):
        yield from planted(found, facts, run.seed)


def prove(run: Run) -> Iterator[Finding]:
    """Every operation that changes something: twins, crashes, a day later."""
    with _at_work(run.ground) as (facts, found):
        people = People(run.ground.deployed, Door(run.ground.deployed))
        cases = Product(Maker(found, facts), people)
        operations = cases.operations()
        matrix = Matrix(found, facts, cases, run.seed)
        twins = run.size(4, TWINS)
        for operation in operations:
            matrix.twins(operation, twins)
            matrix.crashes(operation, None if run.full else 1)
        in_flight = (
            operations if run.full else [_first(operations, recorded=r) for r in (False, True)]
        )
        for operation in in_flight:
            matrix.in_flight(operation)
        matrix.a_day_later()
    crashes = len(Crash) * matrix.tally.messages if run.full else len(operations)
    yield from _findings(matrix.tally, len(operations), twins, crashes)


def _findings(tally: Tally, routes: int, twins: int, crashes: int) -> Iterator[Finding]:
    for fault in tally.faults:
        print(fault)
    yield Finding("routes that change something", len(tally.routes), "routes", at_least=routes)
    yield Finding("twins at once on each", tally.twins / routes, "requests", at_least=twins)
    yield Finding("statements and calls they send", tally.messages, "messages", at_least=routes)
    yield Finding("crashes", tally.crashes, "crashes", at_least=crashes)
    seen = len(tally.effective)
    yield Finding("routes whose effect was seen", seen, "routes", at_least=routes)
    yield Finding("twins in flight", tally.waits, "requests", at_least=2)
    yield Finding("answers a day later", tally.later, "answers", at_least=routes)
    yield Finding("wrong effects", len(tally.wrong_effects), "effects", at_most=0)
    yield Finding("wrong answers", len(tally.wrong_answers), "answers", at_most=0)


def _first(operations: list[Operation], *, recorded: bool) -> Operation:
    return next(each for each in operations if bool(each.recorded) == recorded)


@contextmanager
def _at_work(ground: Ground) -> Iterator[tuple[Facts, Workers]]:
    with TemporaryDirectory(prefix="once-") as home, workers(ground.deployed, Path(home)) as found:
        yield Facts(ground.deployed), found


PROOF = Proof("once", plant, prove)
