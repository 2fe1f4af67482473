"""The whole product as `make run` starts it, on its own port and state folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import psycopg

ROOT = Path(__file__).parents[2]
READY_SECONDS = 240
PREFIX = "serenity-local-"


def free_port() -> int:
    """A TCP port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition.

    Raises:
        AssertionError: when it does not come true in time.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def _state(pid: int) -> str:
    """The state letter of a process, Z when it has ended already."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


class Product:
    """One running copy; `home` keeps its data over restarts."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start and wait until it is ready; answers how many seconds that took.

        Raises:
            RuntimeError: with the last lines it printed when it ends or does not get ready.
        """
        began = time.monotonic()
        output = self.home.parent / f"{self.home.name}.out"
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local", "run"],
                cwd=ROOT,
                env=os.environ | {"SERENITY_HOME": str(self.home), "PORT": str(self.port)},
                stdout=sink,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        while b"Serenity Hub is up" not in output.read_bytes().rpartition(b"Stopped.")[2]:
            if self._process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                last = output.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the product did not start:\n{last}")
            time.sleep(0.2)
        return time.monotonic() - began

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop by a signal and wait for the end; SIGKILL ends only the supervisor."""
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=60)
        if how is signal.SIGKILL:
            with (self.home.parent / f"{self.home.name}.out").open("ab") as sink:
                sink.write(b"\nStopped.\n")
        self._process = None

    def code_for(self, address: str, *, other_than: str = "", seconds: float = 15) -> str:
        """The newest code that the mailbox has for an address."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in self.get(f"/_local/mail.json?to={quote(address)}")["messages"]:
                if message["code"] not in {"", other_than}:
                    return str(message["code"])
            time.sleep(0.1)
        raise AssertionError(f"no code for {address} arrived")

    def part(self, name: str) -> int:
        """The process id of a part: the supervisor, cloud, edge or database."""
        if name == "supervisor":
            assert self._process is not None
            return self._process.pid
        if name == "database":
            lock = self.home / "postgres" / "data" / "postmaster.pid"
            return int(lock.read_text().split()[0])
        children: dict[str, int] = json.loads((self.home / "children.json").read_text())
        return children[name]

    def kill(self, name: str) -> None:
        """End a part at once, as a crash would, and see it gone."""
        pid = self.part(name)
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}/stat").exists() and "Z" not in _state(pid):
            time.sleep(0.02)

    def await_up(self, seconds: float = 60) -> None:
        """Wait until the product answers again."""
        wait_until(self.is_up, seconds)

    def client(self, service: str) -> Any:
        """A client of the AWS services behind it."""
        port = self.inner_port("cloud")
        connect: Any = boto3.client
        return connect(
            service, endpoint_url=f"http://127.0.0.1:{port}", region_name="eu-central-1",
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip

    def roles(self) -> dict[str, str]:
        """The name of the function that has each role, without the stage."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        return {
            function["Role"].rpartition("/")[2]: function["FunctionName"].removeprefix(PREFIX)
            for page in pages
            for function in page["Functions"]
        }

    def calls(self) -> list[dict[str, Any]]:
        """Every kind of AWS call that a role made since the start, and how many times."""
        address = f"http://127.0.0.1:{self.inner_port('cloud')}/_serenity/permissions"
        with urllib.request.urlopen(address, timeout=20) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def table(self, name: str) -> str:
        """The name that a DynamoDB table of the template was deployed with."""
        names: list[str] = self.client("dynamodb").list_tables()["TableNames"]
        return next(each for each in names if f"-{name}Table-" in each)

    def database(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to its database that sees every row."""
        password = (self.home / "postgres" / "superuser-password").read_text()
        return psycopg.connect(
            host="127.0.0.1", port=self.inner_port("postgres"), user="postgres",
            password=password, dbname="serenity", sslmode="disable",
        )  # fmt: skip

    def inner_port(self, name: str) -> int:
        """The port of the cloud or of postgres."""
        ports: dict[str, int] = json.loads((self.home / "ports.json").read_text())
        return ports[name]

    def read(self, path: str) -> str:
        """GET a page of the product as text."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return str(answer.read().decode())

    def get(self, path: str) -> Any:
        """GET a JSON document without being signed in."""
        return json.loads(self.read(path))

    def is_up(self) -> bool:
        """Whether the health route answers."""
        try:
            return bool(self.get("/v1/health")["status"] == "ok")
        except (OSError, urllib.error.URLError, ValueError):
            return False
