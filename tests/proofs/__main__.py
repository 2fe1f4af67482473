"""`make prove`: carries out every proof in full; `build/proofs.json` and the trust page show it."""

from __future__ import annotations

import sys

import tests.proofs
from tests.proofs.catalogue import proofs
from tests.proofs.command import carry_out_all
from tests.proofs.report import BUILD, Report, as_proof

REPORT = Report('make prove ONLY="{name}"', as_proof, BUILD / "proofs.json")

if __name__ == "__main__":
    sys.exit(carry_out_all(proofs(tests.proofs), REPORT, sys.argv[1:]))
