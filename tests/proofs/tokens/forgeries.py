"""Forged tokens, each made by hand after a known attack (RFC 8725 and its surroundings).

Some are signed by the pool itself: those it would never issue to this client for this use.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from tests.proofs.tokens.making import (
    STRANGER,
    WEAK,
    altered,
    b64,
    beyond_modulus,
    by_pool,
    by_stranger,
    claiming,
    encoded,
    good,
    head,
    hmac_signed,
    misnamed_digest,
    modulus,
    now,
    odd_signature,
    public,
    signed,
    spliced,
    stray_bits,
    twice,
    unsigned,
    with_signature,
)
from tests.support.tokens import Issuer

Forgery = Callable[[Issuer], str]
EVIL = "https://evil.example"
ELLIPTIC = ec.generate_private_key(ec.SECP256R1())
_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER

ALGORITHM: dict[str, Forgery] = {
    "no algorithm": lambda i: unsigned(i, "none"),
    "no algorithm, odd case": lambda i: unsigned(i, "nOnE"),
    "no algorithm, some signature": lambda i: unsigned(i, "none", "AA"),
    "no algorithm, good signature": lambda i: unsigned(i, "none", i.access().split(".")[2]),
    "empty algorithm": lambda i: unsigned(i, "", "AA"),
    "empty signature": lambda i: i.access().rpartition(".")[0] + ".",
    "public key as HMAC secret": lambda i: hmac_signed(i, public(i, _PEM)),
    "public key without its last line end": lambda i: hmac_signed(i, public(i, _PEM).strip()),
    "public key in DER as HMAC secret": lambda i: hmac_signed(i, public(i, _DER)),
    "modulus as HMAC secret": lambda i: hmac_signed(i, modulus(i)),
    "key document as HMAC secret": lambda i: hmac_signed(i, json.dumps(i.published()).encode()),
    "empty HMAC secret": lambda i: hmac_signed(i, b""),
    "HMAC called RS256": lambda i: hmac_signed(i, public(i, _PEM), "RS256"),
    "elliptic curve": lambda i: encoded(i, "ES256", ELLIPTIC),
    "elliptic curve, zero signature": lambda i: unsigned(i, "ES256", b64(bytes(64))),
    "RS384": lambda i: encoded(i, "RS384"),
    "RS512": lambda i: encoded(i, "RS512"),
    "PS256": lambda i: encoded(i, "PS256"),
    "list of algorithms": lambda i: by_pool(i, alg=["RS256"]),
    "algorithm in lower case": lambda i: by_pool(i, alg="rs256"),
}
KEYS: dict[str, Forgery] = {
    "another key under the known id": by_stranger,
    "another key under its own id": lambda i: by_stranger(i, kid=STRANGER.kid),
    "short key": lambda i: by_stranger(i, WEAK),
    "key in the header": lambda i: by_stranger(i, jwk=STRANGER.published()["keys"][0]),
    "key address in the header": lambda i: by_stranger(i, jku=f"{EVIL}/keys"),
    "certificate in the header": lambda i: by_stranger(i, x5c=["MIIB"]),
    "certificate address in the header": lambda i: by_stranger(i, x5u=f"{EVIL}/certificate"),
    "good signature, key in the header": lambda i: by_pool(i, jwk=i.published()["keys"][0]),
    "good signature, key address": lambda i: by_pool(i, jku=f"{EVIL}/keys"),
    "critical extension": lambda i: by_pool(i, crit=["exp"]),
    "payload not encoded": lambda i: by_pool(i, b64=False, crit=["b64"]),
    "compressed": lambda i: by_pool(i, zip="DEF"),
    "encrypted": lambda i: by_pool(i, enc="A256GCM"),
    "unknown key id": lambda i: by_pool(i, kid="key-of-nobody"),
    "path as key id": lambda i: by_stranger(i, kid="../../../../dev/null"),
    "address as key id": lambda i: by_stranger(i, kid=f"{EVIL}/keys"),
    "SQL as key id": lambda i: by_stranger(i, kid="x' UNION SELECT 'key"),
    "command as key id": lambda i: by_stranger(i, kid="key|/usr/bin/true"),
    "key id with a null byte": lambda i: by_stranger(i, kid=f"{i.kid}\x00"),
    "list of key ids": lambda i: by_pool(i, kid=[i.kid]),
    "number as key id": lambda i: by_pool(i, kid=0),
    "no key id": lambda i: signed(i, {"alg": "RS256"}, good(i)),
    "null key id": lambda i: by_pool(i, kid=None),
}
SIGNATURE: dict[str, Forgery] = {
    "altered subject": lambda i: altered(i, sub="00000000-0000-4000-8000-000000000000"),
    "altered expiry": lambda i: altered(i, exp=now(10**6)),
    "altered groups": lambda i: altered(i, **{"cognito:groups": ["admin"]}),
    "signature of another token": spliced,
    "zero signature": lambda i: with_signature(i, lambda s: bytes(len(s))),
    "signature one": lambda i: with_signature(i, lambda s: bytes(len(s) - 1) + b"\x01"),
    "signature with a zero before": lambda i: with_signature(i, lambda s: b"\x00" + s),
    "signature with a zero after": lambda i: with_signature(i, lambda s: s + b"\x00"),
    "half a signature": lambda i: with_signature(i, lambda s: s[: len(s) // 2]),
    "signature twice": lambda i: with_signature(i, lambda s: s + s),
    "signature a modulus higher": lambda i: odd_signature(i, beyond_modulus),
    "another digest": lambda i: odd_signature(
        i, lambda k, t: k.sign(t, padding.PKCS1v15(), hashes.SHA512())
    ),
    "digest under another name": lambda i: odd_signature(i, misnamed_digest),
    "PSS called RS256": lambda i: odd_signature(
        i, lambda k, t: k.sign(t, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    ),
}
CLAIMS: dict[str, Forgery] = {
    "ID token": lambda i: i.identity(),
    "ID token called access token": lambda i: i.identity(token_use="access"),
    "ID token with the client beside": lambda i: i.identity(client_id=i.client),
    "refresh token": lambda i: i.access(token_use="refresh"),
    "use in capitals": lambda i: i.access(token_use="ACCESS"),
    "list of uses": lambda i: i.access(token_use=["access"]),
    "no use": lambda i: i.access(token_use=None),
    "another client": lambda i: i.access(client_id="client-of-somebody"),
    "client in capitals": lambda i: i.access(client_id=i.client.swapcase()),
    "client with a blank": lambda i: i.access(client_id=i.client + " "),
    "part of the client": lambda i: i.access(client_id=i.client[:-1]),
    "list of clients": lambda i: i.access(client_id=[i.client]),
    "clients as an object": lambda i: i.access(client_id={i.client: 1}),
    "no client": lambda i: i.access(client_id=None),
    "list of audiences": lambda i: i.access(client_id=None, aud=[i.client]),
    "audience for a client": lambda i: i.access(client_id=None, aud=i.client),
    "audience beside the client": lambda i: i.access(aud=i.client),
    "client in two versions": lambda i: twice(i, "client_id", "other", i.client),
    "subject in two versions": lambda i: twice(i, "sub", STRANGER.kid, good(i)["sub"]),
    "expiry in two versions": lambda i: twice(i, "exp", now(-900), now(900)),
    "another pool": lambda i: i.access(iss=i.url[:-1] + "?"),
    "shorter issuer": lambda i: i.access(iss=i.url[:-1]),
    "longer issuer": lambda i: i.access(iss=i.url + "x"),
    "issuer with a slash": lambda i: i.access(iss=i.url + "/"),
    "issuer without encryption": lambda i: i.access(iss=i.url.replace("https", "http")),
    "issuer in capitals": lambda i: i.access(iss=i.url.upper()),
    "issuer inside another": lambda i: i.access(iss=f"{EVIL}/{i.url}"),
    "list of issuers": lambda i: claiming(i, iss=[i.url, EVIL]),
    "no issuer": lambda i: i.access(iss=None),
    "expired a little": lambda i: i.access(exp=now(-31)),
    "expired long ago": lambda i: i.access(exp=1),
    "no expiry": lambda i: i.access(exp=None),
    "expiry as text": lambda i: i.access(exp="tomorrow"),
    "expiry as digits in text": lambda i: i.access(exp=str(now(900))),
    "endless expiry": lambda i: i.access(exp=float("inf")),
    "expiry that is no number": lambda i: i.access(exp=float("nan")),
    "true as expiry": lambda i: i.access(exp=True),
    "expiry beyond all calendars": lambda i: i.access(exp=10**40),
    "no issue time": lambda i: i.access(iat=None),
    "issued in the future": lambda i: i.access(iat=now(60)),
    "issue time as text": lambda i: i.access(iat="now"),
    "not valid yet": lambda i: i.access(nbf=now(60)),
    "signed in at no instant": lambda i: i.access(auth_time="yesterday"),
    "no subject": lambda i: i.access(sub=None),
    "empty subject": lambda i: i.access(sub=""),
    "subject is no id": lambda i: i.access(sub="admin"),
    "number as subject": lambda i: claiming(i, sub=1),
    "subject in capitals": lambda i: i.access(sub=str(uuid4()).upper()),
    "subject in braces": lambda i: i.access(sub=f"{{{uuid4()}}}"),
    "subject without hyphens": lambda i: i.access(sub=uuid4().hex),
    "groups as text": lambda i: i.access(**{"cognito:groups": "admin"}),
    "no token id": lambda i: i.access(jti=None, origin_jti=None),
}
FORM: dict[str, Forgery] = {
    "nested token": lambda i: signed(i, head(i, cty="JWT"), i.access().encode()),
    "encrypted form": lambda i: i.access() + "." + b64(b"iv") + "." + b64(b"tag"),
    "JSON form": lambda i: json.dumps(
        dict(zip(("protected", "payload", "signature"), i.access().split("."), strict=True))
    ),
    "claims are a list": lambda i: signed(i, head(i), b"[]"),
    "claims are text": lambda i: signed(i, head(i), b'"admin"'),
    "claims are nothing": lambda i: signed(i, head(i), b""),
    "claims in UTF-16": lambda i: signed(i, head(i), json.dumps(good(i)).encode("utf-16")),
    "claims are no Unicode": lambda i: signed(i, head(i), b'{"sub": "\xff"}'),
    "claims are deep": lambda i: signed(i, head(i), b"[" * 3000),
    "header is a list": lambda i: signed(i, b"[]", good(i)),
    "header is deep": lambda i: signed(i, b"[" * 3000, good(i)),
    "header in two versions": lambda i: signed(
        i, f'{{"alg":"none","alg":"RS256","kid":"{i.kid}"}}'.encode(), good(i)
    ),
    "too long": lambda i: i.access(username="x" * 9000),
    "one part": lambda i: i.access().replace(".", ""),
    "two parts": lambda i: i.access().rpartition(".")[0],
    "four parts": lambda i: i.access() + ".e30",
    "parts in another order": lambda i: ".".join(reversed(i.access().split("."))),
    "empty": lambda _: "",
    "dots": lambda _: "..",
    "padding": lambda i: i.access() + "=",
    "stray bits in the claims": lambda i: stray_bits(i, 1),
    "stray bits in the signature": lambda i: stray_bits(i, 2),
    "dots in percent encoding": lambda i: i.access().replace(".", "%2E"),
    "wide dots": lambda i: i.access().replace(".", "\uff0e"),
    "blank before": lambda i: " " + i.access(),
    "line end after": lambda i: i.access() + "\n",
    "tab inside": lambda i: i.access().replace(".", ".\t", 1),
    "line end inside": lambda i: i.access()[:50] + "\r\n" + i.access()[50:],
    "null byte after": lambda i: i.access() + "\x00",
    "zero width inside": lambda i: i.access().replace(".", ".\u200b", 1),
    "in quotes": lambda i: f'"{i.access()}"',
    "in capitals": lambda i: i.access().upper(),
    "two tokens": lambda i: f"{i.access()},{i.access()}",
}
FORGERIES: dict[str, Forgery] = ALGORITHM | KEYS | SIGNATURE | CLAIMS | FORM
