"""The whole product under fire: people behind a cutting proxy, and kills of every part."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, LiteralString, Self
from uuid import UUID

import psutil
import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from tests.e2e.person import Person, settled
from tests.proofs.durability import checker
from tests.proofs.durability.campaign import Bell
from tests.proofs.durability.detour import Detour
from tests.proofs.durability.diary import DAYS, GOALS, Diary
from tests.proofs.durability.edge_door import EdgeDoor
from tests.proofs.durability.writer import Writer
from tests.support.cutting import CuttingProxy
from tests.support.environments import environments
from tests.support.product import Product

UP_BYTES, DOWN_BYTES = 1_200, 1_600  # a request and its answer are about as long
WRITERS_EACH = 2
SIGN_UPS = 4
BUS = "serenity-local"
_CONSUMED: LiteralString = """
    SELECT user_id, event_id FROM platform.consumed_event WHERE role = 'goals'
    ORDER BY consumed_at DESC LIMIT 10"""
_BEGAN: LiteralString = """
    UPDATE goals.goal SET starts_on = %(began)s WHERE user_id = %(user_id)s"""


@dataclass(frozen=True)
class Pace:
    """How often what happens, in seconds; shares are those of connections and of requests."""

    worker: float
    part: float
    repetition: float
    spared: float
    """Share of the connections of clients that are not cut."""
    twins: float = 0.0
    """Share of the requests that are sent twice at once."""
    parts: tuple[str, ...] = ("cloud", "database", "edge")
    """What is killed, one after the other."""
    people: int = 2
    detour: bool = False
    """Whether the functions' connections to the database are cut, too."""


class Siege:
    """People at work on a running product, and faults all around them."""

    def __init__(self, product: Product, seed: int, pace: Pace) -> None:
        self._product = product
        self._pace = pace
        self._chance = random.Random(f"{seed}/siege")
        self._bells = {
            self._kill_worker: Bell(self._chance, pace.worker),
            self._kill_part: Bell(self._chance, pace.part),
            self._repeat_events: Bell(self._chance, pace.repetition),
        }
        self._killed = 0
        self._gently = False
        self._stopping = threading.Event()
        self.faults: list[tuple[float, str, int]] = []
        self.proxy = CuttingProxy(
            product.port, seed, up=UP_BYTES, down=DOWN_BYTES, spared=pace.spared, armed=False
        )
        self.writers: list[Writer] = []
        self._doors: list[EdgeDoor] = []
        self._detour = Detour(product, seed) if pace.detour else None
        self._ends = ExitStack()
        self._seed = seed

    def __enter__(self) -> Self:
        self._ends.enter_context(self.proxy)
        if self._detour:
            self._ends.enter_context(self._detour)
        try:
            for number in range(self._pace.people):
                self._settle(number)
        except BaseException:
            self._ends.close()
            raise
        self._arm(armed=True)
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *raised: Any) -> None:  # noqa: PYI036 - passed on
        self._stopping.set()
        self._arm(armed=False)
        for writer in self.writers:
            writer.join()
        self._ends.__exit__(*raised)

    def _arm(self, *, armed: bool) -> None:
        self.proxy.armed = armed
        if self._detour:
            self._detour.proxy.armed = armed

    def injected(self) -> Counter[str]:
        """Every fault so far by its kind."""
        found = Counter({"connections of clients cut": self.proxy.cuts})
        if self._detour:
            found["connections to the database cut"] = self._detour.proxy.cuts
        found["requests delivered twice"] = sum(door.doubled for door in self._doors)
        for _, kind, times in self.faults:
            found[kind] += times
        return found

    def step(self, *, gently: bool = False) -> None:
        """Do what is due; `gently` kills no whole part, and spares the first of each function."""
        self._gently = gently
        for act, bell in self._bells.items():
            if bell.rings() and not (gently and act == self._kill_part):
                act()

    def finish(self) -> None:
        """No more faults; wait until the writers have brought to an end what they began."""
        self._arm(armed=False)
        self._stopping.set()
        self._product.await_up(120)
        for writer in self.writers:
            writer.join()

    def verdict(self) -> checker.Verdict:
        """Compare what was acknowledged with what is kept and shown."""
        return checker.check((w.diary for w in self.writers), self._fetch, self._progress)

    def _settle(self, number: int) -> None:
        """Somebody with goals that began some days ago, and their writers."""
        person = newcomer(self._product)
        user_id = UUID(person.user_id)
        for lane in range(WRITERS_EACH):
            chance = random.Random(f"{self._seed}/{number}/{lane}")
            door = EdgeDoor(person, self.proxy.port, chance, self._pace.twins)
            self._doors.append(door)
            diary = Diary(user_id, lane, WRITERS_EACH, chance)
            self.writers.append(Writer(diary, door, self._stopping))
        for metric, goal in GOALS.items():
            self.writers[-1].send("POST", "/v1/goals", {"metric": metric, **goal}, 201)
        with self._product.database() as connection:
            connection.execute(_BEGAN, {"user_id": user_id, "began": checker.days_ago(DAYS)})

    def _fetch(self, user_id: UUID, query: LiteralString) -> list[tuple[Any, ...]]:
        with self._product.database() as connection:
            return connection.execute(query, {"user_id": user_id}).fetchall()

    def _progress(self, user_id: UUID) -> Mapping[str, Any]:
        writer = next(each for each in self.writers if each.diary.user_id == user_id)
        found: Mapping[str, Any] = writer.send("GET", "/v1/goal-progress", None, 200)
        return found

    def _note(self, kind: str, times: int = 1) -> None:
        self.faults.append((time.monotonic(), kind, times))

    def _kill_worker(self) -> None:
        """Kill one of the processes in which the functions run."""
        with suppress(psutil.Error, OSError, KeyError):
            spared = int(self._gently)
            pools = environments(self._product).values()
            found = [process for pool in pools for process in pool[spared:]]
            if found:
                self._chance.choice(found).kill()
                self._note("handler processes killed")

    def _kill_part(self) -> None:
        """Kill one part after the other; the supervisor is to start it again."""
        name = self._pace.parts[self._killed % len(self._pace.parts)]
        self._killed += 1
        with suppress(OSError, KeyError, ValueError):
            os.kill(self._product.part(name), signal.SIGKILL)
            self._note(f"{name} killed")

    def _repeat_events(self) -> None:
        """Put events on the bus that were consumed before."""
        with suppress(psycopg.Error, BotoCoreError, ClientError):
            with self._product.database() as connection:
                consumed = connection.execute(_CONSUMED).fetchall()
            if consumed:
                entries = [_consumed_before(*each) for each in consumed]
                self._product.client("events").put_events(Entries=entries)
                self._note("events delivered twice", len(entries))


def newcomer(product: Product) -> Person:
    """Somebody who has been through the welcome; a busy machine may take several attempts."""
    for _ in range(SIGN_UPS):
        with suppress(AssertionError):
            return settled(product)
        time.sleep(1)
    return settled(product)


def _consumed_before(user_id: UUID, event_id: UUID) -> dict[str, str]:
    day = checker.days_ago(1).isoformat()
    detail = {
        "id": str(event_id),
        "type": "SampleRecorded",
        "source": "measurements",
        "occurred_at": f"{day}T12:00:00+00:00",
        "user_id": str(user_id),
        "data": {"entry_id": str(event_id), "metrics": list(GOALS), "days": [day]},
    }
    return {
        "EventBusName": BUS,
        "Source": "serenity.measurements",
        "DetailType": "SampleRecorded",
        "Detail": json.dumps(detail),
    }
