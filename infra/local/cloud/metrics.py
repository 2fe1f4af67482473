"""Turns the metric lines in handlers' logs into CloudWatch metrics, and keeps logs short."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from ministack.services import cloudwatch, cloudwatch_logs, lambda_svc

from infra.local.cloud import mending

LOG = logging.getLogger("serenity.metrics")
STREAMS_KEPT = 200
MARK = '"CloudWatchMetrics"'


def record(line: str) -> None:
    """Store the metrics of one embedded-metric-format line."""
    document = json.loads(line)
    taken = document["_aws"].get("Timestamp", time.time() * 1000) / 1000
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                value = document[metric["Name"]]
                values = [float(one) for one in (value if isinstance(value, list) else [value])]
                cloudwatch._store_datum(
                    directive["Namespace"], metric["Name"], dimensions, taken,
                    metric.get("Unit", "None"), None, values, None, None,
                )  # fmt: skip


def record_log(log: str) -> None:
    """Store every metric that a handler logged."""
    for line in log.splitlines():
        if MARK in line:
            try:
                record(line)
            except (ValueError, KeyError, TypeError) as error:
                LOG.warning("a metric line cannot be read: %s", error)


def forget_old_streams(group: dict[str, Any]) -> None:
    """Keep the newest streams of a log group; stock makes one for every invocation."""
    streams = group["streams"]
    for name in list(streams)[: max(0, len(streams) - STREAMS_KEPT)]:
        streams.pop(name, None)


def count_throttles(
    original: Any, name: str, *, duration_ms: float, error: bool, throttle: bool
) -> None:
    """Let stock count what was throttled; `mend` counts each invocation, whoever asked for it."""
    if throttle:
        original(name, duration_ms=duration_ms, error=error, throttle=True)


def mend() -> None:
    """Read metrics out of each invocation's log, and count every invocation, not only calls."""
    mending.require(cloudwatch, "_store_datum")
    mending.require(cloudwatch_logs, "_log_groups")
    mending.require(lambda_svc, "_emit_lambda_metrics")
    count = lambda_svc._emit_lambda_metrics

    def emit(
        original: Any, function: Any, request_id: str, log: str, error: Any, duration_ms: float,
        **named: Any,
    ) -> None:  # fmt: skip
        original(function, request_id, log, error, duration_ms, **named)
        record_log(log)
        config = function.get("config") or function
        name = config.get("FunctionName")
        count(name, duration_ms, bool(error), throttle=False)
        group = cloudwatch_logs._log_groups.get(f"/aws/lambda/{name}")
        if group:
            forget_old_streams(group)

    mending.wrap(lambda_svc, "_emit_lambda_logs", emit)
    mending.wrap(lambda_svc, "_emit_lambda_metrics", count_throttles)
