"""Everything the edge is told from outside, so no other module looks at the environment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Targets:
    """The deployed APIs behind the edge; an empty id means it is not deployed yet."""

    rest_api_id: str = ""
    rest_stage: str = ""
    socket_api_id: str = ""
    socket_stage: str = ""


@dataclass(frozen=True)
class Settings:
    """Addresses and folders of one running copy of the product."""

    port: int
    public_url: str
    cloud_url: str
    home: Path
    web_root: Path
    vite_url: str
    region: str
    access_key_id: str
    secret_access_key: str
    targets_file: Path | None
    fixed_targets: Targets
    trace_daemon: tuple[str, int] | None = None

    @property
    def scheme(self) -> str:
        """How the browser reaches the edge: `http` or `https`."""
        return urlsplit(self.public_url).scheme

    @property
    def public_host(self) -> str:
        """Host and port the browser is meant to use."""
        return urlsplit(self.public_url).netloc

    @property
    def socket_origin(self) -> str:
        """Origin of the live connection as the content security policy names it."""
        scheme = "wss" if self.scheme == "https" else "ws"
        return f"{scheme}://{self.public_host}"


def read_settings(env: Mapping[str, str]) -> Settings:
    """Build the settings; the names and defaults are in the docstring of `__main__`."""
    port = int(env.get("PORT") or 8000)
    file = env.get("EDGE_TARGETS", "")
    return Settings(
        port=port,
        public_url=(env.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        cloud_url=(env.get("CLOUD_URL") or "http://127.0.0.1:4566").rstrip("/"),
        home=Path(env.get("SERENITY_HOME") or ".serenity").resolve(),
        web_root=Path(env.get("WEB_ROOT") or "frontend/web/dist").resolve(),
        vite_url=env.get("VITE_URL", "").rstrip("/"),
        region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "eu-central-1",
        access_key_id=env.get("AWS_ACCESS_KEY_ID") or "test",
        secret_access_key=env.get("AWS_SECRET_ACCESS_KEY") or "test",
        targets_file=Path(file).resolve() if file else None,
        fixed_targets=Targets(
            rest_api_id=env.get("REST_API_ID", ""),
            rest_stage=env.get("REST_STAGE", ""),
            socket_api_id=env.get("SOCKET_API_ID", ""),
            socket_stage=env.get("SOCKET_STAGE", ""),
        ),
        trace_daemon=_address(env.get("AWS_XRAY_DAEMON_ADDRESS", "")),
    )


def _address(text: str) -> tuple[str, int] | None:
    host, _, port = text.rpartition(":")
    return (host, int(port)) if host else None


class TargetsReader:
    """The current targets; a file is read again when it changes, so a deploy needs no restart."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.targets_file
        self._seen: tuple[int, int] | None = None
        self._targets = Targets() if self._file else settings.fixed_targets

    def current(self) -> Targets:
        """Return the targets, reading the file again if it was replaced."""
        if self._file is None:
            return self._targets
        try:
            stat = self._file.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._seen:
                self._targets = _parse(self._file.read_text("utf-8"))
                self._seen = stamp
        except (OSError, ValueError):
            # Not written yet, or caught half-way: the last known targets stay in force.
            return self._targets
        return self._targets


def _parse(text: str) -> Targets:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("targets must be an object")  # noqa: TRY004 - read as a bad file
    return Targets(**{name: str(data.get(name, "")) for name in Targets.__dataclass_fields__})
