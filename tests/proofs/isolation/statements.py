"""Every statement that the product sends leaks nothing, even where its predicate is forgotten."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import LiteralString
from uuid import uuid4

from tests.proofs.ground import Ground
from tests.proofs.isolation.known import known
from tests.proofs.isolation.mutants import (
    EXCHANGED,
    IMPERSONAL,
    WITHOUT,
    Laboratory,
    judge,
    mutants_of,
)
from tests.proofs.isolation.recording import Recorder, Recording
from tests.proofs.isolation.traffic import Traffic
from tests.proofs.proof import Finding, Planted, Run

PATIENCE_SECONDS = 60
FEWEST_STATEMENTS = 50
# What is taken from the database, and the change of a statement that must then show.
FAULTS: Mapping[str, tuple[LiteralString, str]] = {
    "a table whose policies are off": (
        "ALTER TABLE goals.goal DISABLE ROW LEVEL SECURITY",
        WITHOUT,
    ),
    "a policy that lets people act for others": (
        "CREATE POLICY wide ON goals.goal USING (true) WITH CHECK (true)",
        EXCHANGED,
    ),
}


def plant(ground: Ground) -> Iterator[Planted]:
    """Statements on goals, tried where the database does not hold them back."""
    recording, twin = _recorded(ground), uuid4()
    mutants = [
        mutant
        for (role, shape), mutants in mutants_of(recording, twin).by_statement.items()
        if role == "goals" and "goals.goal" in shape
        for mutant in mutants
    ]
    with Recorder(ground.deployed).connect() as connection:
        for fault, (statement, change) in FAULTS.items():
            laboratory = Laboratory(connection, recording, twin, statement)
            tried = (laboratory.try_out(each) for each in mutants if each.change == change)
            yield Planted(fault, any(verdict.leaked for verdict in tried))


def prove(run: Run) -> Iterator[Finding]:
    """Change every recorded statement, and see that the policies alone keep people apart."""
    recording, twin = _recorded(run.ground), uuid4()
    found = mutants_of(recording, twin)
    with Recorder(run.ground.deployed).connect() as connection:
        laboratory = Laboratory(connection, recording, twin)
        verdicts = {
            place: judge(laboratory, mutants, all_of_them=run.full)
            for place, mutants in found.by_statement.items()
        }
    everything = [verdict for each in verdicts.values() for verdict in each]
    leaking = {shape for (_, shape), each in verdicts.items() if any(v.leaked for v in each)}
    harmless = {shape for _, shape in verdicts} - {
        shape for (_, shape), each in verdicts.items() if any(v.would_leak for v in each)
    }
    unsent = missing(recording)
    for text in (*leaking, *harmless, *found.unexplained, *unsent):
        print(text[:300])
    yield Finding("statements of the code never sent", len(unsent), "statements", at_most=0)
    yield Finding(
        "statements changed, by role", len(verdicts), "statements", at_least=FEWEST_STATEMENTS
    )
    yield Finding(
        "statements of nobody's rows, with a reason", len(found.explained), "statements",
        at_most=len(IMPERSONAL) + sum(".relay." in name for name in known()),
    )  # fmt: skip
    yield Finding("statements without either", len(found.unexplained), "statements", at_most=0)
    dangerous = sum(verdict.would_leak for verdict in everything)
    yield Finding("changed statements tried", len(everything), "tries", at_least=len(verdicts))
    yield Finding("that leak past the policies", dangerous, "tries", at_least=len(verdicts))
    yield Finding("statements that never do", len(harmless), "statements", at_most=0)
    yield Finding("statements that leak under them", len(leaking), "statements", at_most=0)


def missing(recording: Recording) -> list[str]:
    """The statements of the code that nobody sent."""
    texts = [sent.text for sent in recording.sent]
    return [name for name, pattern in known().items() if not any(pattern.search(t) for t in texts)]


@lru_cache(maxsize=1)
def _recorded(ground: Ground) -> Recording:
    """What the whole product sends, once events and erasures have run their course."""
    recorder = Recorder(ground.deployed)
    with recorder.listening() as recording:
        Traffic(ground.deployed, recorder).flow()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while missing(Recording(recorder.heard())) and time.monotonic() < deadline:
            time.sleep(1)
    return recording
