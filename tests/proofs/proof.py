"""What a proof is: faults planted to show that it can fail, then figures with their targets."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
    """A measured figure; it is good within its bounds. `method` says how it was measured."""

    name: str
    figure: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    method: str = ""

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
        return " and ".join(
            f"{sign} {in_digits(bound)}" for sign, bound in bounds if bound is not None
        )


def in_digits(figure: float) -> str:
    """A figure as people write it: whole from a thousand on, else with four digits that count."""
    return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:.4g}"


@dataclass(frozen=True)
class Proof:
    """A promise: first `plant` shows that `prove` notices faults, then `prove` measures."""

    name: str
    plant: Callable[[Run], Iterator[Planted]]
    prove: Callable[[Run], Iterator[Finding]]


@dataclass(frozen=True)
class Row:
    """A finding as it is reported."""

    proof: str
    finding: Finding
    seed: int
    seconds: float

    @property
    def name(self) -> str:
        """What was found, and by which proof."""
        return f"{self.proof}: {self.finding.name}"

    def line(self) -> str:
        """The row as a line of the printed table."""
        found = self.finding
        mark = "ok" if found.ok else "BREACH"
        figure = f"{in_digits(found.figure):>14} {found.unit:20}{found.target:24}"
        return f"{mark:8}{self.name:72}{figure}seed {self.seed}, {self.seconds:,.1f} s"


def carry_out(proof: Proof, run: Run) -> Iterator[Row]:
    """Plant the faults, then prove, with a row for each figure as soon as it is found.

    Raises:
        AssertionError: when nothing was planted, a planted fault was missed, nothing was found,
            or a finding has no target.
    """
    began = time.monotonic()
    found = 0
    for finding in _findings(proof, run):
        assert finding.target, f"{proof.name}: {finding.name} has no target"
        found += 1
        now = time.monotonic()
        yield Row(proof.name, finding, run.seed, round(now - began, 1))
        began = now
    assert found > 1, f"{proof.name}: nothing was measured"


def _findings(proof: Proof, run: Run) -> Iterator[Finding]:
    """What was planted, then what is so; a proof without teeth proves nothing."""
    planted = list(proof.plant(run))
    missed = [each.fault for each in planted if not each.caught]
    assert planted, f"{proof.name}: no fault was planted"
    assert not missed, f"{proof.name}: planted faults went unnoticed: {', '.join(missed)}"
    how = f"planted, and each reported: {'; '.join(each.fault for each in planted)}"
    yield Finding(
        "planted faults caught", len(planted), "faults", at_least=len(planted), method=how
    )
    yield from proof.prove(run)


def attempt(proof: Proof, seed: int) -> Iterator[Row]:
    """Carry out the long version on parts of its own, as it can be repeated alone.

    What breaks it off is told on stderr and becomes a breach, so that the figures found before
    are kept and other proofs are carried out.
    """
    began = time.monotonic()
    try:
        with ExitStack() as parts:
            home = Path(parts.enter_context(TemporaryDirectory(prefix="proof-")))
            for row in carry_out(proof, Run(Ground(parts, home), seed, full=True)):
                yield row
                began = time.monotonic()
    except (Exception, SystemExit):  # noqa: BLE001 (whatever it is, it proves nothing)
        traceback.print_exc()
        broken = Finding("carried out to its end", 0, "times", at_least=1)
        yield Row(proof.name, broken, seed, round(time.monotonic() - began, 1))


def holds(proof: Proof, ground: Ground, seed: int = 20261122) -> None:
    """Carry out the short version of a proof, as a test.

    Raises:
        AssertionError: naming every figure out of its bounds.
    """
    rows = list(carry_out(proof, Run(ground, seed, full=False)))
    breaches = [row.line() for row in rows if not row.finding.ok]
    assert not breaches, "\n".join(breaches)
