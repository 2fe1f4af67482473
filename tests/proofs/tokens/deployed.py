"""The same forgeries at the deployed authorizer, signed with the local pool's own key."""

from __future__ import annotations

from http import HTTPStatus

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.deployed import Deployed
from tests.support.door import Door
from tests.support.people import People, bearer
from tests.support.tokens import Issuer


class DeployedAuthorizer:
    """Shows tokens to a route that needs a person."""

    def __init__(self, deployed: Deployed) -> None:
        self._door = Door(deployed)
        people = People(deployed, self._door)
        phone = people.born().phone
        self.good = phone.access
        self.issued = (phone.identity, phone.refresh)
        folder = deployed.stack.home / "cloud" / "cognito-pool-keys"
        pem = (folder / f"{people.pool}-access.pem").read_bytes()
        key = serialization.load_pem_private_key(pem, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        kid = jwt.get_unverified_header(self.good)["kid"]
        claims = jwt.decode(self.good, options={"verify_signature": False})
        self.issuer = Issuer(kid, key, claims["iss"], claims["client_id"])

    def accepts(self, token: str) -> bool:
        """Whether the route answers; a refusal must be 401."""
        answer = self._door.send("GET", "/v1/sessions", None, bearer(token))
        assert answer.status in {HTTPStatus.OK, HTTPStatus.UNAUTHORIZED}, answer.body
        return answer.status == HTTPStatus.OK


def fits_a_header(token: str) -> bool:
    """Whether HTTP carries the token as it is: neither blanks nor characters beyond ASCII."""
    return bool(token) and token.isascii() and token.isprintable() and " " not in token
