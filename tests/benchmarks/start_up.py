"""How long a new user waits: a fresh clone until it is up, and the same again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.packaging import ROOT
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.product import free_port

PATIENCE_SECONDS = 900
UP = "Serenity Hub is up"
# On two cores, with headroom for another machine's disk: a first start makes environments and the
# web client, a later one only starts.
FIRST_SECONDS, SECOND_SECONDS = 300, 40
# It can be interrupted even if whoever started all of this ignores interrupts.
SLOW = f"""
import signal, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
time.sleep(1)
print({UP!r}, flush=True)
time.sleep(60)"""
HOW = "from `make run` to its address; packages come from the machine's caches where it has them"


def plant(_: Run) -> Iterator[Planted]:
    """A start that takes too long, and one that ends without being up."""
    with TemporaryDirectory() as home:
        slow = _start([sys.executable, "-c", SLOW], Path(home))
        yield Planted("a start that takes a second too long", not _waited("slow", slow, 0.5).ok)
        try:
            _start(["false"], Path(home))
        except RuntimeError:
            yield Planted("a start that fails", caught=True)
        else:
            yield Planted("a start that fails", caught=False)


def prove(_: Run) -> Iterator[Finding]:
    """Seconds of the first and the second start of a clone of the last commit."""
    with TemporaryDirectory() as home:
        clone = Path(home) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        for name, most in (("first", FIRST_SECONDS), ("second", SECOND_SECONDS)):
            seconds = _start(["make", "run"], clone)
            yield _waited(f"make run, {name} start of a clone", seconds, most)


def _waited(name: str, seconds: float, most: float) -> Finding:
    return Finding(name, seconds, "s", at_most=most, method=HOW)


def _start(command: Sequence[str], folder: Path) -> float:
    """Start, wait for the address, and stop.

    Raises:
        RuntimeError: with its last words when it does not start.
    """
    said = folder.parent / f"{folder.name}.said"
    environment = os.environ | {"PORT": str(free_port())}
    began = time.monotonic()
    with said.open("wb") as sink:
        running = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        while UP not in said.read_text(errors="replace"):
            if running.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"it did not start: {said.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGINT)
        running.wait(60)


PROOF = Proof("start_up", plant, prove)
