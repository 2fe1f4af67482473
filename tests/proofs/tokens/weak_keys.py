"""Key sets with one weakness each, which the proof of the real one has to notice."""

from __future__ import annotations

from typing import Any

from serenity.keyset import KeySet


class Eager(KeySet):
    """Asks the pool about every key it does not know."""

    def key(self, kid: str) -> Any | None:
        """The key of that id."""
        self._unknown_from = self._retry_at = float("-inf")
        return super().key(kid)


class Stubborn(KeySet):
    """Never asks again."""

    def key(self, kid: str) -> Any | None:
        """The key of that id."""
        if self._keys:
            self._stale_at = self._unknown_from = float("inf")
        return super().key(kid)


class Forgetful(KeySet):
    """Drops its keys when they are old."""

    def key(self, kid: str) -> Any | None:
        """The key of that id."""
        if self._clock() >= self._stale_at:
            self._keys = {}
        return super().key(kid)


class Hasty(KeySet):
    """Its threads do not wait for each other."""

    def __init__(self, url: str, fetch: Any = None, clock: Any = None) -> None:
        super().__init__(url, fetch, clock)
        self._lock = _Open()  # type: ignore[assignment]


class _Open:
    def __enter__(self) -> None:
        """Let everybody in."""

    def __exit__(self, *_: object) -> None:
        """Let everybody out."""
