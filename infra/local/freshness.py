"""Remembers what was deployed and seeded, so that a second start does it only when needed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from infra.local.stack import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra.local.stack import Stack

DEPLOYED_FOLDERS = ("infra", "stepfunctions")
DEPLOYED_SUFFIXES = (".yaml", ".yml", ".json", ".sql")


def deployed_files(root: Path) -> Iterator[Path]:
    """Give every file that a deployment is made from."""
    yield from (file for file in (root / "template.yaml",) if file.exists())
    for folder in DEPLOYED_FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            inside = file.relative_to(root).parts
            if file.suffix in DEPLOYED_SUFFIXES and inside[:2] != ("infra", "local"):
                yield file
    yield root / "infra" / "local" / "deploy.py"
    yield root / "infra" / "migrations" / "handler.py"


def deployment_fingerprint(stack: Stack) -> str:
    """Return one hash of all that a deployment depends on."""
    database = stack.database
    facts = [stack.public_url, stack.cloud_url, stack.role_password, repr(database)]
    digest = hashlib.sha256("\0".join(facts).encode())
    for file in deployed_files(stack.root):
        digest.update(str(file.relative_to(stack.root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Stamp:
    """A note in the state folder that a step was done, and for what."""

    def __init__(self, home: Path, name: str) -> None:
        self._file = home / f"{name}.stamp"

    def matches(self, fingerprint: str) -> bool:
        """Tell whether the step was done for this."""
        return self._file.exists() and self._file.read_text() == fingerprint

    def write(self, fingerprint: str) -> None:
        """Note that the step was done for this."""
        write_atomically(self._file, fingerprint)

    def clear(self) -> None:
        """Forget that the step was done."""
        self._file.unlink(missing_ok=True)
