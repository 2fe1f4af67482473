"""What the parts of the local stack need to know about each other."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.postgres import ConnectionInfo

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-central-1"
INNER_PORTS = {
    "postgres": socket.SOCK_STREAM,
    "cloud": socket.SOCK_STREAM,
    "xray": socket.SOCK_DGRAM,
}


@dataclass(frozen=True)
class Layout:
    """Where one local stack lives: its state folder and its ports."""

    home: Path
    port: int
    postgres_port: int
    cloud_port: int
    xray_port: int
    root: Path = ROOT

    @property
    def public_url(self) -> str:
        """The one address that people use."""
        return f"http://localhost:{self.port}"

    @property
    def cloud_url(self) -> str:
        """Where the AWS services answer."""
        return f"http://127.0.0.1:{self.cloud_port}"

    @property
    def targets_file(self) -> Path:
        """Where a deployment says which APIs the edge serves."""
        return self.home / "targets.json"

    @property
    def logs(self) -> Path:
        """Where the parts write what they say."""
        return self.home / "logs"


@dataclass(frozen=True)
class Stack(Layout):
    """A running local stack."""

    database: ConnectionInfo | None = None
    role_password: str = ""
    region: str = REGION


def state_home() -> Path:
    """Return the state folder that SERENITY_HOME names."""
    return (ROOT / os.environ.get("SERENITY_HOME", ".serenity")).resolve()


def is_free(port: int, kind: socket.SocketKind) -> bool:
    """Tell whether we could listen on a port now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(kind: socket.SocketKind) -> int:
    """Return a port that is free now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def inner_ports(home: Path) -> dict[str, int]:
    """Return the inner ports, the same ones every time as long as they are free."""
    file = home / "ports.json"
    known: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    ports = {
        name: known[name] if name in known and is_free(known[name], kind) else choose_port(kind)
        for name, kind in INNER_PORTS.items()
    }
    if ports != known:
        write_atomically(file, json.dumps(ports))
    return ports


def lay_out(home: Path, port: int) -> Layout:
    """Decide where everything is; the state folder must exist."""
    ports = inner_ports(home)
    return Layout(home, port, ports["postgres"], ports["cloud"], ports["xray"])


def role_password(home: Path) -> str:
    """Return the password of the domains' database roles, made at the first start."""
    file = home / "role-password"
    if not file.exists():
        write_atomically(file, secrets.token_urlsafe(24))
    return file.read_text()


def write_atomically(file: Path, text: str) -> None:
    """Replace a small private file as a whole."""
    draft = file.with_name(file.name + ".tmp")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)
