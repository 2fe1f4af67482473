"""Identifiers: time-ordered UUIDs for records and unguessable tokens for secrets."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): sortable by the millisecond it was made in."""
    return UUID(int=uuid7().int)


def new_secret() -> str:
    """256 bits of URL-safe randomness; a UUID does not count as a secret (OWASP ASVS 11.5.1)."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The SHA-256 of a high-entropy secret in hex: what is stored, so a leak opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
