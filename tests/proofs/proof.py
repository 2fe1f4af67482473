"""What a proof is: faults planted to show that it can fail, then figures with their targets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.proofs.ground import Ground


@dataclass(frozen=True)
class Run:
    """One run: the parts it stands on, its seed, and whether it is the long one."""

    ground: Ground
    seed: int
    full: bool

    def size(self, short: int, full: int) -> int:
        """How many cases to try: few in `make test`, all in `make prove`."""
        return full if self.full else short


@dataclass(frozen=True)
class Planted:
    """A fault planted on purpose, and whether the proof noticed it."""

    fault: str
    caught: bool


@dataclass(frozen=True)
class Finding:
    """A measured figure; it is good within its bounds."""

    name: str
    figure: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the figure is within its bounds."""
        return (self.at_most is None or self.figure <= self.at_most) and (
            self.at_least is None or self.figure >= self.at_least
        )

    @property
    def target(self) -> str:
        """The bounds as text."""
        bounds = ((">=", self.at_least), ("<=", self.at_most))
        return " and ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


@dataclass(frozen=True)
class Proof:
    """A promise: first `plant` shows that `prove` notices faults, then `prove` measures."""

    name: str
    plant: Callable[[Run], Iterator[Planted]]
    prove: Callable[[Run], Iterator[Finding]]


@dataclass(frozen=True)
class Row:
    """A finding as it is reported."""

    name: str
    figure: float
    unit: str
    target: str
    ok: bool
    seed: int
    seconds: float

    def line(self) -> str:
        """The row as a line of the printed table."""
        mark = "ok" if self.ok else "BREACH"
        return f"{mark:8}{self.name:72}{self.figure:>14,.6g} {self.unit:20}{self.target}"


def carry_out(proof: Proof, run: Run) -> Iterator[Row]:
    """Plant the faults, then prove; a proof without teeth proves nothing.

    Raises:
        AssertionError: when nothing was planted, a planted fault was missed, nothing was found,
            or a finding has no target.
    """
    began = time.monotonic()
    planted = list(proof.plant(run))
    missed = [each.fault for each in planted if not each.caught]
    assert planted, f"{proof.name}: no fault was planted"
    assert not missed, f"{proof.name}: planted faults went unnoticed: {', '.join(missed)}"
    caught = Finding("planted faults caught", len(planted), "faults", at_least=len(planted))
    found = 0
    for finding in (caught, *proof.prove(run)):
        assert finding.target, f"{proof.name}: {finding.name} has no target"
        found += 1
        now = time.monotonic()
        yield Row(
            f"{proof.name}: {finding.name}", finding.figure, finding.unit, finding.target,
            finding.ok, run.seed, round(now - began, 1),
        )  # fmt: skip
        began = now
    assert found > 1, f"{proof.name}: nothing was measured"


def holds(proof: Proof, ground: Ground, seed: int = 20261122) -> None:
    """Carry out the short version of a proof, as a test.

    Raises:
        AssertionError: naming every figure out of its bounds.
    """
    rows = list(carry_out(proof, Run(ground, seed, full=False)))
    breaches = [row.line() for row in rows if not row.ok]
    assert not breaches, "\n".join(breaches)
