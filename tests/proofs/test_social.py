"""The proof of sign-ins with a provider holds."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.proof import holds
from tests.proofs.social import PROOF


def test_no_sign_in_leads_into_another_account(ground: Ground) -> None:
    holds(PROOF, ground)
