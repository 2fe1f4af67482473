"""What importing each function costs: instructions over a bare interpreter, and modules loaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figure import Figure

FUNCTIONS = (
    "functions.accounts.app",
    "functions.accounts.authorizer",
    "functions.goals.app",
    "functions.measurements.app",
    "functions.notifications.app",
    "functions.relay.app",
)
TARGET_MILLION_INSTRUCTIONS = 1250


def measure() -> Iterator[Figure]:
    """Figures for every function; instructions where valgrind is installed."""
    bare = _instructions("pass")
    for name in FUNCTIONS:
        statement = f"import {name}"
        total = _instructions(statement)
        if total is not None and bare is not None:
            value = (total - bare) / 1e6
            how = "callgrind, fixed hash seed, over a bare interpreter"
            target = TARGET_MILLION_INSTRUCTIONS
            yield Figure(statement, value, "million instructions", target, how)
        yield Figure(statement, _modules(statement), "modules", None, "len(sys.modules)")


def _instructions(statement: str) -> int | None:
    if not shutil.which("valgrind"):
        return None
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    # The first run compiles bytecode, as a layer ships it; the second one counts.
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
    done = subprocess.run(
        [*command, sys.executable, "-c", statement],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    return int(found[1]) if found else None


def _modules(statement: str) -> int:
    probe = f"import sys; {statement}; print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return int(done.stdout)
