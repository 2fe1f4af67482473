"""Starts and stops programs that must never be left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHILD = Path(__file__).with_name("child.py")


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
    cwd: Path | None = None,
    account: str = "",
    death_signal: int = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program that ends with the calling thread (so call this from the main thread)."""
    prefix = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(int(death_signal))]
    return subprocess.Popen(
        [*prefix, account, *map(str, command)],
        stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
        cwd=cwd, env=dict(environment), pass_fds=pass_fds,
    )  # fmt: skip


def stop(
    process: subprocess.Popen[bytes], polite: int = signal.SIGTERM, seconds: float = 10.0
) -> None:
    """Ask a program to end, and end it when it does not."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(polite)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def working_in(folder: Path) -> list[int]:
    """Return the processes whose working directory is the folder (Linux; elsewhere none)."""
    found = []
    wanted = folder.resolve()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == wanted:
                found.append(int(entry.name))
    return found


def end_left_behind(folder: Path, polite: int, seconds: float = 10.0) -> None:
    """End what an earlier, killed run left working in a folder."""
    deadline = time.monotonic() + seconds
    signalled = False
    while left := working_in(folder):
        late = time.monotonic() > deadline
        for pid in left if late or not signalled else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else polite)
        signalled = True
        time.sleep(0.05)
