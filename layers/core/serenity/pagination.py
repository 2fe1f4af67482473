"""Cursors: opaque positions in a list, safe to hand to a client and to take back."""

from __future__ import annotations

import base64
import binascii
import json

from serenity.errors import invalid


def encode_cursor(*position: str | int) -> str:
    """A position as URL-safe text."""
    raw = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_cursor(cursor: str, *shape: type[str | int]) -> tuple[str | int, ...]:
    """The position in a cursor, checked against the types it must have.

    Raises:
        Invalid: when the text is not a cursor of this list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        position = json.loads(raw)
    except (binascii.Error, ValueError):
        position = None
    fits = (
        isinstance(position, list)
        and len(position) == len(shape)
        and all(type(item) is kind for item, kind in zip(position, shape, strict=True))
    )
    if not fits or position is None:
        raise invalid("/cursor", "cursor", "This is not a cursor of this list.", where="query")
    return tuple(position)
