"""A proof that cannot fail is refused; a figure out of its bounds is a breach."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import tests.proofs
from tests.proofs.catalogue import proofs
from tests.proofs.ground import Ground
from tests.proofs.proof import Finding, Planted, Proof, Run, attempt, carry_out, holds


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
    assert [(row.name, row.finding.figure, row.finding.target, row.seed) for row in rows] == [
        ("sample: planted faults caught", 1, ">= 1", 7),
        ("sample: wrong answers", 0, "<= 0", 7),
    ]
    assert rows[1].line().startswith("ok      sample: wrong answers")
    assert "seed 7" in rows[1].line()


def test_a_row_comes_when_it_is_found_with_the_seconds_it_took(run: Run) -> None:
    found: list[str] = []

    def prove(_: Run) -> Iterator[Finding]:
        found.append("begun")
        time.sleep(0.3)
        yield GOOD[0]

    rows = carry_out(Proof("sample", lambda _: iter(CAUGHT), prove), run)
    assert next(rows).seconds < 0.2
    assert found == []
    assert next(rows).seconds >= 0.3


@pytest.mark.parametrize(
    "error", [AssertionError("no"), RuntimeError("no"), TimeoutError("no"), SystemExit("no")]
)
def test_what_breaks_a_proof_off_is_a_breach_and_keeps_what_was_found(error: BaseException) -> None:
    def prove(_: Run) -> Iterator[Finding]:
        yield GOOD[0]
        raise error

    rows = list(attempt(Proof("sample", lambda _: iter(CAUGHT), prove), 7))
    assert [(row.name, row.finding.ok) for row in rows] == [
        ("sample: planted faults caught", True),
        ("sample: wrong answers", True),
        ("sample: carried out to its end", False),
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


@pytest.mark.parametrize("name", proofs(tests.proofs))
def test_every_proof_gates_a_change(name: str) -> None:
    text = (Path(__file__).parent / f"test_{name}.py").read_text("utf-8")
    assert f"from tests.proofs.{name} import PROOF" in text
    assert "holds(PROOF, ground)" in {
        ast.unparse(statement)
        for function in ast.parse(text).body
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_")
        for statement in function.body
    }
