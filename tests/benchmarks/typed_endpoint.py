"""What the typed route costs over a bare handler that does the same work."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from serenity.auth import Principal
from serenity.http import Hub
from serenity.schema import Schema
from serenity.telemetry import MetricUnit, logger, metrics
from tests.benchmarks.figure import Figure
from tests.support.gateway import event_of, principal

ROUNDS, CALLS = 15, 200


class SampleIn(Schema):
    """A body as large as a usual one."""

    metric: str
    value: float
    note: str | None = None


class SampleOut(Schema):
    """Its answer."""

    id: UUID
    metric: str
    value: float


class BareIn(BaseModel):
    """The same body for the bare handler."""

    model_config = ConfigDict(extra="forbid")
    metric: str
    value: float
    note: str | None = None


app = Hub("benchmark")


@app.endpoint("POST", "/v1/samples", policy="user", status=201)
def record(caller: Principal, body: SampleIn) -> SampleOut:
    """Answer what was sent."""
    return SampleOut(id=caller.user_id, metric=body.metric, value=body.value)


def bare(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The same by hand: caller, validation, log line, metric, answer."""
    caller = UUID(event["requestContext"]["authorizer"]["user_id"])
    body = BareIn.model_validate_json(event["body"])
    answer = {"id": str(caller), "metric": body.metric, "value": body.value}
    logger.info("request", extra={"status": 201})
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    headers = {"Content-Type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps(answer)}


def measure() -> Iterator[Figure]:
    """The ratio of CPU time, round by round in turn."""
    sample = {"metric": "water", "value": 250, "note": "after the run"}
    event = event_of(app, "POST", "/v1/samples", caller=principal(uuid4()), body=sample)
    with contextlib.redirect_stdout(io.StringIO()) as sink:
        for handler in logger.handlers:
            cast("logging.StreamHandler[Any]", handler).setStream(sink)
        _cpu(app, event)
        _cpu(bare, event)
        ratios = [_cpu(app, event) / _cpu(bare, event) for _ in range(ROUNDS)]
    how = f"median of {ROUNDS} interleaved rounds of {CALLS} calls: validation, log, metric, answer"
    ratio = statistics.median(ratios)
    yield Figure("typed endpoint against a bare handler", ratio, "times the CPU", None, how)


def _cpu(handler: Callable[..., Any], event: dict[str, Any]) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        handler(event, None)
    return time.process_time() - began
