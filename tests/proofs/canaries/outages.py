"""Failures of what the functions depend on, which end when the block does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from psycopg import sql

from infra.local.postgres import DATABASE, superuser_connection
from tests.support.product import Product

SCHEMAS = ["accounts", "goals", "measurements", "notifications"]
_TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)"
_REFUSE = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def outages(product: Product) -> dict[str, AbstractContextManager[None]]:
    """Every failure under its name, the absence of one among them."""
    return {
        "nothing fails": nullcontext(),
        "the database takes no connections": _no_connections(product),
        "the database refuses every row, and quotes it": _refused_rows(product),
        "an error that nobody expects": _missing_tables(product),
        "every AWS service refuses": _refused_calls(product),
    }


@contextmanager
def _no_connections(product: Product) -> Iterator[None]:
    port = product.inner_port("postgres")
    password = (product.home / "postgres" / "superuser-password").read_text()
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(DATABASE)
    with superuser_connection(port, password) as connection:
        connection.execute(allow.format(name, sql.SQL("false")))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE]
        )
        try:
            yield
        finally:
            connection.execute(allow.format(name, sql.SQL("true")))


@contextmanager
def _refused_rows(product: Product) -> Iterator[None]:
    """The server's refusals quote the whole row in their detail."""
    with product.database() as connection:
        names = connection.execute(_TABLES, [SCHEMAS]).fetchall()
    tables = [sql.Identifier(*name) for name in names]
    add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT refused CHECK (false) NOT VALID")
    drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT refused")
    with _altered(product, [add.format(t) for t in tables], [drop.format(t) for t in tables]):
        yield


@contextmanager
def _missing_tables(product: Product) -> Iterator[None]:
    rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
    names = [(sql.Identifier(name), sql.Identifier(f"{name}_away")) for name in SCHEMAS]
    away = [rename.format(here, there) for here, there in names]
    back = [rename.format(there, here) for here, there in names]
    with _altered(product, away, back):
        yield


@contextmanager
def _altered(product: Product, do: list[sql.Composed], undo: list[sql.Composed]) -> Iterator[None]:
    assert do, "there is nothing that could be altered"
    with product.database() as connection:
        for command in do:
            connection.execute(command)
    try:
        yield
    finally:
        with product.database() as connection:
            for command in undo:
                connection.execute(command)


@contextmanager
def _refused_calls(product: Product) -> Iterator[None]:
    """Every role but the authorizer's is denied everything, so that requests reach the routes."""
    iam = product.client("iam")
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    denied = [role for role in roles if "authorizer" not in role.lower()]
    assert denied, "there is no role to be denied anything"
    policy = json.dumps({"Version": "2012-10-17", "Statement": [_REFUSE]})
    for role in denied:
        iam.put_role_policy(RoleName=role, PolicyName="refused", PolicyDocument=policy)
    try:
        yield
    finally:
        for role in denied:
            iam.delete_role_policy(RoleName=role, PolicyName="refused")
