"""Accounts against real parts: Postgres, and the local cloud's Cognito, DynamoDB and KMS."""

from __future__ import annotations

from collections.abc import Iterator
from functools import _lru_cache_wrapper
from uuid import uuid4

import pytest
from psycopg.conninfo import conninfo_to_dict

import serenity_sql.wiring as sql_wiring
from functions.accounts import wiring
from serenity import aws, settings
from tests.functions.accounts.browser import Browser
from tests.functions.accounts.cloud import SignInCloud
from tests.support.postgres import ROLE_PASSWORD

CACHED = [
    *(each for each in vars(wiring).values() if isinstance(each, _lru_cache_wrapper)),
    sql_wiring.vault,
    sql_wiring.database,
    aws.client,
    settings.settings,
]


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignInCloud]:
    """The local cloud, shared by the session's accounts tests."""
    running = SignInCloud(tmp_path_factory.mktemp("sign-in"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def product(cloud: SignInCloud, owner_url: str) -> Iterator[SignInCloud]:
    """The functions' environment, as the deployment gives it to them."""
    database = conninfo_to_dict(owner_url)
    with pytest.MonkeyPatch.context() as patch:
        values = cloud.environment() | {
            "DATABASE_HOST": str(database["host"]),
            "DATABASE_PORT": str(database["port"]),
            "DATABASE_NAME": str(database["dbname"]),
            "DATABASE_USER": "accounts",
            "DATABASE_PASSWORD": ROLE_PASSWORD,
            "DATABASE_SSLMODE": "disable",
        }
        for name, value in values.items():
            patch.setenv(name, value)
        _forget()
        yield cloud
        sql_wiring.connection().close()
    _forget()


@pytest.fixture
def browser(product: SignInCloud) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(product)


@pytest.fixture
def email() -> str:
    """An address of its own."""
    return f"ana.{uuid4().hex[:12]}@example.org"


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()
    sql_wiring.connection.cache_clear()
