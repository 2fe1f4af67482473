"""Makes tokens part by part, also such as no library would make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tests.support.tokens import Issuer

STRANGER = Issuer("stranger")
WEAK = Issuer("weak", rsa.generate_private_key(public_exponent=65537, key_size=1024))


def b64(raw: bytes) -> str:
    """Base64url as JOSE writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(part: str) -> bytes:
    """The bytes behind base64url."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims_of(token: str) -> dict[str, Any]:
    """The claims a token carries, unverified."""
    claims: dict[str, Any] = json.loads(raw_of(token.split(".")[1]))
    return claims


def head(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    """A good header, with changes."""
    return {"alg": "RS256", "typ": "JWT", "kid": issuer.kid} | changes


def text_of(header: Mapping[str, Any] | bytes, claims: Mapping[str, Any] | bytes) -> str:
    """The part of a token that is signed."""
    both = (x if isinstance(x, bytes) else json.dumps(x).encode() for x in (header, claims))
    return ".".join(b64(each) for each in both)


def signed(issuer: Issuer, header: Mapping[str, Any] | bytes, claims: Any) -> str:
    """Signed by the pool itself, whatever header and claims are."""
    text = text_of(header, claims)
    return f"{text}.{b64(issuer.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def good(issuer: Issuer) -> dict[str, Any]:
    """The claims of a good access token."""
    return claims_of(issuer.access())


def unsigned(issuer: Issuer, algorithm: str, signature: str = "") -> str:
    """Good claims under any signature."""
    return f"{text_of(head(issuer, alg=algorithm), good(issuer))}.{signature}"


def hmac_signed(issuer: Issuer, secret: bytes, algorithm: str = "HS256") -> str:
    """Signed with a secret that everybody knows."""
    text = text_of(head(issuer, alg=algorithm), good(issuer))
    return f"{text}.{b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def public(issuer: Issuer, encoding: serialization.Encoding) -> bytes:
    """The public key as it may lie about."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return issuer.key.public_key().public_bytes(encoding, form)


def modulus(issuer: Issuer) -> bytes:
    """The public modulus."""
    numbers = issuer.key.public_key().public_numbers()
    return numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")


def by_stranger(issuer: Issuer, stranger: Issuer = STRANGER, **header: Any) -> str:
    """Signed by another key, by default under the pool's own key id."""
    return signed(stranger, head(issuer, **header), good(issuer))


def by_pool(issuer: Issuer, **header: Any) -> str:
    """Signed by the pool, with a header no pool writes."""
    return signed(issuer, head(issuer, **header), good(issuer))


def claiming(issuer: Issuer, **claims: Any) -> str:
    """Signed by the pool, with claims of types no library writes."""
    return signed(issuer, head(issuer), good(issuer) | claims)


def encoded(issuer: Issuer, algorithm: str, key: Any = None) -> str:
    """Signed by another algorithm."""
    return jwt.encode(good(issuer), key or issuer.key, algorithm, headers={"kid": issuer.kid})


def odd_signature(issuer: Issuer, make: Callable[[rsa.RSAPrivateKey, bytes], bytes]) -> str:
    """A signature made in another way with the right key."""
    text = text_of(head(issuer), good(issuer))
    return f"{text}.{b64(make(issuer.key, text.encode()))}"


def misnamed_digest(key: rsa.RSAPrivateKey, text: bytes) -> bytes:
    """A digest called SHA-1's although it is not: the padding names another algorithm."""
    digest = hashlib.sha256(text).digest()[:20]
    return key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA1()))


def beyond_modulus(key: rsa.RSAPrivateKey, text: bytes) -> bytes:
    """The same residue, a modulus higher: equal to anyone who does not check the range."""
    signature = int.from_bytes(key.sign(text, padding.PKCS1v15(), hashes.SHA256()), "big")
    return (signature + key.public_key().public_numbers().n).to_bytes(257, "big")


def with_signature(issuer: Issuer, change: Callable[[bytes], bytes]) -> str:
    """A good token whose signature was changed."""
    text, _, signature = issuer.access().rpartition(".")
    return f"{text}.{b64(change(raw_of(signature)))}"


def altered(issuer: Issuer, **claims: Any) -> str:
    """Other claims under a good signature."""
    header, body, signature = issuer.access().split(".")
    return f"{header}.{b64(json.dumps(json.loads(raw_of(body)) | claims).encode())}.{signature}"


def spliced(issuer: Issuer) -> str:
    """The signature of one good token under another."""
    first, second = issuer.access(), issuer.access()
    return ".".join([*first.split(".")[:2], second.split(".")[2]])


def stray_bits(issuer: Issuer, part: int) -> str:
    """The same bytes in another text: a last character carries bits that nobody reads."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    tokens = (issuer.access(username="a" * length).split(".") for length in (1, 2, 3))
    parts = next(token for token in tokens if len(token[part]) % 4 in {2, 3})
    parts[part] = parts[part][:-1] + alphabet[alphabet.index(parts[part][-1]) ^ 1]
    return ".".join(parts)


def twice(issuer: Issuer, name: str, first: Any, second: Any) -> str:
    """Signed by the pool, with one claim in two versions."""
    rest = json.dumps({k: v for k, v in good(issuer).items() if k != name})[1:]
    both = f'{{"{name}": {json.dumps(first)}, "{name}": {json.dumps(second)}, {rest}'
    return signed(issuer, head(issuer), both.encode())


def now(seconds: float) -> int:
    """The present, moved by some seconds, as claims tell it."""
    return int(time.time() + seconds)
