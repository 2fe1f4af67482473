"""DynamoDB calls with the failures that pass told from those that do not."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from serenity.aws import client
from serenity.errors import Unavailable

# "Not now": throttling, a transaction under way on the same item, or the service's own trouble.
_PASSING = frozenset(
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
Item = Mapping[str, Mapping[str, Any]]
BATCH = 25
TRIES = 5


class Refused(Exception):
    """A condition did not hold; `reasons` has one code per item of a transaction."""

    def __init__(self, reasons: tuple[str, ...] = ()) -> None:
        super().__init__("a condition did not hold")
        self.reasons = reasons


def call(operation: str, **arguments: Any) -> Any:
    """Call DynamoDB.

    Raises:
        Refused: when a condition did not hold.
        Unavailable: when repeating the call later may succeed.
    """
    for attempt in range(TRIES):
        try:
            return getattr(client("dynamodb"), operation)(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                raise Refused from None
            if code == "TransactionCanceledException":
                raise Refused(_reasons(error)) from None
            if code not in _PASSING:
                raise
            if code != "TransactionConflictException" or attempt == TRIES - 1:
                raise Unavailable("The table service does not answer.") from error
            pause(attempt)
        except BotoCoreError as error:
            raise Unavailable("The table service does not answer.") from error
    raise AssertionError("unreachable")


def pause(attempt: int) -> None:
    """Wait a little longer after each try, by chance, so that rivals do not meet again."""
    time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 (jitter, not a secret)


def query(table: str, **arguments: Any) -> Iterator[Item]:
    """Every item of a query, read consistently, page by page as far as it is consumed."""
    more: dict[str, Any] = {}
    while True:
        page = call("query", TableName=table, ConsistentRead=True, **arguments, **more)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def delete_partition(table: str, user_id: str, sort_key: str) -> None:
    """Delete every item of a person."""
    keys = [
        {"user_id": item["user_id"], sort_key: item[sort_key]}
        for item in query(
            table,
            KeyConditionExpression="user_id = :user_id",
            ExpressionAttributeValues={":user_id": {"S": user_id}},
            ProjectionExpression="user_id, #sort",
            ExpressionAttributeNames={"#sort": sort_key},
        )
    ]
    for start in range(0, len(keys), BATCH):
        _delete_batch(table, keys[start : start + BATCH])


def _delete_batch(table: str, keys: list[dict[str, Any]]) -> None:
    requests: dict[str, Any] = {table: [{"DeleteRequest": {"Key": key}} for key in keys]}
    for attempt in range(TRIES):
        requests = call("batch_write_item", RequestItems=requests).get("UnprocessedItems") or {}
        if not requests:
            return
        pause(attempt)
    raise Unavailable("The table service left items undeleted.")


def _reasons(error: ClientError) -> tuple[str, ...]:
    given = error.response.get("CancellationReasons") or []
    return tuple(str(reason.get("Code", "None")) for reason in given)
