"""Runs the commands that make an environment, and remembers what it was made from."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from infra.local.prerequisites import ROOT, SetupError

# What npm adds to the output of the program that it ran.
CHATTER = ("npm error", "npm warn", "WARN")
HIDDEN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON")


def fingerprint(paths: list[Path], *facts: str) -> str:
    """Return one hash of the given facts and of the files' names and contents."""
    digest = hashlib.sha256("\0".join((str(ROOT), *facts)).encode())
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Tell whether the step that wrote this stamp was made from the same things."""
    try:
        return stamp.read_text() == wanted
    except OSError:
        return False


def execute(
    what: str,
    command: list[str | Path],
    cwd: Path = ROOT,
    remedy: str = "Check the network and try again.",
) -> None:
    """Run a command quietly; turn its failure into one line that helps."""
    environment = {key: value for key, value in os.environ.items() if key not in HIDDEN}
    environment.setdefault("UV_LINK_MODE", "copy")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode == 0:
        return
    output = f"{done.stderr}\n{done.stdout}"
    if "No space left on device" in output or "ENOSPC" in output:
        raise SetupError(f"No disk space left while {what}: free some and try again.")
    if "ensurepip is not" in output:
        raise SetupError("Python's venv module is missing: install it (Debian: python3-venv).")
    raise SetupError(f"Failed {what}: {telling_line(output)}. {remedy}")


def telling_line(output: str) -> str:
    """Return the line of a program's output that says most about its failure."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    own = [line for line in lines if not line.startswith(CHATTER)]
    errors = [line for line in own if "error" in line.lower() and not line.endswith(":")]
    return [*errors[:1], *own[-1:], "no message"][0].rstrip(".")[:300]


@contextlib.contextmanager
def announced(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {what} …", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)
