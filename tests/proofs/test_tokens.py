"""The proof of tokens holds; each forgery by its name."""

from __future__ import annotations

import random

import pytest

from tests.proofs.ground import Ground
from tests.proofs.proof import holds
from tests.proofs.tokens import PROOF, verifier
from tests.proofs.tokens.forgeries import FORGERIES
from tests.proofs.tokens.mutants import mutants
from tests.support.tokens import Issuer


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.mark.parametrize("name", FORGERIES)
def test_no_forgery_is_accepted(name: str, issuer: Issuer) -> None:
    assert not verifier(issuer)(FORGERIES[name](issuer))


def test_every_mutant_differs_from_every_good_token(issuer: Issuer) -> None:
    good = [issuer.access() for _ in range(5)]
    made = list(mutants(good, 1000, random.Random(1)))
    assert len(made) == 1000
    assert not set(made) & set(good)


def test_nobody_gets_in_with_a_token_that_does_not_count(ground: Ground) -> None:
    holds(PROOF, ground)
