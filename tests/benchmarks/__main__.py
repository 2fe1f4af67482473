"""Measures, prints a table, and writes `build/benchmarks.json`; fails when a target is missed."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import cold_start, hot_routes, typed_endpoint, web_client
from tests.benchmarks.figure import Figure

OUTPUT = Path(__file__).parents[2] / "build" / "benchmarks.json"
MEASURES: tuple[Callable[[], Iterator[Figure]], ...] = (
    cold_start.measure,
    typed_endpoint.measure,
    hot_routes.measure,
    web_client.measure,
)


def main() -> int:
    """Run every benchmark; 1 when a figure misses its target."""
    figures = []
    for measure in MEASURES:
        for figure in measure():
            print(figure.line(), flush=True)
            figures.append(figure)
    OUTPUT.parent.mkdir(exist_ok=True)
    rows = [dataclasses.asdict(figure) | {"ok": figure.ok} for figure in figures]
    OUTPUT.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if figures and all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
