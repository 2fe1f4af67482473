"""What a run leaves behind where operators look: errors in logs, messages that were set aside."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from infra.redrive import waiting
from tests.proofs.durability.writer import Trouble
from tests.support.product import Product

GRAVE = frozenset({"ERROR", "CRITICAL"})
SET_ASIDE = ("DeadLetterQueue", "FailuresQueue")


def logged_errors(product: Product, begin: float) -> Iterator[Trouble]:
    """The error lines of all functions since an instant of the monotonic clock."""
    logs, offset = product.client("logs"), time.time() - time.monotonic()
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            found = logs.get_paginator("filter_log_events").paginate(
                logGroupName=name, startTime=int((begin + offset) * 1000)
            )
            for event in (event for page in found for event in page["events"]):
                at = event["timestamp"] / 1000 - offset
                for line in event["message"].splitlines():
                    if what := error_in(line):
                        yield Trouble(f"{name.rpartition('/')[2]}: {what}", at, at)


def error_in(line: str) -> str | None:
    """What an error line says; None for any other line."""
    try:
        said = json.loads(line)
    except ValueError:
        return "an exception that escaped" if line.startswith("Traceback ") else None
    if not isinstance(said, dict) or said.get("level") not in GRAVE:
        return None
    return str(said.get("message"))


def set_aside(product: Product) -> dict[str, int]:
    """How many messages wait in each queue that the healthy product never fills.

    Raises:
        AssertionError: when there is no such queue.
    """
    sqs = product.client("sqs")
    urls = [url for url in sqs.list_queues()["QueueUrls"] if any(n in url for n in SET_ASIDE)]
    assert urls, "no queue takes what failed"
    return {url.rpartition("/")[2]: waiting(sqs, url) for url in urls}
