"""Shows what was found as it comes, and keeps it: in a file and on the trust page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

from tests.proofs.proof import Row
from tests.proofs.trust_page import update

BUILD = Path(__file__).parents[2] / "build"


def report(found: Iterable[Row], name: str) -> bool:
    """Print the rows, write `build/NAME.json` and the page; whether there are any and all hold."""
    rows = []
    for row in found:
        print(row.line(), flush=True)
        rows.append(row)
    BUILD.mkdir(exist_ok=True)
    text = json.dumps([dataclasses.asdict(row) for row in rows], indent=1)
    (BUILD / f"{name}.json").write_text(text + "\n")
    update(rows)
    return bool(rows) and all(row.ok for row in rows)
