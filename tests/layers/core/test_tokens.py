"""What the token verifier reads in good tokens; that it lets no other in is a proof of its own."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest

from serenity.keyset import KeySet
from serenity.tokens import TokenRefused, TokenVerifier
from tests.support.tokens import CLIENT, ISSUER, Issuer


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(KeySet("https://pool", issuer.fetch), ISSUER, frozenset({CLIENT}))


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
