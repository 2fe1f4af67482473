"""`make soak`: carries out the soak; `build/soak.json` and the trust page show it."""

from __future__ import annotations

import sys

from tests.proofs.command import carry_out_all
from tests.proofs.report import BUILD, Report, as_proof
from tests.soak import SOAK

REPORT = Report("make soak", as_proof, BUILD / "soak.json")

if __name__ == "__main__":
    sys.exit(carry_out_all({SOAK.name: SOAK}, REPORT, sys.argv[1:]))
