"""Work among faults for long: memory stays level, connections bounded, every error explained."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.proofs.durability.whole import Pace, Siege, newcomer
from tests.proofs.durability.writer import Trouble
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.soak.errors import unexplained
from tests.soak.leavings import logged_errors, set_aside
from tests.soak.planted import watched
from tests.soak.visitors import SECONDS, Visitor, visitors
from tests.soak.watch import Running, Track, Watch, steepest
from tests.support.product import Product

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
WARM_UP = 0.35  # of the time; every part is killed in it once, and readings count from its end on
LEAST = 0.4  # of the time, for which a process must have been watched
WORKER_SECONDS, REPETITION_SECONDS, SPARED = 20.0, 5.0, 0.9
BOUNDS = {"supervisor": 5.0, "edge": 15.0, "database": 100.0}  # MB an hour
# The cloud stands for AWS and keeps what is stored, and a day of logs, in memory.
KILOBYTES_OF_A_WRITE = 16.0
MOST_OF_A_FUNCTION = 20.0
BUSY_FUNCTIONS = 6
CONNECTIONS = {"database": 60, "edge": 100}
READ = 0.8  # of all looks at memory and connections must have come to their end
UNKNOWN = 10.0**9


def plant(run: Run) -> Iterator[Planted]:
    """A process that leaks, connections that nobody closes, and errors that no fault explains."""
    bound = CONNECTIONS["edge"]
    slopes, connections = watched(bound + 1)
    leaks = [part for part, slope in slopes.items() if slope > MOST_OF_A_FUNCTION]
    yield Planted("a process that leaks a little more than a function may", leaks == ["leaking"])
    yield Planted("a connection too many", connections > bound)
    stray = Trouble("503", 100.0, 100.2)
    yield Planted("an error without a fault", unexplained([stray], [90.0], []) == [stray])


def prove(run: Run) -> Iterator[Finding]:
    """Work, break, watch; then compare and explain."""
    seconds = MINUTES * 60
    product = run.ground.product
    warm_up = seconds * WARM_UP
    pace = Pace(WORKER_SECONDS, warm_up / 4, REPETITION_SECONDS, SPARED)
    watch = Watch(Running(product))
    watch.start()
    with Siege(product, run.seed, pace) as siege, _visited(product, siege.proxy.port) as guests:
        began = time.monotonic()
        _besiege(siege, warm_up, seconds)
        measured_until = time.monotonic()
        siege.finish()
        verdict = siege.verdict()
    watch.stop()
    begin, least = began + warm_up, (measured_until - began) * LEAST
    yield Finding("minutes under load", (measured_until - began) / 60, "minutes", at_least=MINUTES)
    yield Finding("faults injected", siege.injected().total(), "faults", at_least=MINUTES)
    acknowledged = sum(writer.acknowledged.total() for writer in siege.writers)
    yield Finding("writes acknowledged", acknowledged, "writes", at_least=10 * MINUTES)
    for guest in guests:
        # Half of what nothing would disturb.
        due = seconds / SECONDS[guest.name] / 4
        yield Finding(f"{guest.name} that succeeded", guest.done, "times", at_least=due)
    yield Finding("writes, totals or streaks wrong", verdict.wrong, "records", at_most=0)
    yield from _memory(watch, begin, least)
    yield _of_the_cloud(watch, begin, least, acknowledged / MINUTES)
    yield from _connections(watch, begin)
    yield from _errors(siege, guests)
    yield from _left(product, siege, begin)


@contextmanager
def _visited(product: Product, port: int) -> Iterator[list[Visitor]]:
    """Visitors until the block ends."""
    stopping = threading.Event()
    guests = visitors(product, newcomer(product), newcomer(product), port, stopping)
    for guest in guests:
        guest.start()
    try:
        yield guests
    finally:
        stopping.set()
        for guest in guests:
            guest.join()


def _besiege(siege: Siege, warm_up: float, seconds: float) -> None:
    """Kill every part once at first, then only processes a function has besides its first."""
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        siege.step(gently=elapsed >= warm_up)
        time.sleep(0.05)


def _memory(watch: Watch, begin: float, least: float) -> Iterator[Finding]:
    """The slope of each part, and of every function that was at work all the time."""
    found, busy = steepest(watch.tracks.values(), begin, least), watch.busy(begin)
    yield Finding("functions at work", len(busy), "functions", at_least=BUSY_FUNCTIONS)
    for part, bound in (BOUNDS | dict.fromkeys(busy, MOST_OF_A_FUNCTION)).items():
        slope = _slope(found.get(part))
        yield Finding(f"memory of the {part}, steepest", slope, "MB/hour", at_most=bound)


def _of_the_cloud(watch: Watch, begin: float, least: float, writes_a_minute: float) -> Finding:
    slope = _slope(steepest(watch.tracks.values(), begin, least).get("cloud"))
    kept = slope * 1024 / 60 / writes_a_minute
    return Finding("what the cloud keeps of a write", kept, "KB", at_most=KILOBYTES_OF_A_WRITE)


def _slope(track: Track | None) -> float:
    return UNKNOWN if track is None else track.slope


def _connections(watch: Watch, begin: float) -> Iterator[Finding]:
    read = watch.read(begin)
    yield Finding("looks at connections that were answered", read, "of all", at_least=READ)
    for part, most in CONNECTIONS.items():
        name = f"connections of the {part} at most"
        yield Finding(name, watch.most(part), "connections", at_most=most)


def _errors(siege: Siege, guests: list[Visitor]) -> Iterator[Finding]:
    troubles = [t for each in (*siege.writers, *guests) for t in each.troubles]
    left = unexplained(troubles, siege.proxy.cut_at, siege.faults)
    refused = [reason for writer in siege.writers for reason in writer.refused]
    _show(left, refused)
    yield Finding("errors that people met", len(troubles), "errors", at_least=1)
    yield Finding("errors unexplained", len(left) + len(refused), "errors", at_most=0)


def _left(product: Product, siege: Siege, begin: float) -> Iterator[Finding]:
    """What operators find; no cut between a person and the edge explains an error in a log."""
    left = unexplained(logged_errors(product, begin), [], siege.faults)
    dead = set_aside(product)
    _show(left, [f"{count} in {queue}" for queue, count in dead.items() if count])
    yield Finding("errors in logs unexplained", len(left), "errors", at_most=0)
    yield Finding("messages set aside", sum(dead.values()), "messages", at_most=0)


def _show(left: list[Trouble], more: list[str]) -> None:
    for what, times in Counter(trouble.what for trouble in left).items():
        print(f"unexplained: {what}, {times} times")
    for reason in more[:5]:
        print(reason)


SOAK = Proof("soak", plant, prove)
