"""The short version of the fuzz proof."""

from __future__ import annotations

from tests.proofs.fuzz import PROOF
from tests.proofs.ground import Ground
from tests.proofs.proof import holds


def test_no_request_gets_an_answer_that_is_not_promised(ground: Ground) -> None:
    holds(PROOF, ground)
