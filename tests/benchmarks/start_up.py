"""How long a new user waits: a fresh clone until it is up, and the same again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.packaging import ROOT
from tests.benchmarks.figure import Figure
from tests.proofs.ground import Ground
from tests.support.product import free_port

PATIENCE_SECONDS = 900
HOW = "from `make run` to its address; packages come from the machine's caches where it has them"


def measure(_: Ground) -> Iterator[Figure]:
    """Seconds of the first and the second start of a clone of the last commit."""
    with TemporaryDirectory() as home:
        clone = Path(home) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        for name in ("first", "second"):
            yield Figure(f"make run, {name} start of a clone", _start(clone), "s", None, HOW)


def _start(clone: Path) -> float:
    """Start, wait for the address, and stop.

    Raises:
        RuntimeError: with its last words when it does not start.
    """
    said = clone.parent / "said"
    environment = os.environ | {"PORT": str(free_port())}
    began = time.monotonic()
    with said.open("wb") as sink:
        running = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdin=subprocess.DEVNULL,
            stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        while "Serenity Hub is up" not in said.read_text(errors="replace"):
            if running.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"it did not start: {said.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(60)
