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
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from infra.local import web_client
from infra.local.making import announced, execute, fingerprint, is_fresh
from infra.local.prerequisites import (
    ROOT,
    SetupError,
    check_port,
    check_python,
    check_space,
    requested_port,
)

UPDATE_MEGABYTES = 100
REQUIREMENTS = ROOT / "infra" / "requirements"
EDITABLE = (ROOT, ROOT / "layers" / "core", ROOT / "layers" / "postgres")
ENVIRONMENTS = {
    "app": (".venv", "the Python packages", 700),
    "cloud": (".venv-cloud", "the local cloud", 250),
    "tools": (".venv-tools", "the deployment tools", 400),
    # checkov and SAM want different versions of what both use.
    "checks": (".venv-checks", "the checks of the template", 250),
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


class Environment:
    """One virtual environment, made from one lock."""

    def __init__(self, name: str) -> None:
        folder, self.title, self.megabytes = ENVIRONMENTS[name]
        self.folder = ROOT / folder
        self.lock = REQUIREMENTS / f"{name}.lock"
        self.projects = editable_projects() if name == "app" else []
        self.stamp = self.folder / ".stamp"

    def fingerprint(self) -> str:
        """Return one hash of all that the environment is made from."""
        sources = [self.lock, *(project / "pyproject.toml" for project in self.projects)]
        return fingerprint(sources, sys.version, sys.executable)

    def is_usable(self) -> bool:
        """Tell whether the environment can be updated: it has the interpreter that runs this."""
        try:
            facts = (self.folder / "pyvenv.cfg").read_text()
        except OSError:
            return False
        version = ".".join(map(str, sys.version_info[:3]))
        return f" = {version}\n" in facts and (self.folder / "bin" / "python").exists()

    def megabytes_needed(self) -> int:
        """Return how much room making it takes; nothing when it is up to date."""
        if is_fresh(self.stamp, self.fingerprint()):
            return 0
        return UPDATE_MEGABYTES if self.is_usable() else self.megabytes

    def make(self) -> None:
        """Create or update it; a failed creation leaves nothing."""
        wanted = self.fingerprint()
        if is_fresh(self.stamp, wanted):
            return
        is_new = not self.is_usable()
        if is_new:
            shutil.rmtree(self.folder, ignore_errors=True)
        try:
            self.stamp.unlink(missing_ok=True)
            fill_environment(self.folder, self.lock, self.projects, self.title)
            self.stamp.write_text(wanted)
        except BaseException:
            if is_new:
                shutil.rmtree(self.folder, ignore_errors=True)
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


class Step(NamedTuple):
    """One thing to set up: what it needs is asked for all steps before any is carried out."""

    megabytes_needed: Callable[[], int]
    make: Callable[[], None]


def port_is_free() -> int:
    """Refuse to go on when the product's port is taken; it needs no room."""
    check_port(requested_port())
    return 0


STEPS = {
    "port": Step(port_is_free, lambda: None),
    **{
        name: Step(Environment(name).megabytes_needed, Environment(name).make)
        for name in ENVIRONMENTS
    },
    "web": Step(web_client.megabytes_to_install, web_client.install_web),
    "build": Step(web_client.megabytes_to_build, web_client.build_web),
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
        chosen = [STEPS[step] for step in steps]
        check_space(sum(step.megabytes_needed() for step in chosen))
        for step in chosen:
            step.make()
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
