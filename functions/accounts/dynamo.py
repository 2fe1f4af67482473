"""A DynamoDB table as the adapters of accounts see it: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from serenity.errors import Unavailable

Item = dict[str, Any]


class ConditionFailed(Exception):
    """The item was not as the write demanded."""


class Table:
    """One table with a simple key; every failure to reach it is `Unavailable`."""

    def __init__(self, name: str, key: str) -> None:
        self._name = name
        self._key = key

    def get(self, key: str) -> Item | None:
        """The item, read consistently."""
        answer = self._call("get_item", Key=self._at(key), ConsistentRead=True)
        return _plain(answer["Item"]) if "Item" in answer else None

    def put(self, item: Mapping[str, Any], condition: str | None = None) -> None:
        """Write an item whole."""
        extra = {"ConditionExpression": condition} if condition else {}
        self._call("put_item", Item=_typed(item), **extra)

    def update(
        self,
        key: str,
        change: str,
        values: Mapping[str, Any],
        condition: str | None = None,
    ) -> Item:
        """Change an item; answers it as it is afterwards.

        Raises:
            ConditionFailed: when the item is not as demanded.
        """
        extra = {"ConditionExpression": condition} if condition else {}
        answer = self._call(
            "update_item",
            Key=self._at(key),
            UpdateExpression=change,
            ExpressionAttributeValues=_typed(values),
            ReturnValues="ALL_NEW",
            **extra,
        )
        return _plain(answer["Attributes"])

    def delete(
        self, key: str, condition: str | None = None, values: Mapping[str, Any] | None = None
    ) -> Item | None:
        """Delete an item; answers what it was.

        Raises:
            ConditionFailed: when the item is not as demanded.
        """
        extra: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        if values:
            extra["ExpressionAttributeValues"] = _typed(values)
        answer = self._call("delete_item", Key=self._at(key), ReturnValues="ALL_OLD", **extra)
        return _plain(answer["Attributes"]) if answer.get("Attributes") else None

    def query(self, index: str, attribute: str, value: str) -> Iterator[Item]:
        """The items of an index with that value, newest first."""
        start: dict[str, Any] = {}
        while True:
            answer = self._call(
                "query",
                IndexName=index,
                KeyConditionExpression="#a = :v",
                ExpressionAttributeNames={"#a": attribute},
                ExpressionAttributeValues=_typed({":v": value}),
                ScanIndexForward=False,
                **start,
            )
            yield from map(_plain, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _at(self, key: str) -> Item:
        return {self._key: {"S": key}}

    def _call(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

        from serenity.aws import client

        try:
            return getattr(client("dynamodb"), operation)(TableName=self._name, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise ConditionFailed from None
            raise Unavailable("The session store does not answer.") from error
        except BotoCoreError as error:
            raise Unavailable("The session store does not answer.") from error


def _typed(values: Mapping[str, Any]) -> Item:
    """Plain values in DynamoDB's notation; None members are left out."""
    from boto3.dynamodb.types import TypeSerializer  # off the cold start

    typed = TypeSerializer()
    return {
        name: typed.serialize(Decimal(str(value)) if isinstance(value, float) else value)
        for name, value in values.items()
        if value is not None
    }


def _plain(item: Item) -> Item:
    from boto3.dynamodb.types import Binary, TypeDeserializer

    plain = TypeDeserializer()
    found = {name: plain.deserialize(value) for name, value in item.items()}
    return {n: v if not isinstance(v, Binary) else _raw(v) for n, v in found.items()}


def _raw(binary: Any) -> bytes:
    """The bytes inside boto3's wrapper, whose type stubs do not show them."""
    return bytes(binary)
