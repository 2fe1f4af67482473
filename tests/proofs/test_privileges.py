"""The short version of the proof of least privilege; it has no long one."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.privileges import PROOF
from tests.proofs.proof import holds


def test_functions_may_do_what_they_do_and_no_more(ground: Ground) -> None:
    holds(PROOF, ground)
