"""Lets root run a server as an ordinary account, without creating accounts or opening folders.

PostgreSQL refuses to run as root. The account that runs it may be unable to walk to the checkout
or to the state folder (for example below a private home). Then the folder is opened while still
root and reached through `/proc/self/fd`, and the programs are copied to a place everybody can read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from infra.local import processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CANDIDATES = ("postgres", "nobody")
PUBLIC_PLACES = ("/var/tmp", "/tmp", "/dev/shm")  # noqa: S108 - a folder of our own is made there
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class Unprivileged:
    """How to run programs that refuse root: as ourselves, or as another existing account."""

    def __init__(self, account: pwd.struct_passwd | None, home: Path, package: Path) -> None:
        self._account = account
        self._home = home
        self._package = package
        self._fd: int | None = None

    @property
    def _ids(self) -> str:
        return f"{self._account.pw_uid}:{self._account.pw_gid}" if self._account else ""

    def open(self) -> None:
        """Open the state folder when the account cannot walk to it."""
        if self._account is None:
            return
        if not can_walk(self._account, self._home):
            self._fd = os.open(self._home, os.O_RDONLY | os.O_DIRECTORY)
        if not can_walk(self._account, self._package):
            self._package = readable_copy(self._package)

    def close(self) -> None:
        """Close what was opened; running programs keep it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def path(self, path: Path) -> Path:
        """Return how the account reaches a path below the state folder."""
        if self._fd is None:
            return path
        return Path(f"/proc/self/fd/{self._fd}") / path.relative_to(self._home)

    def program(self, name: str) -> Path:
        """Return the path of one of the package's programs."""
        return self._package / "bin" / name

    def make_folder(self, folder: Path) -> None:
        """Create a folder that belongs to the account alone."""
        folder.mkdir(mode=0o700)
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
            # The account must be able to step through the state folder itself, nothing above it.
            mode = stat.S_IMODE(self._home.stat().st_mode)
            if not mode & stat.S_IXOTH:
                self._home.chmod(mode | stat.S_IXOTH)

    def remove_tree(self, folder: Path) -> None:
        """Remove a folder with everything in it, if it exists."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def secret_file(self, text: str) -> Iterator[Path]:
        """Hold a secret in a file that only the account can read."""
        file = self._home / "secret.tmp"
        file.unlink(missing_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(text)
        if self._account:
            os.chown(file, self._account.pw_uid, self._account.pw_gid)
        try:
            yield self.path(file)
        finally:
            file.unlink(missing_ok=True)

    def spawn(
        self, command: Sequence[str | Path], *, output: IO[bytes] | int, death_signal: int
    ) -> subprocess.Popen[bytes]:
        """Start a program as the account; it ends with us."""
        return processes.spawn(
            command, environment=ENVIRONMENT, output=output, cwd=Path("/"), account=self._ids,
            death_signal=death_signal, pass_fds=() if self._fd is None else (self._fd,),
        )  # fmt: skip

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program as the account to its end."""
        process = self.spawn(command, output=subprocess.PIPE, death_signal=signal.SIGKILL)
        said, _ = process.communicate()
        text = said.decode(errors="replace")
        return subprocess.CompletedProcess(command, process.returncode, stdout=text)


@contextlib.contextmanager
def unprivileged(home: Path, package: Path) -> Iterator[Unprivileged]:
    """Give the way to run programs that refuse root, for a state folder and a package."""
    account = None if os.geteuid() else existing_account()
    way = Unprivileged(account, home, package)
    way.open()
    try:
        yield way
    finally:
        way.close()


def existing_account() -> pwd.struct_passwd:
    """Return an account without privileges that is there already."""
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("serenity: The database cannot run as root: start as an ordinary user.")


def can_walk(account: pwd.struct_passwd, folder: Path) -> bool:
    """Tell whether an account, without supplementary groups, can step through all of a path."""
    for step in (folder, *folder.parents):
        facts = step.stat()
        if facts.st_uid == account.pw_uid:
            bit = stat.S_IXUSR
        elif facts.st_gid == account.pw_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not facts.st_mode & bit:
            return False
    return True


def copy_package(package: Path, target: Path) -> Path:
    """Copy the programs with the libraries that the wheel keeps beside its package."""
    wheel = package.parent
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    return Path(shutil.copytree(package, target / wheel.name / package.name))


def readable_copy(package: Path) -> Path:
    """Copy the programs once to a folder of root's that everybody can read."""
    identity = f"{package.resolve()} {(package / 'bin' / 'postgres').stat().st_mtime_ns}"
    name = f"serenity-postgres-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    for place in PUBLIC_PLACES:
        with contextlib.suppress(OSError):
            kept = Path(place) / name
            if not is_trustworthy(kept):
                made = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=place))
                made.chmod(0o755)
                copy_package(package, made)
                # Somebody else's folder of that name is left alone, and ours keeps its own name.
                kept = made.rename(kept) if not kept.exists() else made
            return kept / package.parent.name / package.name
    raise SystemExit("serenity: No place for the database's programs: /var/tmp is not writable.")


def is_trustworthy(folder: Path) -> bool:
    """Tell whether a folder is root's own, so that nobody else can have put programs there."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == 0 and not facts.st_mode & 0o022
