"""The rules of identity: how long things last, what a session is, what a person may be told."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SESSION_LIFE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
DEVICE_LIFE = timedelta(days=400)  # the longest a browser keeps a cookie
LOGIN_LIFE = timedelta(minutes=10)
SIGN_UP_LIFE = timedelta(days=7)  # longer than any confirmation code
PROOF_SKEW = timedelta(minutes=1)
# Tokens are renewed a little before they end, and outlive an outage of the sign-in service a while.
RENEW_AHEAD = timedelta(minutes=1)
RENEWAL_TURN = timedelta(seconds=30)
OUTAGE_GRACE = timedelta(hours=1)
# Longer than any token or session that could still name an erased person.
TOMBSTONE_LIFE = timedelta(days=90)
LANGUAGES = ("fr", "en")
NAME_LENGTH = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Reason(StrEnum):
    """Why the identity provider refused."""

    TAKEN = "taken"
    CREDENTIALS = "credentials"
    UNCONFIRMED = "unconfirmed"
    RESET_REQUIRED = "reset-required"
    CODE = "code"
    EXPIRED = "expired"
    PASSWORD = "password"  # noqa: S105 (a reason, not a secret)
    ADDRESS = "address"
    TOO_MANY = "too-many"
    GRANT = "grant"


class IdentityRefused(Exception):
    """The identity provider refused, for one of the known reasons."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the identity provider hands out; `refresh` is None when the old one stays."""

    access: str
    identity: str
    refresh: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. The secret in its cookie is known to that browser alone."""

    session_hash: str
    id: str
    user_id: UUID
    csrf_token: str
    device: str
    provider: str | None
    created_at: datetime
    last_seen_at: datetime
    authenticated_at: datetime
    expires_at: datetime
    roles: frozenset[str]
    refresh_token: bytes
    access_expires_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether nobody used it for so long that it no longer counts."""
        return now >= self.expires_at

    def should_be_seen(self, now: datetime) -> bool:
        """Whether its last use is worth writing down again."""
        return now - self.last_seen_at >= SEEN_EVERY

    def should_renew(self, now: datetime) -> bool:
        """Whether its tokens are at their end."""
        return now >= self.access_expires_at - RENEW_AHEAD

    def is_past_grace(self, now: datetime) -> bool:
        """Whether its tokens ended so long ago that an outage is no excuse any more."""
        return now > self.access_expires_at + OUTAGE_GRACE


@dataclass(frozen=True, slots=True)
class Revocation:
    """From when on a person's sessions and tokens count, and which single grants ended."""

    not_before: datetime | None = None
    erased: bool = False
    ended_grants: frozenset[str] = frozenset()

    def covers(self, issued_at: datetime, grant_id: str | None = None) -> bool:
        """Whether a session or token of that moment is refused."""
        return (
            self.erased
            or (self.not_before is not None and issued_at < self.not_before)
            or grant_id in self.ended_grants
        )


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """A social sign-in under way; the secrets it was begun with stay in the browser's cookie."""

    browser_hash: str
    provider: str
    return_to: str
    begun_at: datetime
    reauthenticates: str | None = None


@dataclass(frozen=True, slots=True)
class SignUpBinding:
    """The browser that chose the password of an unconfirmed account.

    Contested means that several browsers signed up with the address: then only the browser whose
    password is set may confirm it, or a stranger's password would be confirmed with it.
    """

    browser_hash: str
    contested: bool

    def admits(self, browser_hash: str | None) -> bool:
        """Whether a browser may confirm the account."""
        return not self.contested or browser_hash == self.browser_hash


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a person at sign-in; used for a profile only if there is none yet."""

    language: str
    email: str | None
    name: str | None
    has_password: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried within a window of time."""

    tries: int
    window: timedelta


def speaks(preferred: str | None, accept_language: str | None) -> str:
    """The language of a new profile: chosen at sign-up, else what the browser asks for."""
    if preferred and preferred[:2].lower() in LANGUAGES:
        return preferred[:2].lower()
    wishes = []
    for place, wish in enumerate((accept_language or "")[:500].split(",")):
        tag, _, quality = wish.partition(";q=")
        weight = float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality.strip()) else 1.0
        if tag.strip()[:2].lower() in LANGUAGES and weight > 0:
            wishes.append((-weight, place, tag.strip()[:2].lower()))
    return min(wishes)[2] if wishes else "en"


def display_name(claimed: str | None) -> str | None:
    """A provider's name for the person, as far as it can be shown."""
    name = _CONTROL.sub(" ", claimed or "").strip()[:NAME_LENGTH].strip()
    return name or None


def caller_address(forwarded_for: str | None, *, passed_on: bool) -> str | None:
    """The public address a request came from, None where it says nothing about the caller.

    The gateway appends its caller: the last entry. Of a request that the content network passed
    on, that is the network itself, which appended the browser: the entry before. Whatever stands
    in front, a client wrote. Of IPv6 the /64 counts, for one household has that many addresses.
    Private addresses are our own infrastructure.
    """
    hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
    place = 2 if passed_on else 1
    if len(hops) < place:
        return None
    try:
        address = ipaddress.ip_address(hops[-place])
    except ValueError:
        return None
    if not address.is_global:
        return None
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, prefix), strict=False))
