"""Makes the environments and the web client that a command needs, with the standard library only.

Run as `python3 infra/local/setup.py STEP...`. A finished step leaves a stamp with the fingerprint
of what it was made from, so a second call costs milliseconds. A failed step says what is wrong and
how to mend it in one line, and removes what it had begun.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "infra" / "requirements"
FRONTEND = ROOT / "frontend"
EDITABLE = (ROOT, ROOT / "layers" / "core", ROOT / "layers" / "postgres")
PYTHON_NEEDED = (3, 11)
NODE_NEEDED = (20, 19)
MEGABYTE = 1024 * 1024
ENVIRONMENTS = {
    "app": (".venv", "the Python packages", 700),
    "cloud": (".venv-cloud", "the local cloud", 250),
    "tools": (".venv-tools", "the deployment tools", 350),
}
WORKSPACES = ("-w", "web", "-w", "shared", "--include-workspace-root")
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report"}


class SetupError(Exception):
    """Something the person has to mend; the message is one line with the remedy."""


def fingerprint(paths: list[Path], *facts: str) -> str:
    """Return one hash of the given facts and of the files' names and contents."""
    digest = hashlib.sha256("\0".join((str(ROOT), *facts)).encode())
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Tell whether the step that wrote this stamp was made from the same things."""
    try:
        return stamp.read_text() == wanted
    except OSError:
        return False


def check_space(megabytes: int, folder: Path = ROOT) -> None:
    """Refuse to begin what would fill the disk."""
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise SetupError(
            f"No disk space: {megabytes} MB are needed in {folder}, {free} MB are free. "
            "Remove something and try again."
        )


def check_python() -> None:
    """Refuse an interpreter that the product does not run on."""
    if sys.version_info < PYTHON_NEEDED:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or newer is needed, this is {have}. "
            "Install one and name it: make run PYTHON=python3.11"
        )


def check_node() -> None:
    """Refuse to build the web client without a Node.js that its tools support."""
    if shutil.which("node") is None:
        raise SetupError("Node.js is missing: install version 20.19 or newer (nodejs.org).")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    try:
        have = tuple(int(part) for part in said.stdout.strip().lstrip("v").split(".")[:2])
    except ValueError:
        have = (0, 0)
    if have < NODE_NEEDED:
        version = said.stdout.strip() or "unknown"
        raise SetupError(f"Node.js 20.19 or newer is needed, this is {version}: please update it.")
    if shutil.which("npm") is None:
        raise SetupError("npm is missing: install it (it comes with Node.js from nodejs.org).")


def check_port(port: int) -> None:
    """Refuse to begin when another program already listens where the product should."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise SetupError(
                f"Port {port} {why}: stop what uses it, or choose another: make run PORT=8001"
            ) from None


def requested_port() -> int:
    """Return the port of the product from the environment."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def execute(what: str, command: list[str | Path], cwd: Path = ROOT) -> None:
    """Run a command quietly; turn its failure into one line that helps."""
    hidden = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment["UV_LINK_MODE"] = environment.get("UV_LINK_MODE", "copy")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode == 0:
        return
    output = f"{done.stderr}\n{done.stdout}"
    if "No space left on device" in output or "ENOSPC" in output:
        raise SetupError(f"No disk space left while {what}: free some and try again.")
    if "ensurepip is not" in output:
        raise SetupError("Python's venv module is missing: install it (Debian: python3-venv).")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines or ["no message"]
    raise SetupError(f"Failed {what}: {telling[0][:300]}. Check the network and try again.")


@contextlib.contextmanager
def announced(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {what} …", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def editable_projects() -> list[Path]:
    """Return the folders of this repository that are installed into `.venv` in place."""
    return [folder for folder in EDITABLE if (folder / "pyproject.toml").exists()]


def uv() -> Path:
    """Return the installer, which lives in `.venv`; put it there when it is missing."""
    binary = ROOT / ".venv" / "bin" / "uv"
    if not binary.exists():
        with announced("Creating the Python environment"):
            execute("creating .venv", [sys.executable, "-m", "venv", "--clear", ROOT / ".venv"])
            pip = [ROOT / ".venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
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
        sync = [installer, "pip", "sync", "--quiet", "--python", python]
        execute(f"installing {title}", [*sync, "--require-hashes", lock])
        if projects:
            local = [installer, "pip", "install", "--quiet", "--python", python]
            local += ["--no-deps", "--no-build-isolation"]
            flags = [part for project in projects for part in ("-e", str(project))]
            execute("installing the project", [*local, *flags])


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
        execute(
            "building the web client", ["npm", "run", "--silent", "build", "-w", "web"], FRONTEND
        )
        stamp.write_text(wanted)


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
