"""How a list of what must not be becomes a finding."""

from __future__ import annotations

from collections.abc import Iterable

from tests.proofs.proof import Finding

MOST_TOLD = 20


def none_of(name: str, found: Iterable[str], unit: str) -> Finding:
    """A finding that there is nothing; what there is nevertheless is told."""
    listed = list(found)
    for each in listed[:MOST_TOLD]:
        print(f"  {name}: {each}")
    return Finding(name, len(listed), unit, at_most=0)
