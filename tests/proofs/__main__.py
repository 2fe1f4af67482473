"""`make prove`: carries out every proof in full, and writes `build/proofs.json` and the trust page.

`python -m tests.proofs NAME...` carries out only the proofs of these names.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proofs.catalogue import proofs
from tests.proofs.ground import Ground
from tests.proofs.proof import Proof, Row, Run, carry_out
from tests.proofs.report import report


def main(arguments: Sequence[str]) -> int:
    """Carry out the proofs; 1 when one of them is breached or none was carried out."""
    wanted, seed = _parse(arguments)
    with ExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory(prefix="proofs-")))
        run = Run(Ground(parts, home), seed, full=True)
        return 0 if report(_all_rows(wanted, run), "proofs") else 1


def _parse(arguments: Sequence[str]) -> tuple[list[Proof], int]:
    known = proofs()
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    given = parser.parse_args(arguments)
    for name in given.names:
        if name not in known:
            parser.error(f"there is no proof named {name}; there are {', '.join(known)}")
    return [known[name] for name in given.names or known], given.seed


def _all_rows(proofs: Sequence[Proof], run: Run) -> Iterator[Row]:
    for proof in proofs:
        try:
            yield from carry_out(proof, run)
        except AssertionError as error:
            print(error, file=sys.stderr)
            yield Row(f"{proof.name}: carried out", 0, "times", ">= 1", False, run.seed, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
