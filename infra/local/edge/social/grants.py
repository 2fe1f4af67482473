"""Keeps what was asked and granted between the steps of a sign-in; each step can be taken once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from infra.local.edge.social.keys import base64url

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.edge.social.people import Person

_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class SignInRequest:
    """A checked authorization request."""

    slug: str
    client_id: str
    redirect_uri: str
    scope: str
    state: str
    nonce: str
    code_challenge: str
    language: str


@dataclass(frozen=True)
class Grant:
    """A request someone allowed."""

    request: SignInRequest
    person: Person
    granted_at: float = field(default_factory=time.time)

    def proves(self, verifier: str) -> bool:
        """Tell whether the PKCE verifier belongs to this grant (none asked for, none wanted)."""
        if not self.request.code_challenge:
            return not verifier
        digest = base64url(hashlib.sha256(verifier.encode()).digest())
        return hmac.compare_digest(digest, self.request.code_challenge)


class OneTime(Generic[_Kept]):
    """Values under unguessable names that expire and can be taken once."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, _Kept]] = {}

    def keep(self, value: _Kept) -> str:
        """Keep a value and return its name."""
        now = self._clock()
        self._kept = {name: item for name, item in self._kept.items() if item[0] > now}
        name = secrets.token_urlsafe(32)
        self._kept[name] = (now + self._seconds, value)
        return name

    def peek(self, name: str) -> _Kept | None:
        """Return the value and leave it."""
        ends, value = self._kept.get(name, (0.0, None))
        return value if ends > self._clock() else None

    def take(self, name: str) -> _Kept | None:
        """Return the value and forget it."""
        value = self.peek(name)
        self._kept.pop(name, None)
        return value
