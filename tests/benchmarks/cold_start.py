"""What importing each function costs: instructions over a bare interpreter, and modules loaded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figure import Figure
from tests.proofs.ground import Ground
from tests.support.debian import program
from tests.support.templates import functions

TARGET_MILLION_INSTRUCTIONS = 1250
# Powertools imports the empty package `botocore`; what costs is its session and client.
HEAVY = (
    "boto3",
    "botocore.session",
    "botocore.client",
    "pynamodb",
    "requests",
    "stripe",
    "sklearn",
    "sagemaker",
    "aws_xray_sdk",
)
HOW = "callgrind, fixed hash seed, over a bare interpreter"


def measure(_: Ground) -> Iterator[Figure]:
    """Figures for the module of every function that the template declares."""
    bare = _instructions("pass")
    for name in modules():
        statement = f"import {name}"
        value = (_instructions(statement) - bare) / 1e6
        yield Figure(statement, value, "million instructions", TARGET_MILLION_INSTRUCTIONS, HOW)
        loaded = _loaded(statement)
        yield Figure(statement, len(loaded), "modules", None, "len(sys.modules)")
        heavy = len(loaded & set(HEAVY))
        yield Figure(statement, heavy, "heavy modules", 0, f"of {', '.join(HEAVY)}")


def modules() -> list[str]:
    """The modules that Lambda imports at a cold start, each once; migrations run by themselves."""
    handlers = {found["Handler"].rpartition(".")[0] for found in functions().values()}
    return sorted(name for name in handlers if name.startswith("functions."))


def _instructions(statement: str) -> int:
    valgrind = program("valgrind")
    command = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    # The first run compiles bytecode, as a layer ships it; the second one counts.
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
    done = subprocess.run(
        [*command, sys.executable, "-c", statement],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise RuntimeError(f"valgrind counted nothing: {done.stderr[-500:]}")
    return int(found[1])


def _loaded(statement: str) -> set[str]:
    probe = f"import json, sys; {statement}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))
