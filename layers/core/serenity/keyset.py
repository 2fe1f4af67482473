"""The signing keys of the user pool (RFC 7517), fetched rarely and kept when they cannot be."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from serenity.errors import Unavailable
from serenity.telemetry import logger

MAX_AGE_SECONDS = 3600
AGAIN_SECONDS = 300
FIRST_AGAIN_SECONDS = 3
MAX_BYTES = 64 * 1024
MIN_BITS = 2048


class KeySet:
    """Public keys by key id.

    A key id nobody knows causes at most one fetch in five minutes, however many tokens name it,
    and so does an address that does not answer. Known keys are fetched again every hour, so a
    withdrawn key stops counting; until that succeeds, the keys of the last fetch go on being used.
    """

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._fetch = fetch or fetch_over_http
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, Any] = {}
        self._stale_at = self._unknown_from = self._retry_at = float("-inf")

    def key(self, kid: str) -> Any | None:
        """The key of that id, or None when the pool has no such key.

        Raises:
            Unavailable: when no key could be fetched yet.
        """
        with self._lock:
            now = self._clock()
            wanted = kid not in self._keys and now >= self._unknown_from
            if (wanted or now >= self._stale_at) and now >= self._retry_at:
                self._load(now)
                if kid not in self._keys:
                    self._unknown_from = now + AGAIN_SECONDS
            if not self._keys:
                raise Unavailable("The keys of the sign-in service cannot be fetched.")
            return self._keys.get(kid)

    def _load(self, now: float) -> None:
        """Fetch the keys; a failure keeps the old ones."""
        try:
            self._keys = _parse(self._fetch(self._url))
            self._stale_at = now + MAX_AGE_SECONDS
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._retry_at = now + (AGAIN_SECONDS if self._keys else FIRST_AGAIN_SECONDS)
            logger.warning("signing keys not fetched", extra={"cause": type(error).__name__})


def fetch_over_http(url: str) -> bytes:
    """The document at an address taken from the function's own settings, within two seconds."""
    from urllib.request import urlopen  # off the cold start

    if not url.startswith(("https://", "http://")):
        raise ValueError("keys are fetched over HTTP only")
    with urlopen(url, timeout=2) as answer:  # noqa: S310 (the scheme is checked above)
        body: bytes = answer.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError("the key document is too large")
    return body


def _parse(document: bytes) -> dict[str, Any]:
    """The usable keys: RSA, for signatures, of at least 2048 bits."""
    import jwt  # off the cold start

    entries = json.loads(document)["keys"]
    try:
        keys = {
            entry["kid"]: jwt.PyJWK.from_dict(dict(entry), algorithm="RS256").key
            for entry in entries
            if _is_signing_key(entry)
        }
    except jwt.PyJWTError as error:
        raise ValueError("a key cannot be read") from error
    usable = {kid: key for kid, key in keys.items() if key.key_size >= MIN_BITS}
    if not usable:
        raise ValueError("the document holds no usable key")
    return usable


def _is_signing_key(entry: Mapping[str, Any]) -> bool:
    return (
        entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
        and isinstance(entry.get("kid"), str)
        and "d" not in entry
    )
