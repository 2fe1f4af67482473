"""A proof that cannot fail is refused; a figure out of its bounds is a breach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.proofs.catalogue import proofs
from tests.proofs.ground import Ground
from tests.proofs.proof import Finding, Planted, Proof, Run, carry_out, holds


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A run whose parts are never asked for."""
    with ExitStack() as parts:
        yield Run(Ground(parts, tmp_path), 7, full=False)


def proof(planted: list[Planted], found: list[Finding]) -> Proof:
    return Proof("sample", lambda _: iter(planted), lambda _: iter(found))


CAUGHT = [Planted("a route without a policy", caught=True)]
GOOD = [Finding("wrong answers", 0, "answers", at_most=0)]


def test_rows_say_what_was_found(run: Run) -> None:
    rows = list(carry_out(proof(CAUGHT, GOOD), run))
    assert [(row.name, row.figure, row.target, row.ok, row.seed) for row in rows] == [
        ("sample: planted faults caught", 1, ">= 1", True, 7),
        ("sample: wrong answers", 0, "<= 0", True, 7),
    ]


@pytest.mark.parametrize(
    ("planted", "found", "reason"),
    [
        ([], GOOD, "no fault was planted"),
        ([Planted("a hole", caught=False)], GOOD, "went unnoticed: a hole"),
        (CAUGHT, [], "nothing was measured"),
        (CAUGHT, [Finding("wrong answers", 0, "answers")], "has no target"),
    ],
)
def test_a_proof_without_teeth_is_refused(
    run: Run, planted: list[Planted], found: list[Finding], reason: str
) -> None:
    with pytest.raises(AssertionError, match=reason):
        list(carry_out(proof(planted, found), run))


@pytest.mark.parametrize(
    "finding",
    [
        Finding("wrong answers", 1, "answers", at_most=0),
        Finding("cases", 9, "cases", at_least=10),
        Finding("answers", float("nan"), "answers", at_most=0),
    ],
)
def test_a_breach_fails_the_test(run: Run, finding: Finding) -> None:
    with pytest.raises(AssertionError, match="BREACH"):
        holds(proof(CAUGHT, [finding]), run.ground)


def test_every_proof_gates_a_change() -> None:
    tested = {file.stem.removeprefix("test_") for file in Path(__file__).parent.glob("test_*.py")}
    assert set(proofs()) <= tested
