"""Judges request paths: which are safe to pass on, and how they may appear in a log."""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import unquote

_PLAIN = re.compile(r"[a-z][a-z_]*(?:-[a-z_]+)*")
_FILE = re.compile(r"[a-z0-9_-]+(\.[a-z0-9]{2,11})", re.IGNORECASE)
_KNOWN = frozenset({"", "_local", "oauth2", ".well-known", "openapi.json", "jwks.json"})
_VERSION = re.compile(r"v\d{1,2}")
_LONGEST_WORD = 32


def is_safe(raw_path: str) -> bool:
    """Refuse paths that could leave their folder or API, however often they are encoded."""
    seen = raw_path
    for _ in range(3):
        if "\\" in seen or any(ord(character) < ord(" ") for character in seen):
            return False
        if any(segment in {".", ".."} for segment in seen.split("/")):
            return False
        seen = unquote(seen)
    return unquote(seen) == seen


def masked(path: str) -> str:
    """Return the route of a path for the access log: words stay, whatever may be an id does not."""
    if path.startswith("/assets/"):
        return "/assets/*"
    # The client's own files lie at the top; deeper down, a name with a dot may be anything.
    file = _FILE.fullmatch(path[1:])
    if file and mimetypes.guess_type(path)[0]:
        return f"/*{file[1]}"
    return "/".join(_masked_segment(segment) for segment in path.split("/"))


def _masked_segment(segment: str) -> str:
    plain = len(segment) <= _LONGEST_WORD and _PLAIN.fullmatch(segment)
    return segment if plain or segment in _KNOWN or _VERSION.fullmatch(segment) else "{id}"
