"""Forgets how often somebody tried, as the time does that passes, so that a proof can go on."""

from __future__ import annotations

from tests.support.product import Product


def forget_tries(product: Product) -> None:
    """Delete the counters that slow down guessing."""
    client, table = product.client("dynamodb"), product.table("LoginStates")
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="begins_with(state_hash, :counter)",
        ExpressionAttributeValues={":counter": {"S": "count#"}},
        ProjectionExpression="state_hash",
    )
    for key in [item for page in pages for item in page["Items"]]:
        client.delete_item(TableName=table, Key=key)
