"""The trust page has a place for every proof, and keeps what it is not told anew."""

from __future__ import annotations

from datetime import date

import pytest

from tests.proofs.catalogue import proofs
from tests.proofs.proof import Row
from tests.proofs.trust_page import PAGE, promised, with_figures
from tests.soak import SOAK

DAY = date(2026, 11, 22)
TEXT = """# Trust
<!-- figures: tokens -->
old
<!-- end -->
<!-- figures: pages -->
kept
<!-- end -->
"""


def row(name: str, *, ok: bool = True) -> Row:
    return Row(name, 100_000, "tokens", "<= 0", ok, 7, 61.5)


def test_figures_replace_those_of_the_same_proof() -> None:
    text = with_figures(TEXT, [row("tokens: accepted")], DAY)
    assert "| accepted | 100,000 tokens | ≤ 0 |" in text
    assert "On 2026-11-22, seed 7, in 62 s." in text
    assert "old" not in text
    assert "kept" in text
    again = with_figures(text, [row("tokens: accepted")], DAY)
    assert again == text


def test_a_breach_is_shown() -> None:
    assert "**breach**" in with_figures(TEXT, [row("tokens: accepted", ok=False)], DAY)


def test_a_proof_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the figures of once"):
        with_figures(TEXT, [row("once: twins")], DAY)


def test_the_page_has_a_place_for_every_proof_and_for_nothing_else() -> None:
    assert sorted(promised(PAGE.read_text("utf-8"))) == sorted([*proofs(), SOAK.name])
