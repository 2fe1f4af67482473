"""Signing keys are fetched rarely, follow a rotation, and survive an outage."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from serenity.errors import Unavailable
from serenity.keyset import KeySet, fetch_over_http
from tests.support.tokens import Issuer


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer, time: Time) -> KeySet:
    return KeySet("https://pool", issuer.fetch, time)


def test_a_flood_of_unknown_keys_fetches_once_in_five_minutes(
    keys: KeySet, issuer: Issuer, time: Time
) -> None:
    for number in range(1000):
        assert keys.key(f"unknown-{number}") is None
        time.now += 0.25
    assert issuer.fetches == 1
    time.now += 300
    keys.key("unknown")
    keys.key("unknown-again")
    assert issuer.fetches == 2


def test_a_flood_on_known_keys_fetches_once_more(keys: KeySet, issuer: Issuer, time: Time) -> None:
    assert keys.key("key-1") is not None
    for number in range(1000):
        keys.key(f"unknown-{number}")
        time.now += 0.25
    assert issuer.fetches == 2


def test_a_flood_while_the_pool_is_down_tries_once_in_five_minutes(
    keys: KeySet, issuer: Issuer, time: Time
) -> None:
    assert keys.key("key-1") is not None
    issuer.down = True
    for number in range(1000):
        assert keys.key(f"unknown-{number}") is None
        time.now += 0.25
    assert issuer.fetches == 2


def test_a_rotation_refuses_no_valid_token(keys: KeySet, issuer: Issuer, time: Time) -> None:
    assert keys.key("key-1") is not None
    time.now += 1
    issuer.rotate("key-2")
    assert keys.key("key-2") is not None
    assert issuer.fetches == 2


def test_a_withdrawn_key_stops_counting_within_the_hour(
    keys: KeySet, issuer: Issuer, time: Time
) -> None:
    assert keys.key("key-1") is not None
    issuer.rotate("key-2")
    time.now += 3601
    assert keys.key("key-1") is None


def test_known_keys_go_on_through_an_outage(keys: KeySet, issuer: Issuer, time: Time) -> None:
    assert keys.key("key-1") is not None
    issuer.down = True
    for _ in range(24):
        time.now += 300
        assert keys.key("key-1") is not None
    # One try when the hour is over, then one every five minutes at most.
    assert issuer.fetches < 16


def test_without_any_key_it_says_so_and_tries_again_soon(
    keys: KeySet, issuer: Issuer, time: Time
) -> None:
    issuer.down = True
    for _ in range(100):
        with pytest.raises(Unavailable):
            keys.key("key-1")
    assert issuer.fetches == 1
    issuer.down = False
    time.now += 4
    assert keys.key("key-1") is not None


def test_only_strong_public_signature_keys_are_used(time: Time) -> None:
    strong = Issuer("strong").published()["keys"][0]
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    weak = json.loads(RSAAlgorithm.to_jwk(short.public_key()))
    private = json.loads(RSAAlgorithm.to_jwk(Issuer().key))
    document = {
        "keys": [
            strong,
            weak | {"kid": "weak", "use": "sig"},
            private | {"kid": "private", "use": "sig"},
            strong | {"kid": "encryption", "use": "enc"},
            strong | {"kid": "algorithm", "alg": "RS512"},
            {"kid": "secret", "kty": "oct", "k": "AAAA"},
        ]
    }
    keys = KeySet("https://pool", lambda _: json.dumps(document).encode(), time)
    assert keys.key("strong") is not None
    for kid in ("weak", "private", "encryption", "algorithm", "secret"):
        assert keys.key(kid) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{}]}', b"\xff"])
def test_a_broken_document_counts_as_no_answer(body: bytes, time: Time) -> None:
    keys = KeySet("https://pool", lambda _: body, time)
    with pytest.raises(Unavailable):
        keys.key("key-1")


def test_keys_come_over_http_only() -> None:
    with pytest.raises(ValueError):
        fetch_over_http("file:///etc/passwd")
