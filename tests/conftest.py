"""Real parts for every suite: a Postgres of its own, migrated, and a person in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from infra.local.deployed import Deployed
from infra.local.postgres import Postgres
from infra.migrations.handler import LOGIN_ROLES, apply_migrations, set_passwords
from tests.support.deployment import deployment
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase
from tests.support.tables import local_cloud


@pytest.fixture(scope="session")
def owner_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The owner's URL of a migrated server that lives as long as the session."""
    home: Path = tmp_path_factory.mktemp("postgres")
    server = Postgres(home)
    url = server.start().url
    try:
        apply_migrations(url)
        set_passwords(url, dict.fromkeys(LOGIN_ROLES, ROLE_PASSWORD))
        yield url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def keys() -> MemoryKeyStore:
    """Data keys of the session's people."""
    return MemoryKeyStore()


@pytest.fixture
def database(owner_url: str, keys: MemoryKeyStore) -> Iterator[Callable[[str], RoleDatabase]]:
    """Makes databases: `database("goals")` logs in as that role."""
    opened: list[RoleDatabase] = []

    def make(role: str) -> RoleDatabase:
        opened.append(RoleDatabase(owner_url, role, keys))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running local cloud with the template's DynamoDB tables; boto3 finds it by itself."""
    with local_cloud(tmp_path_factory.mktemp("cloud")) as url:
        yield url


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The whole template on a local cloud of its own, shared by the session."""
    with deployment(tmp_path_factory.mktemp("deployed")) as running:
        yield running


@pytest.fixture
def person(owner_url: str) -> UUID:
    """A person in Europe/Paris whose day ends at midnight."""
    return add_person(owner_url)


def add_person(owner_url: str, zone: str = "Europe/Paris", day_end_minutes: int = 0) -> UUID:
    """A new person with a profile."""
    user_id = uuid4()
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
        connection.execute(
            """INSERT INTO accounts.profile (user_id, language, time_zone, day_end_minutes)
               VALUES (%s, 'fr', %s, %s)""",
            (user_id, zone, day_end_minutes),
        )
    return user_id
