"""What a computer must have before anything is made or started on it (standard library only)."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_NEEDED = (3, 11)
NODE_NEEDED = (20, 19)
MEGABYTE = 1024 * 1024


class SetupError(Exception):
    """Something the person has to mend; the message is one line with the remedy."""


def check_space(megabytes: int, folder: Path = ROOT) -> None:
    """Refuse to begin what would fill the disk."""
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise SetupError(
            f"No disk space: {megabytes} MB are needed in {folder}, {free} MB are free. "
            "Remove something and try again."
        )


def check_python() -> None:
    """Refuse an interpreter that the product does not run on."""
    if sys.version_info < PYTHON_NEEDED:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or newer is needed, this is {have}. "
            "Install one and name it: make run PYTHON=python3.11"
        )


def check_node() -> None:
    """Refuse to build the web client without a Node.js that its tools support."""
    if shutil.which("node") is None:
        raise SetupError("Node.js is missing: install version 20.19 or newer (nodejs.org).")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    try:
        have = tuple(int(part) for part in said.stdout.strip().lstrip("v").split(".")[:2])
    except ValueError:
        have = (0, 0)
    if have < NODE_NEEDED:
        version = said.stdout.strip() or "unknown"
        raise SetupError(f"Node.js 20.19 or newer is needed, this is {version}: please update it.")
    if shutil.which("npm") is None:
        raise SetupError("npm is missing: install it (it comes with Node.js from nodejs.org).")


def check_port(port: int) -> None:
    """Refuse to begin when another program already listens where the product should."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise SetupError(
                f"Port {port} {why}: stop what uses it, or choose another: make run PORT=8001"
            ) from None


def requested_port() -> int:
    """Return the port of the product from the environment."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)
