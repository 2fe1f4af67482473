"""Work among faults for long: memory stays level, connections bounded, every error explained."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.proofs.durability.whole import Pace, Siege
from tests.proofs.durability.writer import Trouble
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.soak.errors import unexplained
from tests.soak.watch import Track, Watch, of_process, over, steepest

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
WARM_UP = 0.35  # of the time; every part is killed in it once, and readings count from its end on
LEAST = 0.4  # of the time, for which a process must have been watched
WORKER_SECONDS, REPETITION_SECONDS, SPARED = 20.0, 5.0, 0.9
# MB an hour. The cloud stands for AWS and keeps what is stored, and a day of logs, in memory.
BOUNDS = {
    "supervisor": 5.0,
    "edge": 15.0,
    "handler process": 20.0,
    "database": 100.0,
    "cloud": 600.0,
}
MOST_DATABASE_CONNECTIONS = 60
MOST_EDGE_CONNECTIONS = 100
LEAK = "import time; kept = []\nwhile True: kept.append(bytearray(50_000)); time.sleep(0.01)"
LEAK_SECONDS = 6.0


def plant(run: Run) -> Iterator[Planted]:
    """A process that leaks, and an error that no fault explains."""
    with subprocess.Popen([sys.executable, "-c", LEAK]) as leaking:
        track = of_process(leaking.pid, LEAK_SECONDS, 0.2)
        leaking.kill()
    noticed = over({"process": max(BOUNDS.values())}, {"process": track}) == ["process"]
    yield Planted("a process that leaks five megabytes a second", noticed)
    stray = Trouble("503", 100.0, 100.2)
    yield Planted("an error without a fault", unexplained([stray], [90.0], []) == [stray])


def prove(run: Run) -> Iterator[Finding]:
    """Work, break, watch; then compare and explain."""
    seconds = MINUTES * 60
    product = run.ground.product
    warm_up = seconds * WARM_UP
    pace = Pace(WORKER_SECONDS, warm_up / 4, REPETITION_SECONDS, SPARED)
    watch = Watch(product)
    watch.start()
    with Siege(product, run.seed, pace) as siege:
        began = time.monotonic()
        _besiege(siege, warm_up, seconds)
        measured_until = time.monotonic()
        siege.finish()
        verdict = siege.verdict()
    watch.stop()
    least = (measured_until - began) * LEAST
    yield Finding("minutes under load", (measured_until - began) / 60, "minutes", at_least=MINUTES)
    yield Finding("faults injected", siege.injected().total(), "faults", at_least=MINUTES)
    acknowledged = sum(writer.acknowledged for writer in siege.writers)
    yield Finding("writes acknowledged", acknowledged, "writes", at_least=10 * MINUTES)
    yield Finding("writes, totals or streaks wrong", verdict.wrong, "records", at_most=0)
    yield from _memory(steepest(watch.tracks.values(), began + warm_up, least))
    yield from _connections(watch)
    yield from _errors(siege)


def _besiege(siege: Siege, warm_up: float, seconds: float) -> None:
    """Kill every part once at first, then only processes of functions and connections."""
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        siege.step(parts=elapsed < warm_up)
        time.sleep(0.05)


def _memory(found: dict[str, Track]) -> Iterator[Finding]:
    for part, bound in BOUNDS.items():
        slope = found[part].slope if part in found else float("nan")
        yield Finding(f"memory of the {part}, steepest", slope, "MB/hour", at_most=bound)


def _connections(watch: Watch) -> Iterator[Finding]:
    yield Finding(
        "connections to the database at most", max(watch.database_connections, default=10**9),
        "connections", at_most=MOST_DATABASE_CONNECTIONS,
    )  # fmt: skip
    yield Finding(
        "connections of the edge at most", max(watch.edge_connections, default=10**9),
        "connections", at_most=MOST_EDGE_CONNECTIONS,
    )  # fmt: skip


def _errors(siege: Siege) -> Iterator[Finding]:
    troubles = [trouble for writer in siege.writers for trouble in writer.troubles]
    left = unexplained(troubles, siege.proxy.cut_at, siege.faults)
    for what, times in Counter(trouble.what for trouble in left).items():
        print(f"unexplained: {what}, {times} times")
    refused = [reason for writer in siege.writers for reason in writer.refused]
    for reason in refused[:3]:
        print(reason)
    yield Finding("errors that writers met", len(troubles), "errors", at_least=1)
    yield Finding("errors unexplained", len(left) + len(refused), "errors", at_most=0)


SOAK = Proof("soak", plant, prove)
