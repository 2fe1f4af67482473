"""Everything the product has stored, as one digest per table, to tell whether something changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from tests.support.product import Product

_TABLES = """SELECT schemaname, tablename FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"""


def stored(product: Product) -> dict[str, str]:
    """A digest of every table of both databases, of the accounts and of the mail sent.

    Raises:
        AssertionError: when there is nothing to compare.
    """
    found = _rows(product) | _items(product) | _people(product)
    assert any(key.startswith("accounts.") for key in found), "no table found"
    assert any(key.startswith("dynamodb ") for key in found), "no table found"
    return found


def at_rest(product: Product) -> dict[str, str]:
    """The same, once nothing is on its way any more.

    Raises:
        AssertionError: when it does not come to rest.
    """
    found = stored(product)
    for _ in range(20):
        time.sleep(0.5)
        before, found = found, stored(product)
        if before == found:
            return found
    raise AssertionError("what is stored does not come to rest")


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What is not as it was."""
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def _digest(things: Any) -> str:
    return hashlib.sha256(repr(things).encode()).hexdigest()


def _rows(product: Product) -> dict[str, str]:
    found = {}
    with product.database() as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            rows = sql.SQL("SELECT md5(t::text) FROM {} t ORDER BY 1")
            text = connection.execute(rows.format(sql.Identifier(schema, table))).fetchall()
            found[f"{schema}.{table}"] = _digest(text)
    return found


def _items(product: Product) -> dict[str, str]:
    client = product.client("dynamodb")
    found = {}
    for table in client.list_tables()["TableNames"]:
        pages = client.get_paginator("scan").paginate(TableName=table)
        items = [
            json.dumps(item, sort_keys=True, default=str) for p in pages for item in p["Items"]
        ]
        found[f"dynamodb {table}"] = _digest(sorted(items))
    return found


def _people(product: Product) -> dict[str, str]:
    client = product.client("cognito-idp")
    pools = client.list_user_pools(MaxResults=10)["UserPools"]
    people = [
        (user["Username"], user["UserStatus"], str(user["UserLastModifiedDate"]))
        for pool in pools
        for user in client.list_users(UserPoolId=pool["Id"])["Users"]
    ]
    mail = len(product.get("/_local/mail.json")["messages"])
    return {"user pool": _digest(sorted(people)), "mail": str(mail)}
