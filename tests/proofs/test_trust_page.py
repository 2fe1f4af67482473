"""The trust page has a place for every proof, and keeps what it is not told anew."""

from __future__ import annotations

from datetime import date

import pytest

import tests.benchmarks
import tests.proofs
from tests.proofs.catalogue import proofs
from tests.proofs.proof import Finding, Row
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
COMMANDS = {
    **{name: f'make prove ONLY="{name}"' for name in proofs(tests.proofs)},
    **{name: f'make benchmark ONLY="{name}"' for name in proofs(tests.benchmarks)},
    SOAK.name: "make soak",
}


def rows(at_most: float = 0) -> list[Row]:
    return [Row("tokens", Finding("accepted", 100_000, "tokens", at_most=at_most), 7, 61.5)]


def filled(found: list[Row], proof: str = "tokens", text: str = TEXT) -> str:
    return with_figures(text, proof, found, "make prove", DAY)


def test_figures_replace_those_of_the_same_proof() -> None:
    text = filled(rows(100_000))
    assert "| accepted | 100,000 tokens | ≤ 100,000 |" in text
    assert "`make prove`, last on 2026-11-22, seed 7, in 62 s." in text
    assert "old" not in text
    assert "kept" in text
    assert "**breach**" not in text
    assert filled(rows(100_000), text=text) == text


def test_a_breach_is_shown() -> None:
    assert "**breach**" in filled(rows())


def test_a_proof_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the figures of once"):
        filled(rows(), proof="once")


def test_the_page_has_a_place_for_every_proof_and_for_nothing_else() -> None:
    assert sorted(promised(PAGE.read_text("utf-8"))) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_promise_has_words_and_a_command(name: str) -> None:
    before, _, after = PAGE.read_text("utf-8").partition(f"<!-- figures: {name} -->\n")
    assert f"`{COMMANDS[name]}`" in after.partition("<!-- end -->")[0]
    heading, _, words = before.rpartition("\n#")[2].partition("\n")
    assert heading
    assert words.strip()
