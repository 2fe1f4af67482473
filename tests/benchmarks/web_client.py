"""What a first visit downloads."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure
from tests.proofs.ground import Ground

DIST = Path(__file__).parents[2] / "frontend" / "web" / "dist"


def measure(_: Ground) -> Iterator[Figure]:
    """Script and style that index.html names, gzipped."""
    page = (DIST / "index.html").read_text()
    named = set(re.findall(r'(?:src|href)="/(assets/[^"]+\.(?:js|css))"', page))
    for kind, target in (("js", 200.0), ("css", 30.0)):
        files = [DIST / name for name in named if name.endswith(kind)]
        size = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1000
        yield Figure(f"first load, {kind}", size, "kB gzip", target, "files named in index.html")
