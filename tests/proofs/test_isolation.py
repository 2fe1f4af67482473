"""Isolation in the database, in short; see `tests.proofs.isolation`."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.isolation import PROOF
from tests.proofs.proof import holds


def test_nobody_sees_anothers_rows(ground: Ground) -> None:
    holds(PROOF, ground)
