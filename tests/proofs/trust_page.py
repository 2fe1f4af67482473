"""Writes the last figures into the trust page, under the promise each of them proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.proofs.proof import Row

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
_FIGURES = r"(<!-- figures: {name} -->\n).*?(<!-- end -->)"


def promised(text: str) -> list[str]:
    """The names of the proofs that the page has a place for."""
    return re.findall(r"<!-- figures: (\w+) -->", text)


def with_figures(text: str, rows: Sequence[Row], on: date) -> str:
    """The page with the figures of these rows; those of other proofs stay as they are.

    Raises:
        ValueError: when the page has no place for a proof.
    """
    for name in dict.fromkeys(row.name.partition(":")[0] for row in rows):
        if name not in promised(text):
            raise ValueError(f"docs/trust.md has no place for the figures of {name}")
        own = [row for row in rows if row.name.startswith(f"{name}:")]
        place = re.compile(_FIGURES.format(name=name), re.DOTALL)
        table = _table(own, on).replace("\\", r"\\")
        text = place.sub(rf"\g<1>{table}\g<2>", text)
    return text


def update(rows: Sequence[Row], page: Path = PAGE) -> None:
    """Write the figures of today into the page."""
    page.write_text(with_figures(page.read_text("utf-8"), rows, datetime.now(UTC).date()), "utf-8")


def _table(rows: Sequence[Row], on: date) -> str:
    lines = ["| Figure | Found | Target |", "|---|---:|---:|"]
    for row in rows:
        what = row.name.partition(": ")[2].replace("|", r"\|")
        breach = "" if row.ok else " **breach**"
        target = row.target.replace(">=", "≥").replace("<=", "≤")
        lines.append(f"| {what} | {row.figure:,.6g} {row.unit}{breach} | {target} |")
    seconds = sum(row.seconds for row in rows)
    lines.append(f"\nOn {on.isoformat()}, seed {rows[0].seed}, in {seconds:,.0f} s.\n")
    return "\n".join(lines)
