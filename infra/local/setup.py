"""Makes the environments and the web client that a command needs, with the standard library only.

Run as `python3 -m infra.local.setup STEP...`. A finished step leaves a stamp with the fingerprint
of what it was made from, so a second call costs milliseconds. A failed step says what is wrong and
how to mend it in one line, and removes what it had begun.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sys
from pathlib import Path

from infra.local.making import announced, execute, fingerprint, is_fresh
from infra.local.prerequisites import (
    ROOT,
    SetupError,
    check_port,
    check_python,
    check_space,
    requested_port,
)
from infra.local.web_client import build_web, install_web

REQUIREMENTS = ROOT / "infra" / "requirements"
EDITABLE = (ROOT, ROOT / "layers" / "core", ROOT / "layers" / "postgres")
ENVIRONMENTS = {
    "app": (".venv", "the Python packages", 700),
    "cloud": (".venv-cloud", "the local cloud", 250),
    "tools": (".venv-tools", "the deployment tools", 350),
}


def editable_projects() -> list[Path]:
    """Return the folders of this repository that are installed into `.venv` in place."""
    return [folder for folder in EDITABLE if (folder / "pyproject.toml").exists()]


def uv() -> Path:
    """Return the installer, which lives in `.venv`; put it there when it is missing."""
    binary = ROOT / ".venv" / "bin" / "uv"
    if not binary.exists():
        with announced("Creating the Python environment"):
            execute("creating .venv", [sys.executable, "-m", "venv", "--clear", ROOT / ".venv"])
            pip: list[str | Path] = [
                ROOT / ".venv" / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
            ]
            lock = REQUIREMENTS / "bootstrap.lock"
            execute("installing uv", [*pip, "--require-hashes", "-r", lock])
    return binary


def make_environment(name: str) -> None:
    """Create or update one virtual environment from its lock."""
    folder, title, megabytes = ENVIRONMENTS[name]
    environment, lock = ROOT / folder, REQUIREMENTS / f"{name}.lock"
    projects = editable_projects() if name == "app" else []
    sources = [lock, *(project / "pyproject.toml" for project in projects)]
    wanted = fingerprint(sources, sys.version, sys.executable)
    stamp = environment / ".stamp"
    if is_fresh(stamp, wanted):
        return
    is_new = not environment.exists()
    check_space(megabytes if is_new else 100)
    try:
        stamp.unlink(missing_ok=True)
        fill_environment(environment, lock, projects, title)
        stamp.write_text(wanted)
    except BaseException:
        if is_new:
            shutil.rmtree(environment, ignore_errors=True)
        raise


def fill_environment(environment: Path, lock: Path, projects: list[Path], title: str) -> None:
    """Install exactly what the lock lists, then the repository's own projects in place."""
    installer, python = uv(), environment / "bin" / "python"
    with announced(f"Installing {title}"):
        if not python.exists():
            execute("creating " + environment.name, [
                installer, "venv", "--quiet", "--python", sys.executable, environment,
            ])  # fmt: skip
        sync: list[str | Path] = [installer, "pip", "sync", "--quiet", "--python", python]
        execute(f"installing {title}", [*sync, "--require-hashes", lock])
        if projects:
            local: list[str | Path] = [installer, "pip", "install", "--quiet", "--python", python]
            local += ["--no-deps", "--no-build-isolation"]
            flags = [part for project in projects for part in ("-e", str(project))]
            execute("installing the project", [*local, *flags])


STEPS = {
    "port": lambda: check_port(requested_port()),
    "app": lambda: make_environment("app"),
    "cloud": lambda: make_environment("cloud"),
    "tools": lambda: make_environment("tools"),
    "web": install_web,
    "build": build_web,
}


def check_steps(steps: list[str]) -> None:
    """Refuse a call that names no step, or one that does not exist."""
    if not steps or set(steps) - set(STEPS):
        raise SetupError(f"Name one or more steps of: {' '.join(STEPS)}.")


def main(steps: list[str]) -> int:
    """Run the named steps, one caller at a time."""
    try:
        check_python()
        check_steps(steps)
        here = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(here, fcntl.LOCK_EX)
        for step in steps:
            STEPS[step]()
    except SetupError as error:
        print(f"serenity: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("serenity: No disk space left: free some and try again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
