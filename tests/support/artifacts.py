"""Builds what Lambda gets, as a deployment does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from infra.local.packaging import ROOT
from infra.local.stack import REGION
from tests.support.templates import TOOLS, resources

# The interpreter that runs the tests stands for Lambda's, so that what is built can be run here.
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
# The folder of each layer that Python imports from.
LAYERS = {name: "python" for name, _ in resources("AWS::Serverless::LayerVersion")}


def build(folder: Path) -> Path:
    """Every function and layer in a folder of its own under the answered one.

    Raises:
        RuntimeError: with the end of what the build said.
    """
    target = folder / "built"
    environment = {
        **os.environ,
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": REGION,
        "LAMBDA_PYTHON": sys.executable,
        "LAMBDA_VERSION": VERSION,
    }
    command = [TOOLS / "sam", "build", "--language-extensions", "--parallel", "--build-dir", target]
    done = subprocess.run(
        [*command, "--cache-dir", folder / "cache"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return target


def size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
