"""Nobody gets in with a token that the pool did not issue to us, or that counts no more."""

from __future__ import annotations

import random
from collections.abc import Iterator

import jwt

from serenity.keyset import KeySet
from serenity.tokens import TokenRefused, TokenVerifier
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.proofs.tokens import endings, keys
from tests.proofs.tokens.deployed import DeployedAuthorizer, fits_a_header
from tests.proofs.tokens.forgeries import FORGERIES
from tests.proofs.tokens.mutants import mutants, spellings
from tests.proofs.tokens.weak import Accepts, verifiers
from tests.support.tokens import Issuer

SEVERAL = 20


def verifier(issuer: Issuer) -> Accepts:
    """The product's own verifier of an issuer's tokens."""
    made = TokenVerifier(
        KeySet("https://pool", issuer.fetch), issuer.url, frozenset({issuer.client})
    )

    def accepts(token: str) -> bool:
        try:
            made.access(token)
        except TokenRefused:
            return False
        return True

    return accepts


def accepted_forgeries(accepts: Accepts, issuer: Issuer) -> list[str]:
    """The names of the forgeries that get through."""
    return [name for name, forge in FORGERIES.items() if _lets_in(accepts, forge(issuer))]


def accepted_mutants(accepts: Accepts, issuer: Issuer, count: int, seed: int) -> int:
    """How many of so many mutants of good tokens get through, other spellings among them."""
    good = [issuer.access() for _ in range(SEVERAL)]
    assert all(accepts(token) for token in good), "a good token is refused"
    return sum(_lets_in(accepts, each) for each in mutants(good, count, random.Random(seed)))


def accepted_spellings(accepts: Accepts, issuer: Issuer) -> int:
    """How many other texts of good tokens get through."""
    good = [issuer.access(username="a" * n) for n in range(SEVERAL)]
    return sum(_lets_in(accepts, text) for token in good for text in spellings(token))


def _lets_in(accepts: Accepts, token: str) -> bool:
    try:
        return accepts(token)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def plant(run: Run) -> Iterator[Planted]:
    """Weak verifiers, weak key sets, and endings that end nothing."""
    issuer = Issuer()
    for weak in verifiers(issuer):
        caught = weak.lets_in in accepted_forgeries(weak.accepts, issuer)
        yield Planted(f"verifier: {weak.weakness}", caught)
        if weak.weakness in {"no check of the signature", "lenient base64"}:
            caught = accepted_mutants(weak.accepts, issuer, 2000, run.seed) > 0
            yield Planted(f"mutants: {weak.weakness}", caught)
            caught = accepted_spellings(weak.accepts, issuer) > 0
            yield Planted(f"spellings: {weak.weakness}", caught)
    yield from keys.plant()
    yield from endings.plant(run.ground.deployed)


def prove(run: Run) -> Iterator[Finding]:
    """The verifier alone, then behind the deployed API, then its keys, then endings."""
    issuer = Issuer()
    accepts = verifier(issuer)
    yield Finding("hand-made forgeries tried", len(FORGERIES), "tokens", at_least=20)
    forged = len(accepted_forgeries(accepts, issuer))
    yield Finding("hand-made forgeries accepted", forged, "tokens", at_most=0)
    count = run.size(100_000, 1_000_000)
    mutated = accepted_mutants(accepts, issuer, count, run.seed)
    yield Finding("mutations tried", count, "tokens", at_least=100_000)
    yield Finding("mutations accepted", mutated, "tokens", at_most=0)
    spelt = accepted_spellings(accepts, issuer)
    yield Finding("other spellings of good tokens accepted", spelt, "tokens", at_most=0)
    yield from prove_deployed(run)
    yield from keys.prove(run.size(2_400, 24_000))
    yield from endings.prove(run.ground.deployed, run.size(1, 5))


def prove_deployed(run: Run) -> Iterator[Finding]:
    """What HTTP can carry of the same tokens, at the deployed authorizer."""
    gate = DeployedAuthorizer(run.ground.deployed)
    assert gate.accepts(gate.good), "the deployed authorizer refuses a good token"
    assert gate.accepts(gate.issuer.access()), "the pool's key does not sign for it"
    forged = [forge(gate.issuer) for forge in FORGERIES.values()] + list(gate.issued)
    good = [gate.issuer.access() for _ in range(SEVERAL)]
    mutated = mutants(good, run.size(300, 5_000), random.Random(run.seed))
    shown = [token for token in (*forged, *mutated) if fits_a_header(token)]
    accepted = sum(gate.accepts(token) for token in shown)
    yield Finding("tokens shown to the deployed authorizer", len(shown), "tokens", at_least=200)
    yield Finding("of these accepted", accepted, "tokens", at_most=0)


PROOF = Proof("tokens", plant, prove)
