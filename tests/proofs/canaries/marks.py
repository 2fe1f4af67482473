"""Canaries: personal values that occur nowhere else, and every guise in which one could be seen."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from urllib.parse import quote


def guises(value: str) -> Iterator[str]:
    """A value as it is, and as it looks encoded; unsalted hashes of it name the person as well."""
    yield value
    yield quote(value, safe="")
    yield "".join(f"%{byte:02X}" for byte in value.encode())
    yield json.dumps(value)[1:-1]
    yield value.encode().hex()
    yield from _base64(value.encode())
    for algorithm in ("md5", "sha1", "sha256"):
        yield hashlib.new(algorithm, value.encode()).hexdigest()


def _base64(value: bytes) -> Iterator[str]:
    """The characters that only the value decides, wherever in a longer text it begins."""
    for shift in range(3):
        padded = b"\0" * shift + value
        whole = padded[: len(padded) - len(padded) % 3]
        start = -(-shift * 8 // 6)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(whole).decode()[start:]


class Canaries:
    """Every canary that was let loose, by kind."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self._texts: dict[str, str] = {}
        self._numbers: dict[re.Pattern[str], str] = {}

    def word(self, kind: str, pattern: str = "{}") -> str:
        """A new text of a kind; the pattern says where in it the unique word is."""
        value = pattern.format(f"qz{secrets.token_hex(6)}")
        self.know(kind, value)
        return value

    def know(self, kind: str, value: str) -> None:
        """Look out for a value that somebody else made."""
        assert len(value) >= 8, f"{kind} is too short to be told from anything else"
        self.kinds.add(kind)
        self._texts |= dict.fromkeys(guises(value), kind)
        if unique := re.search(r"qz[0-9a-f]{12}", value):
            self._texts |= dict.fromkeys(guises(unique[0]), kind)

    def number(self, kind: str, low: float, high: float) -> float:
        """A new odd number of a kind."""
        value = round(low + secrets.randbelow(10**6) / 10**6 * (high - low), 5)
        self.digits(kind, f"{value:g}" if value == int(value) else str(value))
        return value

    def digits(self, kind: str, text: str) -> None:
        """Look out for digits that stand alone, not inside a longer number or an id."""
        assert len(text) >= 6, f"{kind} is too short to be told from anything else"
        self.kinds.add(kind)
        self._numbers[re.compile(rf"(?<![\w.]){re.escape(text)}(?![\w])")] = kind

    def seen_in(self, text: str) -> set[str]:
        """The kinds of canaries in a text; NULs are taken out, so that UTF-16 shows too."""
        plain = text.replace("\0", "")
        small = plain.lower()
        found = {kind for guise, kind in self._texts.items() if guise in plain or guise in small}
        return found | {kind for form, kind in self._numbers.items() if form.search(plain)}
