"""Shows what was found as it comes, and keeps it: in a file and on the trust page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.proofs.proof import Row
from tests.proofs.trust_page import PAGE, update

BUILD = Path(__file__).parents[2] / "build"
Shape = Callable[[Row], dict[str, Any]]


def as_proof(row: Row) -> dict[str, Any]:
    """A figure with its bounds, and what it takes to see it again."""
    found = row.finding
    return {
        "name": row.name, "figure": found.figure, "unit": found.unit, "target": found.target,
        "ok": found.ok, "seed": row.seed, "seconds": row.seconds,
    }  # fmt: skip


def as_benchmark(row: Row) -> dict[str, Any]:
    """A figure with the number it may reach, and how it was measured."""
    found = row.finding
    bound = found.at_least if found.at_most is None else found.at_most
    return {
        "name": row.name, "value": found.figure, "unit": found.unit, "target": bound,
        "ok": found.ok, "method": found.method,
    }  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What a command found: in a JSON file of one list, and on the trust page."""

    command: str  # that finds the figures of `{name}` again
    shape: Shape
    file: Path
    page: Path = PAGE

    def clear(self) -> None:
        """Forget what was found before."""
        self._write([])

    def take(self, proof: str, found: Iterable[Row]) -> bool:
        """Print and keep each row as it comes, in place of those the proof had.

        The page follows when the last one came. Answers whether there are any and all hold.
        """
        others = [each for each in self._read() if _proof_of(each) != proof]
        rows: list[Row] = []
        self._write(others)
        for row in found:
            print(row.line(), flush=True)
            rows.append(row)
            self._write([*others, *map(self.shape, rows)])
        update(proof, rows, self.command.format(name=proof), self.page)
        return bool(rows) and all(row.finding.ok for row in rows)

    def _read(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            json.loads(self.file.read_text()) if self.file.exists() else []
        )
        return found

    def _write(self, rows: list[dict[str, Any]]) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(json.dumps(sorted(rows, key=_proof_of), indent=1) + "\n")


def _proof_of(row: dict[str, Any]) -> str:
    return str(row["name"]).partition(":")[0]
