"""Brings the database to this release: migrations in order, then the passwords of the roles."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from yoyo import get_backend, read_migrations

SQL = Path(__file__).parent / "sql"
LOGIN_ROLES = ("accounts", "measurements", "goals", "notifications", "relay")


def migrate(_event: object = None, _context: object = None) -> dict[str, int]:
    """Run as the owner of the database, after a deployment and before its traffic.

    Reads OWNER_DATABASE_URL, or OWNER_SECRET_ARN with DATABASE_HOST and DATABASE_NAME; each role's
    password comes from ROLE_PASSWORD (locally) or from the secret in ROLE_SECRETS_PREFIX + role.

    Returns:
        How many migrations were applied now.
    """
    url = owner_url(os.environ)
    applied = apply_migrations(url)
    set_passwords(url, {role: _role_password(role) for role in LOGIN_ROLES})
    return {"applied": applied}


def apply_migrations(url: str) -> int:
    """Apply what is missing, one migration per transaction, under yoyo's lock."""
    backend = get_backend(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with backend.lock():
        missing = backend.to_apply(read_migrations(str(SQL)))
        backend.apply_migrations(missing)
    return len(missing)


def set_passwords(url: str, passwords: Mapping[str, str]) -> None:
    """Let each role log in with its own password (SCRAM)."""
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        for role, password in passwords.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(password)
                )
            )


def owner_url(environ: Mapping[str, str]) -> str:
    """The owner's connection URL, from the environment or from Secrets Manager."""
    if url := environ.get("OWNER_DATABASE_URL"):
        return url
    secret = _secret(environ["OWNER_SECRET_ARN"])
    user, password = quote(secret["username"]), quote(secret["password"], safe="")
    host, name = environ["DATABASE_HOST"], environ["DATABASE_NAME"]
    return f"postgresql://{user}:{password}@{host}:5432/{name}?sslmode=require"


def _role_password(role: str) -> str:
    if password := os.environ.get("ROLE_PASSWORD"):
        return password
    return str(_secret(os.environ["ROLE_SECRETS_PREFIX"] + role)["password"])


def _secret(name: str) -> dict[str, Any]:
    import json

    import boto3

    answer = boto3.client("secretsmanager").get_secret_value(SecretId=name)
    found: dict[str, Any] = json.loads(answer["SecretString"])
    return found
