"""A user pool for tests: tokens signed with a key of its own, and the key as it is published."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Test"
CLIENT = "client-of-the-web"


class Issuer:
    """Signs tokens and publishes its key; counts how often the keys are fetched."""

    def __init__(
        self,
        kid: str = "key-1",
        key: rsa.RSAPrivateKey | None = None,
        url: str = ISSUER,
        client: str = CLIENT,
    ) -> None:
        self.kid = kid
        self.key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = url
        self.client = client
        self.fetches = 0
        self.down = False

    def rotate(self, kid: str) -> None:
        """Sign with a new key from now on; the old one is withdrawn."""
        self.kid = kid
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def published(self) -> dict[str, Any]:
        """The key document."""
        key = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def fetch(self, _url: str) -> bytes:
        """The key document as the pool's address answers it."""
        self.fetches += 1
        if self.down:
            raise OSError("no answer")
        return json.dumps(self.published()).encode()

    def access(self, **changes: Any) -> str:
        """A good access token, with changes; a member set to None is left out."""
        now = int(time.time())
        return self.sign(
            {
                "sub": str(uuid4()),
                "iss": self.url,
                "client_id": self.client,
                "token_use": "access",
                "scope": "openid",
                "auth_time": now,
                "iat": now,
                "exp": now + 900,
                "jti": "jti-1",
                "origin_jti": "origin-1",
                "username": "ana",
            },
            changes,
        )

    def identity(self, **changes: Any) -> str:
        """A good ID token, with changes."""
        now = int(time.time())
        return self.sign(
            {
                "sub": str(uuid4()),
                "iss": self.url,
                "aud": self.client,
                "token_use": "id",
                "auth_time": now,
                "iat": now,
                "exp": now + 900,
                "email": "ana@example.org",
            },
            changes,
        )

    def sign(self, claims: dict[str, Any], changes: dict[str, Any], **header: Any) -> str:
        """A token of those claims."""
        merged = {k: v for k, v in (claims | changes).items() if v is not None}
        return jwt.encode(merged, self.key, algorithm="RS256", headers={"kid": self.kid} | header)
