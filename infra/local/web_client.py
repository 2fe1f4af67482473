"""Installs the web client's packages and builds it, when something it is made from changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from infra.local.making import announced, execute, fingerprint, is_fresh
from infra.local.prerequisites import ROOT, check_node

FRONTEND = ROOT / "frontend"
WORKSPACES = ("-w", "web", "-w", "shared", "--include-workspace-root")
PACKAGES_MEGABYTES = 600
BUILD_MEGABYTES = 50
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report"}


def packages_stamp() -> tuple[Path, str]:
    """Return the stamp of the installed packages, and what it should say."""
    return FRONTEND / "node_modules" / ".stamp", fingerprint([FRONTEND / "package-lock.json"])


def build_stamp() -> tuple[Path, str]:
    """Return the stamp of the built client, and what it should say."""
    return FRONTEND / "node_modules" / ".web-build", fingerprint(web_sources())


def is_built() -> bool:
    """Tell whether the client is built from the present sources."""
    index = FRONTEND / "web" / "dist" / "index.html"
    return is_fresh(*build_stamp()) and index.exists()


def megabytes_to_install() -> int:
    """Return how much room the packages take, once Node.js is found to be there."""
    if is_fresh(*packages_stamp()):
        return 0
    check_node()
    return PACKAGES_MEGABYTES


def megabytes_to_build() -> int:
    """Return how much room a build takes, once Node.js is found to be there."""
    if is_built():
        return 0
    check_node()
    return BUILD_MEGABYTES + megabytes_to_install()


def install_web() -> None:
    """Install the locked packages of the web client; a failure leaves nothing."""
    stamp, wanted = packages_stamp()
    if is_fresh(stamp, wanted):
        return
    with announced("Installing the web client's packages"):
        try:
            command: list[str | Path] = ["npm", "ci", *WORKSPACES, "--no-audit", "--no-fund"]
            execute("installing the web client's packages", command, FRONTEND)
            stamp.write_text(wanted)
        except BaseException:
            shutil.rmtree(FRONTEND / "node_modules", ignore_errors=True)
            raise


def web_sources() -> list[Path]:
    """Return every file that the built web client is made from."""
    found = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    for folder, names, files in os.walk(FRONTEND):
        names[:] = [n for n in names if n not in NOT_SOURCES and not n.startswith(".")]
        if Path(folder) != FRONTEND:
            found += [Path(folder) / name for name in files if not name.endswith(".tsbuildinfo")]
    return sorted(set(found))


def build_web() -> None:
    """Build the web client when one of its sources changed."""
    if is_built():
        return
    install_web()
    stamp, wanted = build_stamp()
    with announced("Building the web client"):
        command: list[str | Path] = ["npm", "run", "--silent", "build", "-w", "web"]
        remedy = "In frontend/, npm run build -w web says more."
        execute("building the web client", command, FRONTEND, remedy)
        stamp.write_text(wanted)
