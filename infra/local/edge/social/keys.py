"""The signing key of the local provider, kept so that tokens stay valid over a restart."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from infra.local.edge.social.clients import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ALGORITHM = "RS256"
_BITS = 2048


def base64url(value: bytes) -> str:
    """Return base64url without padding, as JOSE and PKCE want it."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class SigningKey:
    """One RSA key: signs tokens, checks its own, and shows its public half."""

    def __init__(self, home: Path) -> None:
        self._key = _load(home / "edge" / "social-key.pem")
        public: dict[str, Any] = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        members = {name: public[name] for name in ("e", "kty", "n")}
        # RFC 7638: the id of the key follows from the key itself.
        canonical = json.dumps(members, separators=(",", ":"), sort_keys=True).encode()
        self._id = base64url(hashlib.sha256(canonical).digest())
        self.jwks = {"keys": [{**members, "kid": self._id, "use": "sig", "alg": _ALGORITHM}]}

    def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        """Return the claims as a signed token of a kind (`JWT` or `at+jwt`)."""
        return jwt.encode(
            dict(claims), self._key, _ALGORITHM, headers={"kid": self._id, "typ": kind}
        )

    def read_access_token(self, token: str, issuer: str) -> dict[str, Any] | None:
        """Return the claims of a valid access token of this issuer, else None."""
        try:
            if jwt.get_unverified_header(token).get("typ") != "at+jwt":
                return None
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=[_ALGORITHM],
                issuer=issuer,
                audience=issuer,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.InvalidTokenError:
            return None
        return claims


def _load(file: Path) -> rsa.RSAPrivateKey:
    if file.exists():
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"{file} does not hold an RSA key")
        return key
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(file, pem.decode())
    return key
