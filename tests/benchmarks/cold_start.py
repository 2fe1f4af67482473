"""What importing each function costs: instructions over a bare interpreter, and modules loaded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.debian import program
from tests.support.templates import functions

MILLION_INSTRUCTIONS = 1250
MODULES = 500  # the most that one of them loads is 363
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


def plant(_: Run) -> Iterator[Planted]:
    """A module that does much work when it is imported, and one that imports an SDK."""
    work = _cost("work", "sum(range(1_000_000))", _instructions("pass"), most=1)
    yield Planted("a module that computes for long", not work.ok)
    modules, sdks = _loaded("sdk", "import boto3")
    yield Planted("a module that imports boto3", modules.ok and not sdks.ok)


def prove(_: Run) -> Iterator[Finding]:
    """Figures for the module of every function that the template declares."""
    bare = _instructions("pass")
    for name in modules():
        yield _cost(name, f"import {name}", bare, MILLION_INSTRUCTIONS)
        yield from _loaded(name, f"import {name}")


def modules() -> list[str]:
    """The modules that Lambda imports at a cold start, each once."""
    return sorted({found["Handler"].rpartition(".")[0] for found in functions().values()})


def _cost(name: str, statement: str, bare: int, most: float) -> Finding:
    return Finding(
        f"{name}, instructions", (_instructions(statement) - bare) / 1e6, "million", at_most=most,
        method="callgrind, fixed hash seed, over a bare interpreter",
    )  # fmt: skip


def _loaded(name: str, statement: str) -> Iterator[Finding]:
    probe = f"import json, sys; {statement}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    found = set(json.loads(done.stdout.splitlines()[-1]))
    yield Finding(
        f"{name}, modules loaded", len(found), "modules", at_most=MODULES, method="sys.modules"
    )
    heavy = len(found & set(HEAVY))
    how = f"of {', '.join(HEAVY)}"
    yield Finding(f"{name}, SDKs loaded", heavy, "modules", at_most=0, method=how)


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


PROOF = Proof("cold_start", plant, prove)
