"""The proof of tickets holds."""

from __future__ import annotations

from tests.proofs.ground import Ground
from tests.proofs.proof import holds
from tests.proofs.tickets import PROOF


def test_a_ticket_opens_one_socket_once(ground: Ground) -> None:
    holds(PROOF, ground)
