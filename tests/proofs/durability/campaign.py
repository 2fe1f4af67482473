"""One campaign: writers at work, faults all around them, then peace and the reckoning."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.proofs.durability import checker
from tests.proofs.durability.bench import Fleet, FleetDoor
from tests.proofs.durability.checker import Verdict
from tests.proofs.durability.courier import Courier
from tests.proofs.durability.diary import DAYS, Diary
from tests.proofs.durability.writer import Writer
from tests.proofs.durability.written import unwritten

WRITERS_EACH = 2


@dataclass(frozen=True)
class Plan:
    """How many faults, and how often what is killed."""

    faults: int
    at_most_seconds: float
    people: int = 3
    worker_kill_seconds: float = 3.0
    database_kill_seconds: float = 12.0
    cuts: bool = True
    kinds: Mapping[str, int] = field(default_factory=dict)
    """At least so many faults of each kind."""
    writes: int = 0
    """At least so many writes acknowledged."""


@dataclass
class Outcome:
    """What a campaign found."""

    verdict: Verdict
    faults: Counter[str]
    acknowledged: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    unannounced: int = 0
    unreached: int = 0


def carry_out(fleet: Fleet, seed: int, plan: Plan) -> Outcome:
    """Let writers work until enough faults were injected, then compare."""
    stopping = threading.Event()
    writers = _writers(fleet, seed, stopping, plan.people)
    courier = Courier(fleet, seed)
    fleet.arm(armed=plan.cuts)
    for thread in (*writers, courier):
        thread.start()
    _inject(fleet, seed, plan, writers)
    stopping.set()
    fleet.arm(armed=False)
    for writer in writers:
        writer.join()
    courier.stopping.set()
    courier.join()
    diaries = [writer.diary for writer in writers]
    fleet.bench.sweep({diary.user_id for diary in diaries})
    courier.finish()
    fetch = fleet.bench.server.fetch
    return Outcome(
        checker.check(diaries, fetch, fleet.progress),
        fleet.injected(),
        told(writers),
        [*courier.crashes, *(reason for writer in writers for reason in writer.refused)],
        checker.unannounced(diaries, courier.told),
        checker.unreached(diaries, fetch),
    )


def _writers(fleet: Fleet, seed: int, stopping: threading.Event, people: int) -> list[Writer]:
    writers = []
    for person in range(people):
        user_id = fleet.bench.add_person()
        fleet.set_goals(user_id, checker.days_ago(DAYS))
        for lane in range(WRITERS_EACH):
            chance = random.Random(f"{seed}/{person}/{lane}")
            diary = Diary(user_id, lane, WRITERS_EACH, chance)
            writers.append(Writer(diary, FleetDoor(fleet, user_id), stopping))
    return writers


class Bell:
    """Rings at random moments, first soon, then on the average every so many seconds."""

    def __init__(self, chance: random.Random, seconds: float) -> None:
        self._chance = chance
        self._seconds = seconds
        self._wind(0.1, 0.5)

    def rings(self) -> bool:
        """Whether the moment has come; the next one is then drawn."""
        if time.monotonic() < self._at:
            return False
        self._wind(0.5, 1.5)
        return True

    def _wind(self, least: float, most: float) -> None:
        self._at = time.monotonic() + self._chance.uniform(least, most) * self._seconds


def told(writers: Iterable[Writer]) -> Counter[str]:
    """How often each operation was acknowledged."""
    return sum((writer.acknowledged for writer in writers), Counter[str]())


def is_due(injected: Counter[str], acknowledged: Counter[str], plan: Plan) -> bool:
    """Whether there were too few faults yet, of a kind or at all, or too little was written."""
    few = any(injected[kind] < least for kind, least in plan.kinds.items())
    little = acknowledged.total() < plan.writes or bool(unwritten(acknowledged))
    return few or little or injected.total() < plan.faults


def _inject(fleet: Fleet, seed: int, plan: Plan, writers: list[Writer]) -> None:
    """Kill at random moments until the proxy, the twins and the kills add up."""
    chance = random.Random(f"{seed}/kills")
    workers = Bell(chance, plan.worker_kill_seconds)
    database = Bell(chance, plan.database_kill_seconds)
    until = time.monotonic() + plan.at_most_seconds
    while time.monotonic() < until and is_due(fleet.injected(), told(writers), plan):
        if workers.rings():
            fleet.kill_worker()
        if database.rings():
            fleet.crash_database()
        time.sleep(0.01)
