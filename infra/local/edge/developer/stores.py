"""Tables with their item counts, and queues with what waits and what failed."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.edge.developer.cloud import pages_of

if TYPE_CHECKING:
    from infra.local.edge.developer.cloud import Cloud

_AT_ONCE = 8
_GENERATED = re.compile(r".+-([A-Za-z]+)-[0-9A-Z]{12,14}")


def logical_name(name: str) -> str:
    """Return what the template calls a resource, out of the name CloudFormation gave it."""
    generated = _GENERATED.fullmatch(name)
    return generated[1] if generated else name


@dataclass(frozen=True)
class Table:
    """A DynamoDB table."""

    name: str
    items: int
    size: int


@dataclass(frozen=True)
class Queue:
    """An SQS queue and, when it has one, its dead-letter queue."""

    name: str
    waiting: int
    in_flight: int
    delayed: int
    dead_letter_name: str = ""
    dead_letters: int = 0


def tables(cloud: Cloud) -> list[Table]:
    """Return every table."""
    dynamodb = cloud.client("dynamodb")
    names = pages_of(dynamodb, "list_tables", "TableNames")

    def describe(name: str) -> Table:
        table = dynamodb.describe_table(TableName=name)["Table"]
        return Table(name, int(table.get("ItemCount", 0)), int(table.get("TableSizeBytes", 0)))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(describe, names))


def queues(cloud: Cloud) -> list[Queue]:
    """Return every queue that is not only another's dead-letter queue."""
    sqs = cloud.client("sqs")
    urls = pages_of(sqs, "list_queues", "QueueUrls")

    def describe(url: str) -> dict[str, Any]:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return {str(key): value for key, value in attributes.items()}

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        known = {found["QueueArn"]: found for found in pool.map(describe, urls)}
    targets = {arn: _dead_letter_target(found) for arn, found in known.items()}
    return [
        _queue(found, known.get(targets[arn], {}))
        for arn, found in sorted(known.items())
        if arn not in targets.values()
    ]


def _dead_letter_target(attributes: dict[str, Any]) -> str:
    policy = json.loads(attributes.get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", ""))


def _queue(attributes: dict[str, Any], dead: dict[str, Any]) -> Queue:
    return Queue(
        name=_name(attributes),
        waiting=int(attributes.get("ApproximateNumberOfMessages", 0)),
        in_flight=int(attributes.get("ApproximateNumberOfMessagesNotVisible", 0)),
        delayed=int(attributes.get("ApproximateNumberOfMessagesDelayed", 0)),
        dead_letter_name=_name(dead) if dead else "",
        dead_letters=int(dead.get("ApproximateNumberOfMessages", 0)),
    )


def _name(attributes: dict[str, Any]) -> str:
    return str(attributes["QueueArn"]).rsplit(":", 1)[-1]
