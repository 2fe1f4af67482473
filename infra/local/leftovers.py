"""Keeps one run per state folder, and ends what a killed run could not end itself."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

from infra.local import processes
from infra.local.stack import write_atomically

# They lose nothing when killed: what they answered is on disk already.
PATIENCE_SECONDS = 1.0


class AlreadyRunningError(RuntimeError):
    """Another run uses the same state folder."""


def lock(home: Path) -> IO[str]:
    """Claim the state folder until the returned file is closed or the process ends."""
    file = (home / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AlreadyRunningError(
            f"Serenity Hub already runs from {home}: stop it, or choose another SERENITY_HOME."
        ) from None
    return file


def remember(home: Path, children: dict[str, int]) -> None:
    """Note the processes of this run for the next one."""
    write_atomically(home / "children.json", json.dumps(children))


def command_of(pid: int) -> str:
    """Return the command line of a process, empty when there is none."""
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return ""
    said = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()


def clean_up(home: Path) -> None:
    """Wait for the processes of a killed run; end those that stay."""
    _end_remembered(home)
    # Until it has ended it keeps its port, and another port would mean another deployment.
    processes.end_left_behind(home / "postgres" / "data", signal.SIGINT)


def _end_remembered(home: Path) -> None:
    file = home / "children.json"
    if not file.exists():
        return
    children: dict[str, int] = json.loads(file.read_text())
    deadline = time.monotonic() + PATIENCE_SECONDS
    for name, pid in children.items():
        mark = "vite" if name == "vite" else f"infra.local.{name}"
        polite = True
        while mark in command_of(pid):
            with contextlib.suppress(ProcessLookupError):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                elif polite:
                    os.kill(pid, signal.SIGTERM)
            polite = False
            time.sleep(0.05)
    file.unlink()
