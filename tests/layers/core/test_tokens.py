"""The token verifier lets nothing forged, mixed up, stale or altered through (RFC 8725)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from serenity.keyset import KeySet
from serenity.tokens import TokenRefused, TokenVerifier
from tests.support.tokens import CLIENT, ISSUER, Issuer

MUTATIONS = 4000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\x00é"


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(KeySet("https://pool", issuer.fetch), ISSUER, frozenset({CLIENT}))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    head, body, signature = token.split(".")
    return decoded(head), decoded(body), signature


def decoded(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=="))
    return document


def assemble(head: dict[str, Any], body: dict[str, Any], signature: str) -> str:
    return f"{b64(json.dumps(head).encode())}.{b64(json.dumps(body).encode())}.{signature}"


def public_pem(issuer: Issuer) -> bytes:
    return issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def hmac_signed(issuer: Issuer, secret: bytes, algorithm: str = "HS256") -> str:
    head, body, _ = parts(issuer.access())
    text = assemble(head | {"alg": algorithm}, body, "").rstrip(".")
    return f"{text}.{b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def own_key(issuer: Issuer, **header: Any) -> str:
    stranger = Issuer(issuer.kid)
    claims = parts(issuer.access())[1]
    return stranger.sign(claims, {}, **header)


def embedded_key(issuer: Issuer) -> str:
    stranger = Issuer(issuer.kid)
    return stranger.sign(parts(issuer.access())[1], {}, jwk=stranger.published()["keys"][0])


def elliptic(issuer: Issuer) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return jwt.encode(parts(issuer.access())[1], key, "ES256", headers={"kid": issuer.kid})


def weak_key(issuer: Issuer) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    return jwt.encode(parts(issuer.access())[1], key, "RS256", headers={"kid": issuer.kid})


def with_header(issuer: Issuer, **header: Any) -> str:
    return issuer.sign(parts(issuer.access())[1], {}, **header)


def altered(issuer: Issuer, **claims: Any) -> str:
    head, body, signature = parts(issuer.access())
    return assemble(head, body | claims, signature)


def padded(issuer: Issuer) -> str:
    return issuer.access() + "="


def stray_bits(issuer: Issuer) -> str:
    """The same signature bytes in another text: the last character carries four unused bits."""
    token = issuer.access()
    table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + table[table.index(token[-1]) ^ 1]


def spliced(issuer: Issuer) -> str:
    first, second = issuer.access(), issuer.access()
    return ".".join([*first.split(".")[:2], second.split(".")[2]])


FORGERIES: dict[str, Callable[[Issuer], str]] = {
    "no algorithm": lambda i: assemble({"alg": "none", "kid": i.kid}, parts(i.access())[1], ""),
    "no algorithm, odd case": lambda i: assemble(
        {"alg": "nOnE", "kid": i.kid}, parts(i.access())[1], ""
    ),
    "no algorithm, old signature": lambda i: assemble(
        {"alg": "none", "kid": i.kid}, *parts(i.access())[1:]
    ),
    "empty signature": lambda i: i.access().rpartition(".")[0] + ".",
    "public key as HMAC secret": lambda i: hmac_signed(i, public_pem(i)),
    "empty HMAC secret": lambda i: hmac_signed(i, b""),
    "HMAC called RS256": lambda i: hmac_signed(i, public_pem(i), "RS256"),
    "another key under the known id": own_key,
    "key in the header": embedded_key,
    "key address in the header": lambda i: own_key(i, jku="https://evil.example/keys"),
    "certificate address in the header": lambda i: own_key(i, x5u="https://evil.example/cert"),
    "good signature, key address in the header": lambda i: with_header(i, jku="https://pool"),
    "critical extension": lambda i: with_header(i, crit=["exp"]),
    "unknown key id": lambda i: with_header(i, kid="key-2"),
    "path as key id": lambda i: with_header(i, kid="../../dev/null"),
    "no key id": lambda i: jwt.encode(parts(i.access())[1], i.key, "RS256"),
    "elliptic curve": elliptic,
    "short key": weak_key,
    "RS512": lambda i: jwt.encode(parts(i.access())[1], i.key, "RS512", headers={"kid": i.kid}),
    "PS256": lambda i: jwt.encode(parts(i.access())[1], i.key, "PS256", headers={"kid": i.kid}),
    "altered subject": lambda i: altered(i, sub="00000000-0000-4000-8000-000000000000"),
    "altered expiry": lambda i: altered(i, exp=int(time.time()) + 10**6),
    "signature of another token": spliced,
    "padding": padded,
    "stray bits in the signature": stray_bits,
    "ID token": lambda i: i.identity(),
    "refresh token": lambda i: i.access(token_use="refresh"),
    "no use": lambda i: i.access(token_use=None),
    "another client": lambda i: i.access(client_id="other"),
    "list of clients": lambda i: i.access(client_id=[CLIENT]),
    "clients as an object": lambda i: i.access(client_id={CLIENT: 1}),
    "list of audiences": lambda i: i.access(client_id=None, aud=[CLIENT]),
    "no client": lambda i: i.access(client_id=None),
    "audience in an access token": lambda i: i.access(aud=CLIENT),
    "another pool": lambda i: i.access(iss=ISSUER[:-1]),
    "longer issuer": lambda i: i.access(iss=ISSUER + "x"),
    "issuer with slash": lambda i: i.access(iss=ISSUER + "/"),
    "no issuer": lambda i: i.access(iss=None),
    "expired": lambda i: i.access(exp=int(time.time()) - 40),
    "no expiry": lambda i: i.access(exp=None),
    "expiry as text": lambda i: i.access(exp="tomorrow"),
    "endless expiry": lambda i: i.access(exp=float("inf")),
    "no issue time": lambda i: i.access(iat=None),
    "issued in the future": lambda i: i.access(iat=int(time.time()) + 120),
    "not valid yet": lambda i: i.access(nbf=int(time.time()) + 120),
    "no subject": lambda i: i.access(sub=None),
    "subject is no id": lambda i: i.access(sub="admin"),
    "subject in capitals": lambda i: i.access(sub="AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"),
    "subject in braces": lambda i: i.access(sub="{aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee}"),
    "groups as text": lambda i: i.access(**{"cognito:groups": "admin"}),
    "no token id": lambda i: i.access(jti=None, origin_jti=None),
    "four parts": lambda i: i.access() + ".e30",
    "two parts": lambda i: i.access().rpartition(".")[0],
    "empty": lambda _: "",
    "dots": lambda _: "..",
    "blank before": lambda i: " " + i.access(),
    "new line after": lambda i: i.access() + "\n",
    "too long": lambda i: i.access(padding="x" * 9000),
    "header is a list": lambda i: f"{b64(b'[]')}." + i.access().partition(".")[2],
    "header is deep": lambda i: f"{b64(b'[' * 3000)}." + i.access().partition(".")[2],
}


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits")
@pytest.mark.parametrize("name", FORGERIES)
def test_no_forgery_is_accepted(name: str, issuer: Issuer, verifier: TokenVerifier) -> None:
    with pytest.raises(TokenRefused):
        verifier.access(FORGERIES[name](issuer))


def test_no_mutation_of_a_good_token_is_accepted(issuer: Issuer, verifier: TokenVerifier) -> None:
    chance = random.Random(20261122)
    good = issuer.access()
    accepted = []
    for _ in range(MUTATIONS):
        mutant = mutate(good, chance)
        if mutant == good:
            continue
        try:
            verifier.access(mutant)
        except TokenRefused:
            continue
        accepted.append(mutant)
    assert accepted == []


def mutate(token: str, chance: random.Random) -> str:
    characters = list(token)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        place = chance.randrange(len(characters))
        kind = chance.randrange(5)
        if kind == 0:
            characters[place] = chance.choice(ALPHABET)
        elif kind == 1:
            characters.insert(place, chance.choice(ALPHABET))
        elif kind == 2:
            del characters[place]
        elif kind == 3:
            characters[-1 - chance.randrange(3)] = chance.choice(ALPHABET)
        else:
            other = chance.randrange(len(characters))
            characters[place], characters[other] = characters[other], characters[place]
    return "".join(characters)


def test_a_good_access_token_tells_who_it_is(issuer: Issuer, verifier: TokenVerifier) -> None:
    now = int(time.time())
    person = UUID("0198f6a0-0000-7000-8000-000000000001")
    token = verifier.access(
        issuer.access(
            sub=str(person),
            auth_time=now - 60,
            **{"cognito:groups": ["premium", "pool_Google", "admin,teacher", 7]},
        )
    )
    assert token.user_id == person
    assert token.grant_id == "origin-1"
    assert token.authenticated_at == datetime.fromtimestamp(now - 60, UTC)
    assert token.roles == {"premium"}


def test_the_leeway_is_thirty_seconds(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.access(issuer.access(exp=int(time.time()) - 20))
    with pytest.raises(TokenRefused):
        verifier.access(issuer.access(exp=int(time.time()) - 31))


def test_an_id_token_is_bound_to_its_sign_in(issuer: Issuer, verifier: TokenVerifier) -> None:
    identities = [{"providerName": "Google", "userId": "1"}]
    good = issuer.identity(nonce="n-1", identities=identities, name="Ana")
    found = verifier.identity(good, "n-1")
    assert (found.email, found.name, found.provider) == ("ana@example.org", "Ana", "Google")
    for refused in (
        issuer.identity(nonce="n-2"),
        issuer.identity(),
        issuer.identity(nonce="n-1", aud="other"),
        issuer.identity(nonce="n-1", aud=[CLIENT, "other"]),
        issuer.access(nonce="n-1", aud=CLIENT),
    ):
        with pytest.raises(TokenRefused):
            verifier.identity(refused, "n-1")


def test_a_verifier_without_issuer_or_client_is_not_built(issuer: Issuer) -> None:
    keys = KeySet("https://pool", issuer.fetch)
    for issued_by, clients in (("", {CLIENT}), (ISSUER, set()), (ISSUER, {""})):
        with pytest.raises(ValueError):
            TokenVerifier(keys, issued_by, frozenset(clients))
