"""Writes the last figures into the trust page, under the promise each of them proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.proofs.proof import Row, in_digits

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
_FIGURES = r"(<!-- figures: {name} -->\n).*?(<!-- end -->)"


def promised(text: str) -> list[str]:
    """The names of the proofs that the page has a place for."""
    return re.findall(r"<!-- figures: (\w+) -->", text)


def with_figures(text: str, proof: str, rows: Sequence[Row], command: str, on: date) -> str:
    """The page with the figures of one proof and the command that finds them again.

    Raises:
        ValueError: when the page has no place for the proof.
    """
    if proof not in promised(text):
        raise ValueError(f"docs/trust.md has no place for the figures of {proof}")
    place = re.compile(_FIGURES.format(name=proof), re.DOTALL)
    content = _content(rows, command, on)
    return place.sub(lambda found: found[1] + content + found[2], text)


def update(proof: str, rows: Sequence[Row], command: str, page: Path) -> None:
    """Write the figures of today into the page."""
    text = page.read_text("utf-8")
    page.write_text(with_figures(text, proof, rows, command, datetime.now(UTC).date()), "utf-8")


def _content(rows: Sequence[Row], command: str, on: date) -> str:
    if not rows:
        return f"`{command}`\n"
    seconds = sum(row.seconds for row in rows)
    run = f"`{command}`, last on {on.isoformat()}, seed {rows[0].seed}, in {seconds:,.0f} s."
    return "\n".join(
        ["| Figure | Found | Target |", "|---|---:|---:|", *map(_line, rows), "", run, ""]
    )


def _line(row: Row) -> str:
    found = row.finding
    what = found.name.replace("|", r"\|")
    breach = "" if found.ok else " **breach**"
    target = found.target.replace(">=", "≥").replace("<=", "≤")
    return f"| {what} | {in_digits(found.figure)} {found.unit}{breach} | {target} |"
