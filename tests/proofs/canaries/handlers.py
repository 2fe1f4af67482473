"""Runs one handler in a process of its own, as the local cloud does, and hears all it says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any
from uuid import uuid4

from infra.local.stack import ROOT

TRACE = "Root=1-6b033000-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1"
SCRIPT = ROOT / "infra" / "local" / "cloud" / "handler_process.py"


def hear(handler: str, *events: dict[str, Any]) -> tuple[str, str]:
    """The log and the traces of its invocations, one after another."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(0.2)
        port = daemon.getsockname()[1]
        init = {"module": "tests.proofs.canaries.leaks", "handler": handler,
                "function_name": "leaks", "memory": 128, "arn": ""}  # fmt: skip
        calls = [
            {"event": event, "ctx": {"request_id": str(uuid4()), "trace_id": TRACE}}
            for event in events
        ]
        said = "".join(f"{json.dumps(each)}\n" for each in (init, *calls))
        done = subprocess.run(
            [sys.executable, "-u", SCRIPT], cwd=ROOT, text=True, capture_output=True,
            timeout=60, check=True, input=said,
            env={**os.environ, "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{port}",
                 "LAMBDA_TASK_ROOT": str(ROOT), "AWS_LAMBDA_FUNCTION_NAME": "leaks"},
        )  # fmt: skip
        packets = []
        try:
            while True:
                packets.append(daemon.recv(65535).decode())
        except TimeoutError:
            return done.stderr, "\n".join(packets)
