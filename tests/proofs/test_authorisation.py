"""Nobody gets in, in short; see `tests.proofs.authorisation`."""

from __future__ import annotations

from tests.proofs.authorisation import PROOF
from tests.proofs.ground import Ground
from tests.proofs.proof import holds


def test_nobody_gets_in(ground: Ground) -> None:
    holds(PROOF, ground)
