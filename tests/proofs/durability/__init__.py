"""Nothing acknowledged is lost, doubled or miscounted, whatever is cut, killed or repeated."""

from __future__ import annotations

from collections.abc import Iterator

from tests.proofs.durability.bench import MEASUREMENTS, Bench, Fleet, bench
from tests.proofs.durability.campaign import Outcome, Plan, carry_out
from tests.proofs.proof import Finding, Planted, Proof, Run

NEVER = float("inf")
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
    wanted = run.size(250, 10_000)
    plan = Plan(wanted, run.size(40, 1_500), database_kill_seconds=run.size(5, 12))
    with bench(run.ground.home / "durability", run.ground.cloud, run.seed) as parts:
        outcome = _campaign(parts, run.seed, plan)
    yield Finding("faults injected", outcome.faults.total(), "faults", at_least=wanted)
    for kind, count in sorted(outcome.faults.items()):
        yield Finding(kind, count, "faults", at_least=1)
    yield Finding("writes acknowledged", outcome.acknowledged, "writes", at_least=wanted // 10)
    yield from _wrong(outcome)


def _campaign(parts: Bench, seed: int, plan: Plan) -> Outcome:
    with Fleet(parts, seed) as fleet:
        return carry_out(fleet, seed, plan)


def _wrong(outcome: Outcome) -> Iterator[Finding]:
    verdict = outcome.verdict
    for reason in outcome.refused[:3]:
        print(reason)
    yield Finding("acknowledged writes lost", verdict.lost, "writes", at_most=0)
    yield Finding("entries nobody asked for", verdict.phantoms, "entries", at_most=0)
    yield Finding("entries kept twice", verdict.doubles, "entries", at_most=0)
    yield Finding("daily totals wrong", verdict.totals, "totals", at_most=0)
    yield Finding("streaks wrong", verdict.streaks, "streaks", at_most=0)
    yield Finding("requests refused or never answered", len(outcome.refused), "requests", at_most=0)
    yield Finding("changes without an event", outcome.unannounced, "changes", at_most=0)
    yield Finding("goals met that no consumer heard of", outcome.unreached, "days", at_most=0)
    yield Finding("daily totals compared", verdict.compared["daily totals"], "totals", at_least=10)
    yield Finding("streaks compared", verdict.compared["streaks"], "streaks", at_least=9)


PROOF = Proof("durability", plant, prove)
