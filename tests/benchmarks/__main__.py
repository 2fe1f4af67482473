"""Measures, prints a table, and writes `build/benchmarks.json`; fails when a target is missed.

`python -m tests.benchmarks NAME...` measures only these; the file then holds only them.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import (
    artifacts,
    aws_calls,
    cold_start,
    hot_routes,
    live,
    sockets,
    start_up,
    through_the_edge,
    typed_endpoint,
    web_client,
)
from tests.benchmarks.figure import Figure
from tests.proofs.ground import Ground

OUTPUT = Path(__file__).parents[2] / "build" / "benchmarks.json"
# In the order of what they need: nothing, a database, the whole product.
MEASURES: dict[str, Callable[[Ground], Iterator[Figure]]] = {
    "cold_start": cold_start.measure,
    "artifacts": artifacts.measure,
    "web_client": web_client.measure,
    "start_up": start_up.measure,
    "typed_endpoint": typed_endpoint.measure,
    "hot_routes": hot_routes.measure,
    "through_the_edge": through_the_edge.measure,
    "aws_calls": aws_calls.measure,
    "live": live.measure,
    "sockets": sockets.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Run the named benchmarks, or all; 1 when a figure misses its target."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    names = parser.parse_args(arguments).names or list(MEASURES)
    if unknown := set(names) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    figures = []
    with ExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory(prefix="benchmarks-")))
        ground = Ground(parts, home)
        for name in names:
            for figure in MEASURES[name](ground):
                print(figure.line(), flush=True)
                figures.append(figure)
    OUTPUT.parent.mkdir(exist_ok=True)
    rows = [dataclasses.asdict(figure) | {"ok": figure.ok} for figure in figures]
    OUTPUT.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if figures and all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
