"""Everything the product has stored, as digests by table, to tell whether something changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from math import inf
from typing import Any, TypeAlias

from psycopg import sql

from tests.support.product import Product

_TABLES = """SELECT schemaname, tablename FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"""
# By table, the digest of each thing in it and when it ends by itself.
Stored: TypeAlias = Mapping[str, frozenset[tuple[str, float]]]


def stored(product: Product) -> Stored:
    """What both databases, the user pool and the mailbox hold.

    Raises:
        AssertionError: when there is nothing to compare.
    """
    found = _rows(product) | _items(product) | _people(product)
    assert any(key.startswith("accounts.") for key in found), "no table found"
    assert any(key.startswith("dynamodb ") for key in found), "no table found"
    return found


def at_rest(product: Product) -> Stored:
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


def changed(before: Stored, after: Stored) -> list[str]:
    """The tables with anything new, other or missing, but for what has ended by itself."""
    now = time.time()
    tables = sorted(before.keys() | after.keys())
    return [table for table in tables if _differ(before.get(table), after.get(table), now)]


def _differ(
    before: frozenset[tuple[str, float]] | None,
    after: frozenset[tuple[str, float]] | None,
    now: float,
) -> bool:
    if before is None or after is None:
        return True
    return bool(after - before) or any(ends > now for _, ends in before - after)


def _digest(thing: Any, ends: float = inf) -> tuple[str, float]:
    return hashlib.sha256(repr(thing).encode()).hexdigest(), ends


def _rows(product: Product) -> dict[str, frozenset[tuple[str, float]]]:
    found = {}
    with product.database() as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            rows = sql.SQL("SELECT md5(t::text), count(*) FROM {} t GROUP BY 1")
            counted = connection.execute(rows.format(sql.Identifier(schema, table))).fetchall()
            found[f"{schema}.{table}"] = frozenset(_digest(row) for row in counted)
    return found


def _items(product: Product) -> dict[str, frozenset[tuple[str, float]]]:
    client = product.client("dynamodb")
    found = {}
    for table in client.list_tables()["TableNames"]:
        pages = client.get_paginator("scan").paginate(TableName=table)
        found[f"dynamodb {table}"] = frozenset(
            _digest(json.dumps(item, sort_keys=True, default=str), _end_of(item))
            for page in pages
            for item in page["Items"]
        )
    return found


def _end_of(item: Mapping[str, Any]) -> float:
    return float(item.get("expires_at", {}).get("N", inf))


def _people(product: Product) -> dict[str, frozenset[tuple[str, float]]]:
    client = product.client("cognito-idp")
    pools = client.list_user_pools(MaxResults=10)["UserPools"]
    people = [
        (user["Username"], user["UserStatus"], str(user["UserLastModifiedDate"]))
        for pool in pools
        for user in client.list_users(UserPoolId=pool["Id"])["Users"]
    ]
    messages = product.get("/_local/mail.json")["messages"]
    return {
        "user pool": frozenset(_digest(person) for person in people),
        "mail": frozenset(_digest(message["id"]) for message in messages),
    }
