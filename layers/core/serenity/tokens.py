"""The one strict verifier of Cognito's tokens; nothing else in the product trusts a JWT."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from serenity.keyset import KeySet

ALGORITHM = "RS256"
LEEWAY_SECONDS = 30
MAX_CHARACTERS = 8192
# Groups become roles only when they are roles; a provider's own group never turns into one.
ROLES = frozenset({"teacher", "admin", "premium"})
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# A key named by the token itself is a key named by whoever made the token (RFC 8725 §3.5).
_REFUSED_HEADERS = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"})
_REQUIRED = ("exp", "iat", "iss", "sub", "token_use")


class TokenRefused(Exception):
    """The token proves nothing; the message says why, for logs only."""


class UnknownKey(TokenRefused):
    """The token names a key that is not known, or not known yet."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a verified access token says."""

    user_id: UUID
    grant_id: str
    issued_at: datetime
    authenticated_at: datetime
    expires_at: datetime
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class IdToken:
    """What a verified ID token says about the person; names and addresses are as claimed."""

    user_id: UUID
    authenticated_at: datetime
    email: str | None
    name: str | None
    locale: str | None
    provider: str | None


class TokenVerifier:
    """Checks tokens of one user pool and of the app clients it was given."""

    def __init__(self, keys: KeySet, issuer: str, client_ids: frozenset[str]) -> None:
        if not issuer or not all(client_ids) or not client_ids:
            raise ValueError("a verifier needs an issuer and at least one client id")
        self._keys = keys
        self._issuer = issuer
        self._client_ids = client_ids

    def access(self, token: str) -> AccessToken:
        """The content of an access token.

        Raises:
            TokenRefused: when any part of it is not as it must be.
            Unavailable: when no signing key could ever be fetched.
        """
        claims = self._claims(token, "access")
        if not self._is_ours(claims.get("client_id")) or "aud" in claims:
            raise TokenRefused("another client's token")
        grant = claims.get("origin_jti") or claims.get("jti")
        if not isinstance(grant, str) or not grant:
            raise TokenRefused("no token id")
        return AccessToken(
            user_id=_person(claims),
            grant_id=grant[:100],
            issued_at=_instant(claims, "iat"),
            authenticated_at=_instant(claims, "auth_time", "iat"),
            expires_at=_instant(claims, "exp"),
            roles=_roles(claims),
        )

    def identity(self, token: str, nonce: str | None = None) -> IdToken:
        """The content of an ID token, bound to `nonce` where the sign-in had one.

        Raises:
            TokenRefused: when any part of it is not as it must be.
            Unavailable: when no signing key could ever be fetched.
        """
        claims = self._claims(token, "id")
        if not self._is_ours(claims.get("aud")):
            raise TokenRefused("an ID token for another client")
        if nonce is not None and claims.get("nonce") != nonce:
            raise TokenRefused("an ID token of another sign-in")
        return IdToken(
            user_id=_person(claims),
            authenticated_at=_instant(claims, "auth_time", "iat"),
            email=_text(claims, "email"),
            name=_text(claims, "name"),
            locale=_text(claims, "locale"),
            provider=_provider(claims),
        )

    def _is_ours(self, client_id: object) -> bool:
        return isinstance(client_id, str) and client_id in self._client_ids

    def _claims(self, token: str, use: str) -> Mapping[str, Any]:
        import jwt  # with cryptography it costs a third of a cold start

        kid = _key_id(token)
        key = self._keys.key(kid)
        if key is None:
            raise UnknownKey("unknown key")
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                # The audience is checked by the caller: access tokens of Cognito have none.
                options={"require": list(_REQUIRED), "verify_aud": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise TokenRefused(type(error).__name__) from None
        if claims["token_use"] != use:
            raise TokenRefused("a token of another use")
        return claims


def _key_id(token: str) -> str:
    """The key id in the header of a token whose form and meaning are beyond doubt."""
    if len(token) > MAX_CHARACTERS or not _COMPACT.fullmatch(token):
        raise TokenRefused("not a compact JWT")
    head, claims, _ = (_decoded(part) for part in token.split("."))
    header = _object(head)
    _object(claims)
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or not kid:
        raise TokenRefused("another algorithm, or no key id")
    if _REFUSED_HEADERS & header.keys():
        raise TokenRefused("a header that chooses its own key")
    return kid


def _decoded(part: str) -> bytes:
    """The bytes of a text that is the only one for them; decoders overlook stray trailing bits."""
    if len(part) % 4 == 1:
        raise TokenRefused("not base64url")
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise TokenRefused("not canonical base64url")
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    """A JSON object in UTF-8 without two members of one name, so that all readers read the same."""
    try:
        found = json.loads(raw.decode(), object_pairs_hook=_members)
    except (ValueError, RecursionError):
        raise TokenRefused("unreadable header or claims") from None
    if not isinstance(found, dict):
        raise TokenRefused("header or claims are no object")
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("two members of one name")
    return members


def _person(claims: Mapping[str, Any]) -> UUID:
    subject = claims["sub"]
    try:
        person = UUID(subject)
    except (ValueError, TypeError, AttributeError):
        raise TokenRefused("the subject is no UUID") from None
    if str(person) != subject:
        raise TokenRefused("the subject is not in its one form")
    return person


def _instant(claims: Mapping[str, Any], *names: str) -> datetime:
    value = next((claims[name] for name in names if name in claims), None)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenRefused(f"{names[0]} is no instant")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise TokenRefused(f"{names[0]} is no instant") from None


def _roles(claims: Mapping[str, Any]) -> frozenset[str]:
    groups = claims.get("cognito:groups", [])
    if not isinstance(groups, list):
        raise TokenRefused("groups are no list")
    return ROLES & {group for group in groups if isinstance(group, str)}


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None


def _provider(claims: Mapping[str, Any]) -> str | None:
    """The social provider behind the sign-in, None for an e-mail account."""
    identities = claims.get("identities")
    if not isinstance(identities, list) or not identities or not isinstance(identities[0], dict):
        return None
    return _text(identities[0], "providerName")
