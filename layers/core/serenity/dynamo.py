"""DynamoDB as the stores see it: plain values in, plain values out, and two kinds of failure."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from serenity.errors import Unavailable
from serenity.telemetry import logger

Item = dict[str, Any]
Key = str | tuple[str, ...]

_TRIES: Final = 5
_BATCH: Final = 25  # BatchWriteItem takes no more
# "Not now": throttling, a transaction under way on the same item, or the service's own trouble.
_PASSING: Final = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class ConditionFailed(Exception):
    """A write met an item that was not as it demanded.

    `item` is what is there, if anything; `reasons` has one code per write of a transaction.
    """

    def __init__(self, item: Item | None = None, reasons: tuple[str, ...] = ()) -> None:
        super().__init__("a condition did not hold")
        self.item = item
        self.reasons = reasons


class Table:
    """One table by its keys; a failure to reach it is `Unavailable`."""

    def __init__(self, name: str, *keys: str) -> None:
        self.name = name
        self._keys = keys

    def get(self, key: Key) -> Item | None:
        """The item, read consistently."""
        answer = self._call("get_item", Key=self.at(key), ConsistentRead=True)
        return _plain(answer["Item"]) if "Item" in answer else None

    def put(
        self,
        item: Mapping[str, Any],
        condition: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Write an item whole.

        Raises:
            ConditionFailed: with the item that is there, when it is not as demanded.
        """
        extra = _conditional(condition, values)
        self._call("put_item", Item=typed(item), **extra)

    def update(
        self,
        key: Key,
        change: str,
        values: Mapping[str, Any],
        condition: str | None = None,
    ) -> Item:
        """Change an item; answers it as it is afterwards.

        Raises:
            ConditionFailed: with the item that is there, when it is not as demanded.
        """
        extra = _conditional(condition, values)
        answer = self._call(
            "update_item",
            Key=self.at(key),
            UpdateExpression=change,
            ReturnValues="ALL_NEW",
            **extra,
        )
        return _plain(answer["Attributes"])

    def delete(
        self, key: Key, condition: str | None = None, values: Mapping[str, Any] | None = None
    ) -> Item | None:
        """Delete an item; answers what it was.

        Raises:
            ConditionFailed: with the item that is there, when it is not as demanded.
        """
        extra = _conditional(condition, values)
        answer = self._call("delete_item", Key=self.at(key), ReturnValues="ALL_OLD", **extra)
        return _plain(answer["Attributes"]) if answer.get("Attributes") else None

    def query(
        self, where: str, values: Mapping[str, Any], index: str | None = None, **more: Any
    ) -> Iterator[Item]:
        """The items of a query, page by page as far as they are consumed.

        The table is read consistently; an index cannot be. `more` are further arguments of the
        operation, such as ScanIndexForward.
        """
        more["IndexName" if index else "ConsistentRead"] = index or True
        while True:
            page = self._call(
                "query",
                KeyConditionExpression=where,
                ExpressionAttributeValues=typed(values),
                **more,
            )
            yield from map(_plain, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            more["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def delete_partition(self, partition: str) -> None:
        """Delete every item under one value of the table's first key."""
        names = {f"#k{place}": name for place, name in enumerate(self._keys)}
        found = self.query(
            "#k0 = :partition",
            {":partition": partition},
            ProjectionExpression=", ".join(names),
            ExpressionAttributeNames=names,
        )
        keys = [typed(item) for item in found]
        for start in range(0, len(keys), _BATCH):
            self._delete_batch(keys[start : start + _BATCH])

    def at(self, key: Key) -> Item:
        """A key in DynamoDB's notation."""
        parts = (key,) if isinstance(key, str) else key
        return {name: {"S": part} for name, part in zip(self._keys, parts, strict=True)}

    def _delete_batch(self, keys: list[Item]) -> None:
        requests: Item = {self.name: [{"DeleteRequest": {"Key": key}} for key in keys]}
        for attempt in range(_TRIES):
            answer = call("batch_write_item", RequestItems=requests)
            requests = answer.get("UnprocessedItems") or {}
            if not requests:
                return
            pause(attempt)
        raise Unavailable("The table service left items undeleted.")

    def _call(self, operation: str, **arguments: Any) -> Any:
        return call(operation, TableName=self.name, **arguments)


def call(operation: str, **arguments: Any) -> Any:
    """Call DynamoDB; a transaction under way on the same item is waited for.

    Raises:
        ConditionFailed: when a condition did not hold.
        Unavailable: when the service does not answer, or refuses.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

    from serenity.aws import client

    for attempt in range(_TRIES):
        try:
            return getattr(client("dynamodb"), operation)(**arguments)
        except ClientError as error:
            code = _judged(error.response)
            if code != "TransactionConflictException" or attempt == _TRIES - 1:
                raise Unavailable("The table service does not answer.") from error
            pause(attempt)
        except BotoCoreError as error:
            raise Unavailable("The table service does not answer.") from error
    raise AssertionError("unreachable")


def pause(attempt: int) -> None:
    """Wait a little longer after each try, by chance, so that rivals do not meet again."""
    time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 (jitter, not a secret)


def typed(values: Mapping[str, Any]) -> Item:
    """Plain values in DynamoDB's notation; None members are left out."""
    from boto3.dynamodb.types import TypeSerializer  # off the cold start

    serializer = TypeSerializer()
    return {
        name: serializer.serialize(Decimal(str(value)) if isinstance(value, float) else value)
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


def _conditional(condition: str | None, values: Mapping[str, Any] | None) -> Item:
    given: Item = {}
    if condition:
        given["ConditionExpression"] = condition
        given["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return given | ({"ExpressionAttributeValues": typed(values)} if values else {})


def _judged(response: Any) -> str:
    """The code of an error that is not about a condition.

    Raises:
        ConditionFailed: when it is.
    """
    code = str(response["Error"]["Code"])
    if code == "ConditionalCheckFailedException":
        found = response.get("Item")
        raise ConditionFailed(_plain(found) if found else None) from None
    if code == "TransactionCanceledException":
        reasons = response.get("CancellationReasons") or []
        raise ConditionFailed(reasons=tuple(str(r.get("Code", "None")) for r in reasons)) from None
    if code not in _PASSING:
        logger.error("table service refused a call", extra={"cause": code})
    return code
