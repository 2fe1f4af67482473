"""Nothing acknowledged is lost, doubled or miscounted, whatever is cut, killed or repeated.

Most faults hit the functions' own processes over a real database. In full, some hundreds hit the
whole product, too, between its people and the edge and in each of its parts; in `make test` the
journeys in front of a browser do that.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.proofs.durability.bench import MEASUREMENTS, Bench, Fleet, bench
from tests.proofs.durability.campaign import Outcome, Plan, carry_out
from tests.proofs.durability.checker import Verdict
from tests.proofs.durability.whole import Pace, Siege
from tests.proofs.proof import Finding, Planted, Proof, Run

NEVER = float("inf")
WHOLE_FAULTS, WHOLE_SECONDS = 400, 300.0
WHOLE_PACE = Pace(worker=2, part=15, repetition=1, spared=0.3)
MANY = 10**9
TRIES = 4
CALM = Plan(MANY, 6, people=1, worker_kill_seconds=NEVER, database_kill_seconds=NEVER)
# Each fault: the handler that has it, and what brings it to light.
PLANTED: dict[str, tuple[str, Plan]] = {
    "an answer before the commit": (f"{__name__}.planted.early_answer", CALM),
    "a counter not guarded by the insert": (f"{__name__}.planted.unguarded_counter", CALM),
    "a commit that does not wait for the disk": (
        MEASUREMENTS,
        Plan(MANY, 5, 2, worker_kill_seconds=NEVER, database_kill_seconds=3, cuts=False),
    ),
}


def plant(run: Run) -> Iterator[Planted]:
    """Faults in the code, and in the server, which here never waits for its disk."""
    home = run.ground.home / "planted"
    with bench(home, run.ground.cloud, run.seed, durable=False) as parts:
        for fault, (handler, plan) in PLANTED.items():
            with Fleet(parts, run.seed, handler, size=2) as fleet:
                yield Planted(
                    fault, any(_is_wrong(fleet, run.seed + n, plan) for n in range(TRIES))
                )


def _is_wrong(fleet: Fleet, seed: int, plan: Plan) -> bool:
    return carry_out(fleet, seed, plan).verdict.wrong > 0


def prove(run: Run) -> Iterator[Finding]:
    """Let writers work among faults and compare."""
    wanted = run.size(300, 10_000)
    plan = Plan(wanted, run.size(120, 1_500), database_kill_seconds=run.size(5, 30))
    with bench(run.ground.home / "durability", run.ground.cloud, run.seed) as parts:
        outcome = _campaign(parts, run.seed, plan)
    yield Finding("faults injected", outcome.faults.total(), "faults", at_least=wanted)
    for kind, count in sorted(outcome.faults.items()):
        yield Finding(kind, count, "faults", at_least=1)
    yield Finding("writes acknowledged", outcome.acknowledged, "writes", at_least=wanted // 10)
    yield from _wrong(outcome.verdict, outcome.refused)
    yield Finding("changes without an event", outcome.unannounced, "changes", at_most=0)
    yield Finding("goals met that no consumer heard of", outcome.unreached, "days", at_most=0)
    if run.full:
        yield from _whole(run)


def _campaign(parts: Bench, seed: int, plan: Plan) -> Outcome:
    with Fleet(parts, seed) as fleet:
        return carry_out(fleet, seed, plan)


def _whole(run: Run) -> Iterator[Finding]:
    """The same with people who use the product from outside."""
    until = time.monotonic() + WHOLE_SECONDS
    with Siege(run.ground.product, run.seed, WHOLE_PACE) as siege:
        while siege.injected().total() < WHOLE_FAULTS and time.monotonic() < until:
            siege.step()
            time.sleep(0.02)
        siege.finish()
        verdict = siege.verdict()
    where = "whole product: "
    injected = siege.injected()
    yield Finding(f"{where}faults injected", injected.total(), "faults", at_least=WHOLE_FAULTS)
    for kind, count in sorted(injected.items()):
        yield Finding(f"{where}{kind}", count, "faults", at_least=1)
    acknowledged = sum(writer.acknowledged for writer in siege.writers)
    yield Finding(f"{where}writes acknowledged", acknowledged, "writes", at_least=WHOLE_FAULTS // 4)
    refused = [reason for writer in siege.writers for reason in writer.refused]
    yield from _wrong(verdict, refused, where)


def _wrong(verdict: Verdict, refused: list[str], where: str = "") -> Iterator[Finding]:
    for reason in refused[:3]:
        print(reason)
    compared = verdict.compared
    yield Finding(f"{where}acknowledged writes lost", verdict.lost, "writes", at_most=0)
    yield Finding(f"{where}entries nobody asked for", verdict.phantoms, "entries", at_most=0)
    yield Finding(f"{where}entries kept twice", verdict.doubles, "entries", at_most=0)
    yield Finding(f"{where}daily totals wrong", verdict.totals, "totals", at_most=0)
    yield Finding(f"{where}streaks wrong", verdict.streaks, "streaks", at_most=0)
    yield Finding(f"{where}requests refused or never answered", len(refused), "requests", at_most=0)
    yield Finding(f"{where}entries compared", compared["entries"], "entries", at_least=10)
    yield Finding(f"{where}daily totals compared", compared["daily totals"], "totals", at_least=10)
    yield Finding(f"{where}streaks compared", compared["streaks"], "streaks", at_least=6)


PROOF = Proof("durability", plant, prove)
