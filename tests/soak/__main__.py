"""`make soak`: carries out the soak, writes `build/soak.json` and the trust page."""

from __future__ import annotations

import dataclasses
import json
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proofs.ground import Ground
from tests.proofs.proof import Run, carry_out
from tests.proofs.trust_page import update
from tests.soak import SOAK

OUTPUT = Path(__file__).parents[2] / "build" / "soak.json"


def main() -> int:
    """Carry it out; 1 when a figure is out of its bounds."""
    seed = secrets.randbelow(2**31)
    with ExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory(prefix="soak-")))
        rows = []
        for row in carry_out(SOAK, Run(Ground(parts, home), seed, full=True)):
            print(row.line(), flush=True)
            rows.append(row)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=1) + "\n")
    update(rows)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
