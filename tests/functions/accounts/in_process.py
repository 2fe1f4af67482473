"""Accounts in this process, with the environment that the deployment gives to the functions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper

import pytest
from psycopg.conninfo import conninfo_to_dict

import serenity_sql.wiring as sql_wiring
from functions.accounts import wiring
from serenity import aws, settings
from tests.functions.accounts.cloud import SignInCloud
from tests.support.postgres import ROLE_PASSWORD

CACHED = [
    *(each for each in vars(wiring).values() if isinstance(each, _lru_cache_wrapper)),
    sql_wiring.vault,
    sql_wiring.database,
    aws.client,
    settings.settings,
]


@contextmanager
def in_process(cloud: SignInCloud, owner_url: str) -> Iterator[None]:
    """Let the functions find the cloud and the database as long as the block runs."""
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
        yield
        sql_wiring.connection().close()
    _forget()


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()
    sql_wiring.connection.cache_clear()
