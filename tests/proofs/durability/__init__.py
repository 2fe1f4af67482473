"""Nothing acknowledged is lost, doubled or miscounted, whatever is cut, killed or repeated.

A short campaign hits the functions' own processes over a database of their own, where events can
be followed to their end. The long one hits the whole product: its people's connections to the
edge, its functions' connections to the database, and each of its parts.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from tests.proofs.durability.bench import MEASUREMENTS, Fleet, bench
from tests.proofs.durability.campaign import Plan, carry_out, is_due, told
from tests.proofs.durability.checker import Verdict
from tests.proofs.durability.whole import Pace, Siege
from tests.proofs.durability.written import unwritten
from tests.proofs.proof import Finding, Planted, Proof, Run

NEVER = float("inf")
KINDS = {
    "calls to the bus cut": 1,
    "connections to the database cut": 50,
    "databases killed": 1,
    "events delivered twice": 10,
    "handler processes killed": 1,
    "requests delivered twice": 10,
}
CAMPAIGN = Plan(200, 180, worker_kill_seconds=3, database_kill_seconds=8, kinds=KINDS, writes=60)
# The local cloud takes long to be back, so it is killed more rarely than the others.
_PARTS = ("database", "edge", "database", "database", "edge", "database", "database", "cloud")
SIEGE_PACE = Pace(
    worker=2.5, part=14, repetition=4, spared=0.1, twins=0.1, people=4, detour=True, parts=_PARTS
)
SIEGE_KINDS = {
    "cloud killed": 5,
    "connections of clients cut": 5_000,
    "connections to the database cut": 500,
    "database killed": 20,
    "edge killed": 5,
    "events delivered twice": 500,
    "handler processes killed": 200,
    "requests delivered twice": 20,
}
# What ends more than five times a minute the supervisor does not start again.
SHORT_PACE = Pace(
    worker=4, part=20, repetition=1, spared=0.3, twins=0.1, detour=True, parts=("database",)
)
SHORT_KINDS = {
    "connections of clients cut": 30,
    "connections to the database cut": 2,
    "database killed": 1,
    "handler processes killed": 1,
}
SIEGE = Plan(10_000, 1_000, kinds=SIEGE_KINDS, writes=1_000)
SHORT = Plan(100, 200, kinds=SHORT_KINDS, writes=120)
MANY = 10**9
TRIES = 4
CALM = Plan(MANY, 4, people=1, worker_kill_seconds=NEVER, database_kill_seconds=NEVER)
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
    """Let writers work among faults and compare, first the functions alone, then the product."""
    with (
        bench(run.ground.home / "durability", run.ground.cloud, run.seed) as parts,
        Fleet(parts, run.seed) as fleet,
    ):
        outcome = carry_out(fleet, run.seed, CAMPAIGN)
    where = "functions alone: "
    yield from _injected(where, outcome.faults, CAMPAIGN)
    yield from _written(where, outcome.acknowledged, CAMPAIGN.writes)
    yield from _wrong(where, outcome.verdict, outcome.refused)
    yield Finding(f"{where}changes without an event", outcome.unannounced, "changes", at_most=0)
    yield Finding(
        f"{where}goals met that no consumer heard of", outcome.unreached, "days", at_most=0
    )
    yield from _siege(run)


def _siege(run: Run) -> Iterator[Finding]:
    """The same with people who use the product from outside."""
    plan, pace = (SIEGE, SIEGE_PACE) if run.full else (SHORT, SHORT_PACE)
    until = time.monotonic() + plan.at_most_seconds
    with Siege(run.ground.product, run.seed, pace) as siege:
        while time.monotonic() < until and is_due(siege.injected(), told(siege.writers), plan):
            siege.step()
            time.sleep(0.02)
        siege.finish()
        verdict = siege.verdict()
    where = "whole product: "
    refused = [reason for writer in siege.writers for reason in writer.refused]
    yield from _injected(where, siege.injected(), plan)
    yield from _written(where, told(siege.writers), plan.writes)
    yield from _wrong(where, verdict, refused)


def _injected(where: str, injected: Counter[str], plan: Plan) -> Iterator[Finding]:
    yield Finding(f"{where}faults injected", injected.total(), "faults", at_least=plan.faults)
    for kind, least in plan.kinds.items():
        yield Finding(f"{where}{kind}", injected[kind], "faults", at_least=least)


def _written(where: str, acknowledged: Counter[str], least: int) -> Iterator[Finding]:
    left = unwritten(acknowledged)
    yield Finding(f"{where}writes acknowledged", acknowledged.total(), "writes", at_least=least)
    for name in left:
        print(f"nobody was told that {name} is done")
    yield Finding(f"{where}routes that write, never tried", len(left), "routes", at_most=0)


def _wrong(where: str, verdict: Verdict, refused: list[str]) -> Iterator[Finding]:
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
