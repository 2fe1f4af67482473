"""The functions' own processes over a real PostgreSQL, with everything between them breakable."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString, Self
from uuid import UUID

import boto3
import psycopg

from functions.goals.app import app as goals_app
from functions.measurements.app import app as measurements_app
from infra.local import processes
from infra.local.postgres import Postgres
from infra.local.stack import REGION, choose_port
from infra.migrations.handler import LOGIN_ROLES, apply_migrations, set_passwords
from tests.conftest import add_person
from tests.proofs.durability.diary import GOALS, ZONE
from tests.proofs.durability.writer import Answer
from tests.support.bus import Bus, event_bus
from tests.support.cutting import CuttingProxy
from tests.support.gateway import event_of, principal
from tests.support.handlers import HandlerPool
from tests.support.postgres import ROLE_PASSWORD

# Bytes of one connection after which it is cut: about three requests' worth each way.
UP_BYTES, DOWN_BYTES = 12_000, 4_000
MEASUREMENTS = "functions.measurements.app.app"
TWINS = 0.5
BUS_TROUBLE = 0.2
# The relay leaves young events to the request that made them.
_GROW_OLD: LiteralString = """
    UPDATE platform.outbox SET occurred_at = occurred_at - interval '1 minute'
    WHERE user_id = %(user_id)s"""


class Server:
    """A PostgreSQL that can be killed whole and started again on its port."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.port = choose_port(socket.SOCK_STREAM)
        self._postgres = Postgres(home, self.port, durable=durable)
        self.url = self._postgres.start().url
        apply_migrations(self.url)
        set_passwords(self.url, dict.fromkeys(LOGIN_ROLES, ROLE_PASSWORD))

    def crash(self) -> float:
        """Kill every process of it and start it again; answers how long it was away.

        Call this from the main thread, whose child the server is.
        """
        began = time.monotonic()
        server = self._postgres.process
        assert server is not None
        while found := processes.working_in(self._postgres.data):
            for pid in found:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        server.wait()
        self._postgres.start()
        return time.monotonic() - began

    def stop(self) -> None:
        """End it for good."""
        self._postgres.stop()

    def fetch(self, user_id: UUID, query: LiteralString, **more: Any) -> list[tuple[Any, ...]]:
        """Run a statement about one person as the owner."""
        with psycopg.connect(self.url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            cursor = connection.execute(query, {"user_id": user_id, **more})
            return cursor.fetchall() if cursor.description else []


class Bench:
    """Server, bus and cloud; and how a handler's environment names them."""

    def __init__(self, server: Server, bus: Bus, cloud: str, home: Path) -> None:
        self.server = server
        self.bus = bus
        self.log = home / "handlers.log"
        key: Any = boto3.client("kms").create_key()
        self._environment = {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": cloud,
            "AWS_ENDPOINT_URL_EVENTBRIDGE": bus.address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "LOG_LEVEL": "ERROR",
            "EVENT_BUS_NAME": "durability",
            "DATA_KEY_ID": key["KeyMetadata"]["KeyId"],
            "DATA_KEYS_TABLE": "DataKeysTable",
            "DATABASE_HOST": "127.0.0.1",
            "DATABASE_PASSWORD": ROLE_PASSWORD,
            "DATABASE_SSLMODE": "disable",
        }

    def environment(self, role: str, port: int) -> dict[str, str]:
        """What a function of a domain knows, with the database behind a port."""
        return {**self._environment, "DATABASE_USER": role, "DATABASE_PORT": str(port)}

    def add_person(self) -> UUID:
        """Somebody whose day ends at midnight in the diaries' zone."""
        return add_person(self.server.url, ZONE)

    def sweep(self, people: Iterable[UUID]) -> None:
        """Let the relay publish what these people's requests left in the outbox."""
        for user_id in people:
            self.server.fetch(user_id, _GROW_OLD)
        relay = self.environment("relay", self.server.port)
        pool = HandlerPool("functions.relay.app.sweep", relay, self.log, 1)
        pool.invoke({})
        pool.close()


@contextmanager
def bench(home: Path, cloud: str, seed: int, *, durable: bool = True) -> Iterator[Bench]:
    """A bench with a server of its own, which waits for the disk unless it is not `durable`."""
    home.mkdir()
    with ExitStack() as parts:
        server = Server(home / "postgres", durable=durable)
        parts.callback(server.stop)
        bus = parts.enter_context(event_bus(seed))
        yield Bench(server, bus, cloud, home)


class Fleet:
    """The environments of measurements, goals and its consumer, behind a cutting proxy."""

    def __init__(
        self, bench: Bench, seed: int, measurements: str = MEASUREMENTS, size: int = 4
    ) -> None:
        self.bench = bench
        self.faults: Counter[str] = Counter()
        self._chance = random.Random(f"{seed}/fleet")
        self._lock = threading.Lock()
        self.proxy = CuttingProxy(
            bench.server.port, seed, up=UP_BYTES, down=DOWN_BYTES, armed=False
        )
        self._handlers = measurements
        self._size = size
        self._bus_cuts = bench.bus.cuts

    def __enter__(self) -> Self:
        self.proxy.__enter__()
        port, log = self.proxy.port, self.bench.log
        own = self.bench.environment("measurements", port)
        goals = self.bench.environment("goals", port)
        self.measurements = HandlerPool(self._handlers, own, log, self._size)
        self.goals = HandlerPool("functions.goals.app.app", goals, log, self._size // 2)
        self.consumer = HandlerPool("functions.goals.app.on_events", goals, log, 1)
        self.measurements.start()
        return self

    def __exit__(self, *raised: Any) -> None:  # noqa: PYI036 - passed on
        for pool in (self.measurements, self.goals, self.consumer):
            pool.close()
        self.proxy.__exit__(*raised)

    def arm(self, *, armed: bool) -> None:
        """Begin or end cutting connections and troubling the bus."""
        self.proxy.armed = armed
        self.bench.bus.trouble = BUS_TROUBLE if armed else 0.0

    def count(self, fault: str, times: int = 1) -> None:
        """Note a fault that was injected."""
        with self._lock:
            self.faults[fault] += times

    def injected(self) -> Counter[str]:
        """Every fault so far by its kind."""
        with self._lock:
            found = Counter(self.faults)
        found["connections to the database cut"] = self.proxy.cuts
        found["calls to the bus cut"] = self.bench.bus.cuts - self._bus_cuts
        return found

    def kill_worker(self) -> None:
        """Kill one environment, a busy one if possible."""
        pool = self._chance.choice((self.measurements, self.measurements, self.goals))
        if pool.kill_one(self._chance):
            self.count("handler processes killed")

    def crash_database(self) -> None:
        """Kill the whole database and start it again."""
        self.bench.server.crash()
        self.count("databases killed")

    def set_goals(self, user_id: UUID, began: Any) -> None:
        """Set the goals whose streaks are checked, as if that had been some days ago."""
        door = FleetDoor(self, user_id, twins=0)
        for metric, goal in GOALS.items():
            answer = door.send("POST", "/v1/goals", {"metric": metric, **goal}, {})
            assert answer.status == 201, answer
        query: LiteralString = "UPDATE goals.goal SET starts_on = %(began)s"
        self.bench.server.fetch(user_id, query + " WHERE user_id = %(user_id)s", began=began)

    def progress(self, user_id: UUID) -> Mapping[str, Any]:
        """What the product shows of a person's goals."""
        answer = FleetDoor(self, user_id, twins=0).send("GET", "/v1/goal-progress", None, {})
        assert answer.status == 200, answer
        found: Mapping[str, Any] = answer.body
        return found


class FleetDoor:
    """Speaks to the fleet as API Gateway would, and delivers some requests twice at once."""

    def __init__(self, fleet: Fleet, user_id: UUID, twins: float = TWINS) -> None:
        self._fleet = fleet
        self._caller = principal(user_id)
        self._twins = twins
        self._chance = random.Random(user_id.int)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """One try; raises `Lost` when the environment ends before it answers."""
        ours = path.startswith("/v1/entries")
        app = measurements_app if ours else goals_app
        pool = self._fleet.measurements if ours else self._fleet.goals
        event = event_of(app, method, path, caller=self._caller, body=body, headers=headers)
        if self._chance.random() < self._twins:
            answer, twin = pool.invoke_twice(event)
            self._fleet.count("requests delivered twice", twin and answer["statusCode"] < 300)
        else:
            answer = pool.invoke(event)
        return as_answer(answer)


def as_answer(answer: Mapping[str, Any]) -> Answer:
    """A handler's answer to API Gateway."""
    text = answer.get("body") or ""
    return Answer(answer["statusCode"], json.loads(text) if text else None)
