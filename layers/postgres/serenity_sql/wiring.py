"""Builds a domain's database from settings, once per process."""

from __future__ import annotations

from functools import lru_cache

from psycopg.conninfo import make_conninfo

from serenity.events import EventBus
from serenity.settings import Settings, settings
from serenity.vault import KmsKeyStore, Vault
from serenity_sql.connection import Connection
from serenity_sql.database import PostgresDatabase

# The effect is committed: whoever waits for the answer does not wait for a slow bus.
BUS_SECONDS = 1.0


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The vault of this process."""
    found = settings()
    return Vault(KmsKeyStore(found.require("data_keys_table"), found.require("data_key_id")))


@lru_cache(maxsize=1)
def connection() -> Connection:
    """The connection of this process, as the role its function logs in with."""
    return Connection(lambda: conninfo(settings()))


@lru_cache(maxsize=1)
def database() -> PostgresDatabase:
    """The database of this process."""
    found = settings()
    return PostgresDatabase(
        connection(),
        source=found.require("database_user"),
        vault=vault(),
        publisher=EventBus(found.require("event_bus_name"), read_seconds=BUS_SECONDS),
    )


def conninfo(found: Settings) -> str:
    """The connection string: a password where one is set (locally), else a short-lived IAM token.

    RDS Proxy refuses options at connect, so timeouts are set on the role by the migrations.
    """
    password = found.database_password or _iam_token(found)
    return make_conninfo(
        host=found.require("database_host"),
        port=found.database_port,
        dbname=found.database_name,
        user=found.require("database_user"),
        password=password,
        sslmode=found.database_sslmode,
        application_name="serenity",
    )


def _iam_token(found: Settings) -> str:
    from serenity.aws import client

    token = client("rds").generate_db_auth_token(
        DBHostname=found.require("database_host"),
        Port=int(found.database_port),
        DBUsername=found.require("database_user"),
        Region=found.require("aws_region"),
    )
    return str(token)
