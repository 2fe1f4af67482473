"""`make benchmark`: measures all; `build/benchmarks.json` and the trust page show it."""

from __future__ import annotations

import sys

import tests.benchmarks
from tests.proofs.catalogue import proofs
from tests.proofs.command import carry_out_all
from tests.proofs.report import BUILD, Report, as_benchmark

REPORT = Report('make benchmark ONLY="{name}"', as_benchmark, BUILD / "benchmarks.json")

if __name__ == "__main__":
    sys.exit(carry_out_all(proofs(tests.benchmarks), REPORT, sys.argv[1:]))
