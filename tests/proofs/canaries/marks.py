"""Canaries: personal values that occur nowhere else, and every guise in which one could be seen."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote

SHORTEST = 8  # so long is every canary, and so much of each guise is looked up at once


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
        # By how they begin: a text is read once, however many canaries there are.
        self._texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._numbers: dict[re.Pattern[str], str] = {}

    def word(self, kind: str, pattern: str = "{}") -> str:
        """A new text of a kind; the pattern says where in it the unique word is."""
        value = pattern.format(f"qz{secrets.token_hex(6)}")
        self.know(kind, value)
        return value

    def know(self, kind: str, value: str) -> None:
        """Look out for a value that somebody else made."""
        assert len(value) >= SHORTEST, f"{kind} is too short to be told from anything else"
        self.kinds.add(kind)
        unique = re.search(r"qz[0-9a-f]{12}", value)
        for each in (value, unique[0]) if unique else (value,):
            for guise in guises(each):
                self._texts[guise[:SHORTEST]][guise] = kind

    def number(self, kind: str, low: float, high: float) -> float:
        """A new odd number of a kind; its fifth decimal is not zero, so all five are written."""
        tens = int(low * 10**4) + secrets.randbelow(int((high - low) * 10**4))
        value = (10 * tens + 1 + secrets.randbelow(9)) / 10**5
        self.digits(kind, str(value))
        return value

    def digits(self, kind: str, text: str) -> None:
        """Look out for digits that stand alone, not inside a longer number or an id."""
        assert len(text) >= 6, f"{kind} is too short to be told from anything else"
        self.kinds.add(kind)
        self._numbers[re.compile(rf"(?<![\w.]){re.escape(text)}(?![\w])")] = kind

    def seen_in(self, text: str) -> set[str]:
        """The kinds of canaries in a text; NULs are taken out, so that UTF-16 shows too."""
        plain = text.replace("\0", "")
        found = self._found_in(plain) | self._found_in(plain.lower())
        return found | {kind for form, kind in self._numbers.items() if form.search(plain)}

    def _found_in(self, text: str) -> set[str]:
        # A short value's base64 has fewer characters that only the value decides.
        sizes = {len(begun) for begun in self._texts}
        met = {text[at : at + size] for size in sizes for at in range(len(text))}
        return {
            kind
            for begun in met & self._texts.keys()
            for guise, kind in self._texts[begun].items()
            if guise in text
        }
