"""Lets time have passed for somebody's sessions, as no test can wait for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from tests.support.product import Product


def age_tokens(product: Product, user_id: str) -> None:
    """The tokens of their sessions are at their end."""
    _update(product, user_id, "access_expires_at = :value", str(time.time()))


def age_sign_in(product: Product, user_id: str) -> None:
    """They proved an hour ago who they are, as most have who come to leave."""
    _update(product, user_id, "authenticated_at = authenticated_at - :value", "3600")


def _update(product: Product, user_id: str, change: str, value: str) -> None:
    dynamodb, table = product.client("dynamodb"), product.table("Sessions")
    for key in _sessions(dynamodb, table, user_id):
        dynamodb.update_item(
            TableName=table,
            Key={"session_hash": key},
            UpdateExpression=f"SET {change}",
            ExpressionAttributeValues={":value": {"N": value}},
        )


def _sessions(dynamodb: Any, table: str, user_id: str) -> Iterator[Any]:
    for item in dynamodb.scan(TableName=table)["Items"]:
        if item["user_id"]["S"] == user_id:
            yield item["session_hash"]
