"""The template deployed to a local cloud and a database of its own: no edge, no people."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from infra.local import processes, services
from infra.local.deploy import deploy
from infra.local.deployed import Deployed
from infra.local.postgres import Postgres
from infra.local.stack import Stack, choose_port, lay_out, role_password
from tests.support.parts import unheard

READY_SECONDS = 30


@contextmanager
def deployment(home: Path) -> Iterator[Deployed]:
    """Start a cloud and a database, deploy everything, and stop both in the end."""
    layout = lay_out(home, choose_port(socket.SOCK_STREAM))
    server = Postgres(home / "postgres", layout.postgres_port, durable=False)
    cloud = unheard(services.launch_cloud(layout))
    try:
        given = {each.name: getattr(layout, each.name) for each in fields(layout)}
        stack = Stack(**given, database=server.start(), role_password=role_password(home))
        _wait(stack.cloud_url)
        yield Deployed(stack, deploy(stack))
    finally:
        processes.stop(cloud)
        server.stop()


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{url}/_ministack/ready", timeout=2).close()
        except OSError:
            assert time.monotonic() < deadline, "the local cloud does not start"
            time.sleep(0.1)
        else:
            return
