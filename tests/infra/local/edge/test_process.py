"""The edge as a process of its own: how it starts, what it prints, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import requests
from aiohttp.test_utils import unused_port

if TYPE_CHECKING:
    from pathlib import Path


def launch(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "infra.local.edge"],
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    port = unused_port()
    return {"PORT": str(port), "SERENITY_HOME": str(tmp_path), "WEB_ROOT": str(tmp_path)}


def test_it_serves_logs_each_request_and_ends_when_told(environment: dict[str, str]) -> None:
    process = launch(environment)
    url = f"http://localhost:{environment['PORT']}"
    deadline = time.monotonic() + 20
    while True:
        try:
            assert requests.get(f"{url}/_local/health", timeout=2).json() == {"status": "up"}
            break
        except requests.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    answer = requests.get(f"{url}/v1/goals/0199c0de?secret=camille@example.com", timeout=5)
    assert answer.status_code == 503
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert err == ""
    (line,) = out.splitlines()
    assert line.startswith("GET    /v1/goals/{id} 503 ")
    assert line.endswith(" ms")


def test_a_taken_port_is_one_plain_line(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        process = launch(environment)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert len(err.splitlines()) == 1
    assert environment["PORT"] in err
