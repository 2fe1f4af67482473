"""Finds the Chromium the browser tests drive, and installs one where none is.

`python -m tests.support.browser` prints its path. In order: CHROMIUM_PATH, an installed Chromium or
Chrome, Debian's package when running as root, Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.debian import install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Flags that keep a test browser quiet: no sandbox is possible as root, and nothing phones home.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def arguments() -> list[str]:
    """The flags to start the browser with."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)


def executable() -> str:
    """The path of the browser.

    Raises:
        SystemExit: with one line when there is none and none can be installed.
    """
    found = _installed() or install("chromium", "chromium") or _from_playwright()
    if found is None:
        raise SystemExit("No browser: install Chromium or Chrome, or set CHROMIUM_PATH to one.")
    return found


def _installed() -> str | None:
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named if Path(named).exists() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _from_playwright() -> str | None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    print(executable())
