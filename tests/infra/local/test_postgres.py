"""The database runs wherever its folder lies, and comes back after being killed."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.local import accounts, postgres
from infra.local.postgres import Postgres


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A folder that only its owner can walk through."""
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can read and walk to."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def server(private: Path) -> Iterator[Postgres]:
    made = Postgres(private / "postgres")
    yield made
    made.stop()


def write(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (number int)")
        connection.execute("INSERT INTO note VALUES (%s)", [number])


def numbers(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM note ORDER BY 1")]


def test_rows_survive_a_stop_and_a_kill(server: Postgres) -> None:
    write(server.start().url, 1)
    server.stop()
    write(server.start().url, 2)
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert numbers(server.start().url) == [1, 2]


def test_the_owner_is_no_superuser_and_needs_the_password(server: Postgres) -> None:
    info = server.start()
    with psycopg.connect(info.url) as connection:
        facts = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = user"
        ).fetchone()
    assert facts == (False, False, True)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(info.url.replace(info.password, "guess"))


def test_nobody_else_may_read_the_data_and_no_parent_was_opened(
    server: Postgres, private: Path
) -> None:
    server.start()
    assert server.data.stat().st_mode & 0o077 == 0
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_half_made_cluster_is_made_anew(server: Postgres) -> None:
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("half")
    write(server.start().url, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary account runs its own programs")
def test_programs_in_a_private_folder_are_copied_once(
    private: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "PUBLIC_PLACES", (str(public),))
    package = accounts.copy_package(postgres.package_folder(), private)
    monkeypatch.setattr(postgres, "package_folder", lambda: package)
    server = Postgres(private / "postgres", durable=False)
    try:
        for number in (1, 2):
            write(server.start().url, number)
            server.stop()
        assert len(list(public.iterdir())) == 1
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary account runs its own programs")
def test_a_planted_folder_is_not_trusted(tmp_path: Path) -> None:
    account = accounts.existing_account()
    assert accounts.is_trustworthy(tmp_path)
    os.chown(tmp_path, account.pw_uid, account.pw_gid)
    assert not accounts.is_trustworthy(tmp_path)
    assert not accounts.is_trustworthy(tmp_path / "missing")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another account")
def test_walking_is_judged_as_the_kernel_does(private: Path) -> None:
    account = accounts.existing_account()
    assert accounts.can_walk(account, Path("/usr/bin"))
    assert not accounts.can_walk(account, private)
