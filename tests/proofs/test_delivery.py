"""The short version of the proof of delivery."""

from __future__ import annotations

from tests.proofs.delivery import PROOF
from tests.proofs.ground import Ground
from tests.proofs.proof import holds


def test_events_arrive_once_in_effect(ground: Ground) -> None:
    holds(PROOF, ground)
