"""The functions of the product as processes on a wire: one a domain, forking for every request."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.deployed import Deployed
from infra.local.stack import REGION, ROOT
from tests.proofs.once.wire import Wire, wire

START_SECONDS = 60.0
ANSWER_SECONDS = 120.0
TRIES = 100
MOST_PATIENCE = 10  # times what was asked for: a hundred that come back at once are told again


@dataclass(frozen=True)
class Answer:
    """What a worker answered, as the gateway would send it."""

    status: int
    body: str
    headers: Mapping[str, Any]

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body) if self.body else {}


class Workers:
    """Hands events to the functions of each domain; two ways to speak to each of them."""

    def __init__(self, deployed: Deployed, wire: Wire, home: Path, parts: ExitStack) -> None:
        self.wire = wire
        self._deployed = deployed
        self._home = home
        self._parts = parts
        self._addresses: dict[str, Path] = {}

    def environment(self, domain: str) -> dict[str, str]:
        """The function's environment, but with the wire before its database and its cloud."""
        function = self._deployed.client("lambda").get_function_configuration(
            FunctionName=f"serenity-local-{domain}"
        )
        own: dict[str, str] = function["Environment"]["Variables"]
        return {
            "PATH": os.environ["PATH"],
            **own,
            "DATABASE_HOST": "127.0.0.1",
            "DATABASE_PORT": str(self.wire.postgres_port),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.wire.cloud_port}",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def send(
        self, domain: str, event: Mapping[str, Any], *, watched: bool = False
    ) -> Answer | None:
        """Hand an event to a worker of the domain; None when it died before it answered."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(self._address(domain)))
            said = connection.makefile("rb")
            process = int(said.readline())
            if watched:
                self.wire.watch(process)
            connection.sendall(json.dumps(event).encode() + b"\n")
            text = said.read()
        if not text:
            return None
        answer = json.loads(text)
        headers = {**answer.get("headers", {}), **answer.get("multiValueHeaders", {})}
        return Answer(answer["statusCode"], answer.get("body") or "", headers)

    def settled(self, domain: str, event: Mapping[str, Any]) -> Answer:
        """The answer a client gets that comes back when it is asked to."""
        for attempt in range(1, TRIES + 1):
            found = self.send(domain, event)
            if found is not None and found.status != 503:
                return found
            asked = float(found.headers.get("Retry-After", 1)) if found else 1.0
            time.sleep(asked * random.uniform(0.1, 1) * min(attempt, MOST_PATIENCE))
        raise AssertionError(f"{event['httpMethod']} {event['path']} is not answered")

    def _address(self, domain: str) -> Path:
        if domain not in self._addresses:
            self._addresses[domain] = self._start(domain)
        return self._addresses[domain]

    def _start(self, domain: str) -> Path:
        """Start a worker of a domain, or of a module of planted faults beside this one."""
        address = self._home / f"{domain}.sock"
        planted = domain.startswith("tests.")
        module = domain if planted else f"functions.{domain}.app"
        log = self._parts.enter_context((self._home / f"{domain}.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forking", module, str(address)],
            cwd=ROOT, env=self.environment("notifications" if planted else domain),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        self._parts.callback(process.wait)
        self._parts.callback(process.kill)
        deadline = time.monotonic() + START_SECONDS
        while not address.exists():
            assert process.poll() is None, f"the worker of {domain} ended"
            assert time.monotonic() < deadline, f"the worker of {domain} does not start"
            time.sleep(0.05)
        return address


@contextmanager
def workers(deployed: Deployed, home: Path) -> Iterator[Workers]:
    """The workers of a deployment; each starts when it is first spoken to."""
    database = deployed.stack.database
    assert database is not None
    with ExitStack() as parts:
        before = parts.enter_context(wire(database.port, deployed.stack.cloud_port))
        yield Workers(deployed, before, home, parts)
