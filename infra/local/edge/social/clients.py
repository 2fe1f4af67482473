"""The providers and the credentials under which Cognito knows each, made once per SERENITY_HOME."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Cognito's provider name, by the name in the provider's address.
PROVIDERS = {"google": "Google", "apple": "Apple", "facebook": "Facebook", "amazon": "Amazon"}


@dataclass(frozen=True)
class Client:
    """What Cognito is given to use one provider."""

    client_id: str
    client_secret: str


def issuer(public_url: str, slug: str) -> str:
    """Return a provider's issuer."""
    return f"{public_url}/_local/social/{slug}"


def credentials(home: Path) -> dict[str, Client]:
    """Return each provider's credentials by its slug, creating what is missing."""
    file = home / "edge" / "social-clients.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    clients = {
        slug: Client(**kept[slug])
        if slug in kept
        else Client(f"serenity-{slug}", secrets.token_urlsafe(32))
        for slug in PROVIDERS
    }
    if len(kept) != len(clients):
        write_private(file, json.dumps({slug: asdict(item) for slug, item in clients.items()}))
    return clients


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
