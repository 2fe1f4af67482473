"""How large is what Lambda loads: layers unpacked, functions, all with their bytecode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.artifacts import LAYERS, build, size
from tests.support.templates import functions

LAYER_MEGABYTES, FUNCTION_MEGABYTES = 35, 1
LEAST_MEGABYTES = 0.001  # an empty artifact was not built


def plant(_: Run) -> Iterator[Planted]:
    """A layer that grew too large, and one that was not filled."""
    with TemporaryDirectory() as home:
        large, empty = Path(home) / "large", Path(home) / "empty"
        large.mkdir()
        with (large / "library").open("wb") as file:
            file.truncate(36_000_000)
        empty.mkdir()
        yield Planted("a layer of 36 MB", not _weighed(large, LAYER_MEGABYTES).ok)
        yield Planted("an empty layer", not _weighed(empty, LAYER_MEGABYTES).ok)


def prove(_: Run) -> Iterator[Finding]:
    """Megabytes of each layer and each function that the template declares."""
    with TemporaryDirectory() as home:
        built = build(Path(home))
        for layer in LAYERS:
            yield _weighed(built / layer, LAYER_MEGABYTES)
        for function in functions():
            yield _weighed(built / function, FUNCTION_MEGABYTES)


def _weighed(folder: Path, most: float) -> Finding:
    return Finding(
        f"{folder.name}, unpacked", size(folder) / 1e6, "MB", at_most=most,
        at_least=LEAST_MEGABYTES, method="sam build, all files",
    )  # fmt: skip


PROOF = Proof("artifacts", plant, prove)
