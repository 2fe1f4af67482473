"""Starts the parts of the stack: each gets only the environment that it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import IO, TYPE_CHECKING

from infra.local import processes
from infra.local.stack import REGION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from infra.local.stack import Layout

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE")
LOG_LIMIT = 20 * 1024 * 1024


def base_environment() -> dict[str, str]:
    """Return what every part may know of our own environment: no keys, no tokens."""
    return {key: os.environ[key] for key in PASSED_ON if key in os.environ}


def open_log(layout: Layout, name: str) -> IO[bytes]:
    """Open a part's log, starting afresh when it has grown large."""
    layout.logs.mkdir(exist_ok=True)
    file = layout.logs / f"{name}.log"
    too_large = file.exists() and file.stat().st_size > LOG_LIMIT
    return file.open("wb" if too_large else "ab")


def launch(
    layout: Layout, name: str, command: Sequence[str | Path], environment: Mapping[str, str],
    cwd: Path,
) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start a part: what it prints is for the terminal, what it complains is for its log."""
    with open_log(layout, name) as log:
        return processes.spawn(
            command, environment=environment, output=subprocess.PIPE, errors=log, cwd=cwd
        )


def launch_cloud(layout: Layout) -> subprocess.Popen[bytes]:
    """Start the local AWS."""
    state, temporary = layout.home / "cloud", layout.home / "cloud-tmp"
    for folder in (state, temporary):
        folder.mkdir(mode=0o700, exist_ok=True)
    environment = {
        **base_environment(),
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": "WARNING",  # below that it names addresses and ids of people
        "TMPDIR": str(temporary),
        "GATEWAY_PORT": str(layout.cloud_port),
        "AUTH": "true",  # signatures are verified, and functions may do what their roles allow
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "MINISTACK_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "SERENITY_ROOT": str(layout.root),
        "SERENITY_SUPERVISOR": str(os.getpid()),
        "SERENITY_XRAY_PORT": str(layout.xray_port),
        "SERENITY_HANDLER_PYTHON": str(layout.root / ".venv" / "bin" / "python"),
        "SERENITY_PUBLIC_URL": layout.public_url,
    }
    python = layout.root / ".venv-cloud" / "bin" / "python"
    return launch(layout, "cloud", [python, "-m", "infra.local.cloud"], environment, layout.root)


def launch_edge(layout: Layout, vite_url: str | None) -> subprocess.Popen[bytes]:
    """Start the one origin that browsers see."""
    environment = {
        **base_environment(),
        "PYTHONUNBUFFERED": "1",
        "PORT": str(layout.port),
        "PUBLIC_URL": layout.public_url,
        "SERENITY_HOME": str(layout.home),
        "CLOUD_URL": layout.cloud_url,
        "EDGE_TARGETS": str(layout.targets_file),
        "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{layout.xray_port}",
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    if vite_url:
        environment["VITE_URL"] = vite_url
    command = [sys.executable, "-m", "infra.local.edge"]
    return launch(layout, "edge", command, environment, layout.root)


def launch_vite(layout: Layout, port: int) -> subprocess.Popen[bytes]:
    """Start the web client's development server."""
    vite = layout.root / "frontend" / "node_modules" / ".bin" / "vite"
    environment = {**base_environment(), "VITE_PORT": str(port)}
    return launch(layout, "vite", [vite], environment, layout.root / "frontend" / "web")
