"""What a first visit to each page of the web client downloads."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.proofs.proof import Finding, Planted, Proof, Run

WEB = Path(__file__).parents[2] / "frontend" / "web"
STYLE_KB, FONTS_KB = 30, 60


def plant(run: Run) -> Iterator[Planted]:
    """A page whose script is too large, and builds without a page, a style or a font."""
    large = random.Random(run.seed).randbytes(205_000)
    with TemporaryDirectory() as home:
        _build(Path(home), large, ["today/TodayPage.tsx"])
        missed = {found.name for found in _findings(_visits(Path(home))) if not found.ok}
        yield Planted("a page of 205 kB", "script of today/TodayPage.tsx" in missed)
        yield Planted("no style and no fonts", {"style, at most", "fonts, at most"} <= missed)
        _build(Path(home), large, [])
        try:
            _visits(Path(home))
        except subprocess.CalledProcessError:
            yield Planted("a build without pages", caught=True)
        else:
            yield Planted("a build without pages", caught=False)


def _build(dist: Path, script: bytes, pages: list[str]) -> None:
    """A build with these pages and no style."""
    keys = [f"src/features/{page}" for page in pages]
    manifest: dict[str, Any] = {"index.html": {"file": "device.js", "dynamicImports": keys}}
    manifest |= {key: {"file": "page.js"} for key in keys}
    (dist / ".vite").mkdir(exist_ok=True)
    (dist / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    (dist / "device.js").touch()
    (dist / "page.js").write_bytes(script)


def prove(_: Run) -> Iterator[Finding]:
    """Kilobytes of script per page; of style and fonts those of the page with the most."""
    yield from _findings(_visits(WEB / "dist"))


def _visits(dist: Path) -> list[dict[str, Any]]:
    """What each page of a build asks for, as the client's own check weighs it."""
    command = ["node", WEB / "scripts" / "check-size.mjs", "--json", dist]
    found = subprocess.run(command, capture_output=True, check=True)
    pages: list[dict[str, Any]] = json.loads(found.stdout)
    return pages


def _findings(pages: list[dict[str, Any]]) -> Iterator[Finding]:
    how = "gzip, of a first visit: all that is asked for before the page can run, one language"
    for page in pages:
        yield Finding(
            f"script of {page['page']}", page["script"] / 1000, "kB",
            at_most=page["limit"] / 1000, at_least=1, method=how,
        )  # fmt: skip
    for kind, most in (("style", STYLE_KB), ("fonts", FONTS_KB)):
        value = max(page[kind] for page in pages) / 1000
        yield Finding(f"{kind}, at most", value, "kB", at_most=most, at_least=1, method=how)


PROOF = Proof("web_client", plant, prove)
