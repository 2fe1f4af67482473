"""The pages hold; the full proof is `make prove`."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.pages import PROOF
from tests.proofs.proof import holds


def test_the_pages_hold(ground: Ground) -> None:
    holds(PROOF, ground)
