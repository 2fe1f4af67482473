"""A benchmark that misses nothing measures nothing: each reports what is planted in its way."""

from __future__ import annotations

import pytest

import tests.benchmarks
from tests.proofs.catalogue import proofs
from tests.proofs.ground import Ground
from tests.proofs.proof import Proof, Run


@pytest.mark.parametrize("benchmark", proofs(tests.benchmarks).values(), ids=lambda each: each.name)
def test_a_planted_fault_is_missed(benchmark: Proof, ground: Ground) -> None:
    planted = list(benchmark.plant(Run(ground, 20261122, full=False)))
    assert planted
    assert [each.fault for each in planted if not each.caught] == []
