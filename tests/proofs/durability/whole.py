"""The whole product under fire: people behind a cutting proxy, and kills of every part."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, LiteralString, Self
from uuid import UUID

import psutil
import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from tests.e2e.person import AGENT, Person, settled
from tests.proofs.durability import checker
from tests.proofs.durability.campaign import Bell
from tests.proofs.durability.diary import DAYS, GOALS, Diary
from tests.proofs.durability.writer import Answer, Writer
from tests.support.cutting import CuttingProxy
from tests.support.handlers import Lost
from tests.support.product import Product

ANSWER_SECONDS = 35.0  # a little longer than the edge waits for the cloud
UP_BYTES, DOWN_BYTES = 1_200, 1_600  # a request and its answer are about as long
PARTS = ("cloud", "database", "edge")
PEOPLE, WRITERS_EACH = 2, 2
SIGN_UPS = 4
NO_CONTENT = 204
BUS = "serenity-local"
_CONSUMED: LiteralString = """
    SELECT user_id, event_id FROM platform.consumed_event WHERE role = 'goals'
    ORDER BY consumed_at DESC LIMIT 10"""
_BEGAN: LiteralString = """
    UPDATE goals.goal SET starts_on = %(began)s WHERE user_id = %(user_id)s"""


class EdgeDoor:
    """A signed-in person's way through the edge."""

    def __init__(self, person: Person, port: int) -> None:
        self._port = port
        cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items() if value)
        self._headers = {
            "User-Agent": AGENT,
            "X-CSRF-Token": person.csrf,
            "Cookie": cookies,
            "Content-Type": "application/json",
        }

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """One try; raises `Lost` when no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        text = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, text, self._headers | headers)
            answer = connection.getresponse()
            content = answer.read()
            # What is cut inside its headers looks like an answer without a body.
            if answer.status != NO_CONTENT and "Content-Length" not in answer.headers:
                raise Lost
            return Answer(answer.status, json.loads(content) if content else None)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Lost from error
        finally:
            connection.close()


@dataclass(frozen=True)
class Pace:
    """How often what happens, in seconds, and the share of connections that are not cut."""

    worker: float
    part: float
    repetition: float
    spared: float


class Siege:
    """People at work on a running product, and faults all around them."""

    def __init__(self, product: Product, seed: int, pace: Pace) -> None:
        self._product = product
        self._chance = random.Random(f"{seed}/siege")
        self._bells = {
            self._kill_worker: Bell(self._chance, pace.worker),
            self._kill_part: Bell(self._chance, pace.part),
            self._repeat_events: Bell(self._chance, pace.repetition),
        }
        self._killed = 0
        self._stopping = threading.Event()
        self.faults: list[tuple[float, str, int]] = []
        self.proxy = CuttingProxy(
            product.port, seed, up=UP_BYTES, down=DOWN_BYTES, spared=pace.spared, armed=False
        )
        self.writers: list[Writer] = []
        self._seed = seed

    def __enter__(self) -> Self:
        self.proxy.__enter__()
        for number in range(PEOPLE):
            self._settle(number)
        self.proxy.armed = True
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *raised: Any) -> None:  # noqa: PYI036 - passed on
        self._stopping.set()
        for writer in self.writers:
            writer.join()
        self.proxy.__exit__(*raised)

    def injected(self) -> Counter[str]:
        """Every fault so far by its kind."""
        found = Counter({"connections of clients cut": self.proxy.cuts})
        for _, kind, times in self.faults:
            found[kind] += times
        return found

    def step(self, *, parts: bool = True) -> None:
        """Do what is due; unless asked to, no whole part is killed."""
        for act, bell in self._bells.items():
            if bell.rings() and (parts or act != self._kill_part):
                act()

    def finish(self) -> None:
        """No more faults; wait until the writers have brought to an end what they began."""
        self.proxy.armed = False
        self._stopping.set()
        self._product.await_up(120)
        for writer in self.writers:
            writer.join()

    def verdict(self) -> checker.Verdict:
        """Compare what was acknowledged with what is kept and shown."""
        return checker.check((w.diary for w in self.writers), self._fetch, self._progress)

    def _settle(self, number: int) -> None:
        """Somebody with goals that began some days ago, and their writers."""
        person = _newcomer(self._product)
        user_id = UUID(person.user_id)
        for lane in range(WRITERS_EACH):
            chance = random.Random(f"{self._seed}/{number}/{lane}")
            door = EdgeDoor(person, self.proxy.port)
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
            found = psutil.Process(self._product.part("cloud")).children()
            if found:
                self._chance.choice(found).kill()
                self._note("handler processes killed")

    def _kill_part(self) -> None:
        """Kill one part after the other; the supervisor is to start it again."""
        name = PARTS[self._killed % len(PARTS)]
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


def _newcomer(product: Product) -> Person:
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
