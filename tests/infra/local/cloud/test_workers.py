"""Handlers run warm, few at a time, from the source tree, in a clean environment."""

from __future__ import annotations

import contextlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from tests.infra.local.cloud.conftest import Cloud

ALLOWED = {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "OWN", "PATH", "PYTHONPYCACHEPREFIX",
           "SSL_CERT_FILE", "TMPDIR", "TZ", "_X_AMZN_TRACE_ID", "LAMBDA_TASK_ROOT"}  # fmt: skip


def call(cloud: Cloud, payload: dict[str, Any]) -> tuple[str | None, Any]:
    answer = cloud.client("lambda").invoke(
        FunctionName=cloud.outputs["Echo"], Payload=json.dumps(payload)
    )
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())


def test_a_handler_sees_only_its_own_environment(cloud: Cloud) -> None:
    os.environ["SECRET_OF_THE_HOST"] = "secret"
    _, answer = call(cloud, {"a": 1})
    names = {name for name in answer["environment"] if not name.startswith("AWS_")}
    assert answer["environment"]["OWN"] == "value"
    assert names <= ALLOWED


def test_an_error_keeps_its_name_and_the_process_survives(cloud: Cloud) -> None:
    _, before = call(cloud, {})
    kind, error = call(cloud, {"fail": "no"})
    _, after = call(cloud, {})
    assert (kind, error["errorType"], error["errorMessage"]) == ("Unhandled", "OwnError", "no")
    assert before["process"] == after["process"]


def test_a_warm_call_costs_milliseconds(cloud: Cloud) -> None:
    def measure() -> float:
        begun = time.monotonic()
        assert requests.get(f"{cloud.rest}/v1/open", timeout=20).status_code == 200
        return time.monotonic() - begun

    measure()
    assert sorted(measure() for _ in range(15))[7] < 0.04


def test_at_most_three_processes_serve_a_function(cloud: Cloud) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: call(cloud, {"wait": 0.1}), range(12)))
    assert all(error is None for error, _ in answers)
    assert len({answer["process"] for _, answer in answers}) <= 3


def test_a_warmed_function_answers_its_first_call_at_once(cloud: Cloud) -> None:
    requests.post(f"{cloud.url}/_serenity/recycle", timeout=20)
    assert requests.post(f"{cloud.url}/_serenity/warm", timeout=20).status_code == 202
    deadline = time.monotonic() + 15
    while len(handler_processes(cloud)) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    processes = handler_processes(cloud)
    _, answer = call(cloud, {})
    assert answer["process"] in processes


def handler_processes(cloud: Cloud) -> set[int]:
    """The processes that run handlers of this cloud."""
    mark = f"AWS_ENDPOINT_URL={cloud.url}".encode()
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_handler = b"handler_process.py" in (entry / "cmdline").read_bytes()
            if is_handler and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.add(int(entry.name))
    return found


def test_recycling_starts_afresh_and_lets_running_calls_end(cloud: Cloud) -> None:
    _, before = call(cloud, {})
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(call, cloud, {"wait": 1})
        time.sleep(0.3)
        assert requests.post(f"{cloud.url}/_serenity/recycle", timeout=20).status_code == 200
        _, after = call(cloud, {})
        error, _ = running.result()
    assert error is None
    assert before["process"] != after["process"]
    assert not Path(f"/proc/{before['process']}/cmdline").exists()
