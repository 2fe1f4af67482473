"""The short proof that whatever is asked twice is done once."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.once import PROOF
from tests.proofs.proof import holds


def test_whatever_is_asked_twice_is_done_once(ground: Ground) -> None:
    holds(PROOF, ground)
