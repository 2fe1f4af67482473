"""How large is what Lambda loads: layers unpacked, functions, all with their bytecode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.figure import Figure
from tests.proofs.ground import Ground
from tests.support.artifacts import LAYERS, build, size
from tests.support.templates import functions

LAYER_MEGABYTES, FUNCTION_MEGABYTES = 35, 1


def measure(_: Ground) -> Iterator[Figure]:
    """Megabytes of each layer, and of the largest function."""
    with TemporaryDirectory() as home:
        built = build(Path(home))
        for layer in LAYERS:
            value = size(built / layer) / 1e6
            yield Figure(f"{layer} unpacked", value, "MB", LAYER_MEGABYTES, "sam build, all files")
        largest = max(functions(), key=lambda name: size(built / name))
        value = size(built / largest) / 1e6
        yield Figure(f"largest function ({largest})", value, "MB", FUNCTION_MEGABYTES, "sam build")
