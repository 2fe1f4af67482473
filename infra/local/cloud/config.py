"""What the supervisor tells the local cloud, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class CloudConfig:
    """Where the local cloud keeps its state and how it runs handlers."""

    root: Path
    state: Path
    port: int
    xray_port: int
    handler_python: Path
    public_url: str
    max_workers: int
    ttl_seconds: float
    autosave_seconds: float


def read_config() -> CloudConfig:
    """Read the settings that `infra.local.services` sets for this process."""
    return CloudConfig(
        root=Path(os.environ["SERENITY_ROOT"]),
        state=Path(os.environ["STATE_DIR"]),
        port=int(os.environ["GATEWAY_PORT"]),
        xray_port=int(os.environ["SERENITY_XRAY_PORT"]),
        handler_python=Path(os.environ["SERENITY_HANDLER_PYTHON"]),
        public_url=os.environ["SERENITY_PUBLIC_URL"].rstrip("/"),
        max_workers=int(os.environ.get("SERENITY_MAX_WORKERS", "3")),
        ttl_seconds=float(os.environ.get("SERENITY_TTL_SECONDS", "5")),
        autosave_seconds=float(os.environ.get("SERENITY_AUTOSAVE_SECONDS", "5")),
    )
