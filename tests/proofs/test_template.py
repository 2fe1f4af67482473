"""The short version of the proof of the template; it has no long one."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.proof import holds
from tests.proofs.template import PROOF


def test_no_weakness_is_without_a_reason(ground: Ground) -> None:
    holds(PROOF, ground)
