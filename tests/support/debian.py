"""Finds programs that tests and benchmarks need, and installs Debian's where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def program(name: str, package: str = "") -> str:
    """The path of a program, from Debian's package when it is missing and we are root.

    Raises:
        SystemExit: with one line when there is none and none can be installed.
    """
    found = shutil.which(name) or install(name, package or name)
    if found is None:
        raise SystemExit(f"{name} is missing: install the package {package or name}.")
    return found


def install(name: str, package: str) -> str | None:
    """The path of a program after installing its Debian package; None where that cannot be."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", package],
    ):
        subprocess.run(command, check=False, env=environment, stdout=sys.stderr)
    return shutil.which(name)
