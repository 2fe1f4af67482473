"""Verifiers with one weakness each, as tutorials show them: the harness must find every one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jwt

from tests.support.tokens import Issuer

Accepts = Callable[[str], bool]


@dataclass(frozen=True)
class Weak:
    """A verifier, its weakness, and a forgery that must get through it."""

    weakness: str
    accepts: Accepts
    lets_in: str


_REQUIRED = ("exp", "iat", "iss", "sub", "token_use")


def decoded(token: str, key: Any, issuer: str | None, **options: Any) -> Mapping[str, Any]:
    """What PyJWT makes of a token."""
    claims: Mapping[str, Any] = jwt.decode(
        token, key, ["RS256"], issuer=issuer, leeway=options.pop("leeway", 30),
        options={"require": list(_REQUIRED), "verify_aud": False, **options},
    )  # fmt: skip
    return claims


def is_access(claims: Mapping[str, Any], client: str) -> bool:
    """Use and client, as they must be."""
    return claims.get("token_use") == "access" and claims.get("client_id") == client


def verifiers(issuer: Issuer) -> tuple[Weak, ...]:
    """The weak verifiers of an issuer's tokens."""
    key = issuer.key.public_key()

    def checked(token: str, **options: Any) -> bool:
        return is_access(decoded(token, key, issuer.url, **options), issuer.client)

    def unsigned(token: str) -> bool:
        return checked(token, verify_signature=False)

    def any_algorithm(token: str) -> bool:
        unsafe = jwt.get_unverified_header(token).get("alg") == "none"
        return checked(token, verify_signature=not unsafe)

    def key_of_the_header(token: str) -> bool:
        named = jwt.get_unverified_header(token).get("jwk")
        chosen = jwt.PyJWK(named).key if named else key
        return is_access(decoded(token, chosen, issuer.url), issuer.client)

    def lenient_base64(token: str) -> bool:
        parts = [base64.urlsafe_b64decode(part + "===") for part in token.split(".")]
        clean = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        return checked(b".".join(clean).decode())

    def issuer_by_its_beginning(token: str) -> bool:
        claims = decoded(token, key, None)
        return claims["iss"].startswith(issuer.url) and is_access(claims, issuer.client)

    def any_client(token: str) -> bool:
        return bool(decoded(token, key, issuer.url)["token_use"] == "access")

    def any_use(token: str) -> bool:
        claims = decoded(token, key, issuer.url)
        return bool(claims.get("client_id", claims.get("aud")) == issuer.client)

    def any_issuer(token: str) -> bool:
        return is_access(decoded(token, key, None), issuer.client)

    return (
        Weak("no check of the client", any_client, "another client"),
        Weak("no check of the use", any_use, "ID token"),
        Weak("no expiry needed", partial(checked, require=["iss", "sub"]), "no expiry"),
        Weak("an hour of leeway", partial(checked, leeway=3600), "expired a little"),
        Weak("no check of the issuer", any_issuer, "another pool"),
        Weak("issuer by its beginning", issuer_by_its_beginning, "longer issuer"),
        Weak("algorithm of the header", any_algorithm, "no algorithm"),
        Weak("key of the header", key_of_the_header, "key in the header"),
        Weak("no check of the signature", unsigned, "altered subject"),
        Weak("lenient base64", lenient_base64, "stray bits in the signature"),
        Weak("any subject", checked, "subject is no id"),
        Weak("the last of two claims", checked, "client in two versions"),
    )
