"""What `make prove`, `make benchmark` and `make soak` share: arguments, reports and the verdict."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping, Sequence

from tests.proofs.proof import Proof, attempt
from tests.proofs.report import Report


def carry_out_all(known: Mapping[str, Proof], report: Report, arguments: Sequence[str]) -> int:
    """Carry out the proofs that the arguments name, or all; 1 when a figure breaches its bounds.

    A run of all replaces the whole report, one of some only their rows.
    """
    names, seed = _parse(known, arguments)
    if not names:
        report.clear()
    held = [report.take(name, attempt(known[name], seed)) for name in names or known]
    return 0 if held and all(held) else 1


def _parse(known: Mapping[str, Proof], arguments: Sequence[str]) -> tuple[list[str], int]:
    parser = argparse.ArgumentParser(description="Carry out the named ones, or all, in full.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    given = parser.parse_args(arguments)
    for name in given.names:
        if name not in known:
            parser.error(f"there is no {name}; there are {', '.join(known)}")
    return given.names, given.seed
