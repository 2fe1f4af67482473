"""Installs the web client's packages and builds it, when something it is made from changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from infra.local.making import announced, execute, fingerprint, is_fresh
from infra.local.prerequisites import ROOT, check_node, check_space

FRONTEND = ROOT / "frontend"
WORKSPACES = ("-w", "web", "-w", "shared", "--include-workspace-root")
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report"}


def install_web() -> None:
    """Install the locked packages of the web client."""
    modules = FRONTEND / "node_modules"
    stamp = modules / ".stamp"
    wanted = fingerprint([FRONTEND / "package-lock.json"])
    if is_fresh(stamp, wanted):
        return
    check_node()
    check_space(600)
    with announced("Installing the web client's packages"):
        try:
            command: list[str | Path] = ["npm", "ci", *WORKSPACES, "--no-audit", "--no-fund"]
            execute("installing the web client's packages", command, FRONTEND)
            stamp.write_text(wanted)
        except BaseException:
            shutil.rmtree(modules, ignore_errors=True)
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
    target = FRONTEND / "web" / "dist"
    stamp = FRONTEND / "node_modules" / ".web-build"
    wanted = fingerprint(web_sources())
    if is_fresh(stamp, wanted) and (target / "index.html").exists():
        return
    install_web()
    check_node()
    check_space(100)
    with announced("Building the web client"):
        command: list[str | Path] = ["npm", "run", "--silent", "build", "-w", "web"]
        remedy = "In frontend/, npm run build -w web says more."
        execute("building the web client", command, FRONTEND, remedy)
        stamp.write_text(wanted)
