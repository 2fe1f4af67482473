"""The short version of the canary proof."""

from __future__ import annotations

import base64
from urllib.parse import quote

from tests.proofs.canaries import PROOF
from tests.proofs.canaries.marks import Canaries
from tests.proofs.ground import Ground
from tests.proofs.proof import holds


def test_nothing_that_people_send_is_found_anywhere(ground: Ground) -> None:
    holds(PROOF, ground)


def test_a_canary_is_seen_in_every_guise() -> None:
    canaries = Canaries()
    note = canaries.word("note", "a rivér, a {} walk")
    weight = canaries.number("weight", 60, 90)
    for offset in range(3):
        inside = ("x" * offset + note + "yz").encode()
        assert canaries.seen_in(base64.b64encode(inside).decode()) == {"note"}
        assert canaries.seen_in(base64.urlsafe_b64encode(inside).decode()) == {"note"}
    for guise in (quote(note), note.encode().hex(), note.upper().lower(), repr(note)):
        assert canaries.seen_in(f"... {guise} ...") == {"note"}
    assert canaries.seen_in(note.encode("utf-16-le").decode("latin-1")) == {"note"}
    assert canaries.seen_in(f'{{"weight_kg": {weight}}}') == {"weight"}
    assert canaries.seen_in(f"id-{weight}7, {weight}77") == set()
    assert canaries.seen_in("nothing") == set()


def test_every_number_is_long_enough_to_be_told_from_others() -> None:
    canaries = Canaries()
    for _ in range(300):
        assert canaries.seen_in(str(canaries.number("low", 10, 10.001))) == {"low"}
