"""`make soak`: carries out the soak, writes `build/soak.json` and the trust page."""

from __future__ import annotations

import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proofs.ground import Ground
from tests.proofs.proof import Run, carry_out
from tests.proofs.report import report
from tests.soak import SOAK


def main() -> int:
    """Carry it out; 1 when a figure is out of its bounds."""
    seed = secrets.randbelow(2**31)
    with ExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory(prefix="soak-")))
        run = Run(Ground(parts, home), seed, full=True)
        return 0 if report(carry_out(SOAK, run), "soak") else 1


if __name__ == "__main__":
    sys.exit(main())
