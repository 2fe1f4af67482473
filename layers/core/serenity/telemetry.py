"""Logs, metrics and traces: structured, allow-listed, and free of personal data."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

__all__ = ["MetricUnit", "hashed", "logger", "metrics", "span"]

logger = Logger(
    service=os.environ.get("POWERTOOLS_SERVICE_NAME", "serenity"),
    level=os.environ.get("LOG_LEVEL", "INFO"),
    # A value that is not JSON is named by its type, so that no repr of a record reaches a log.
    json_default=lambda value: type(value).__name__,
)
metrics = Metrics(
    namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Serenity"),
    service=os.environ.get("POWERTOOLS_SERVICE_NAME", "serenity"),
)


def hashed(user_id: UUID | str) -> str:
    """A person's id as it may appear in logs: 12 hex digits that lead back to nobody."""
    return hashlib.sha256(f"log:{user_id}".encode()).hexdigest()[:12]


@contextmanager
def span(name: str, **annotations: str | int) -> Iterator[None]:
    """Record the block as an X-Ray subsegment where this process is traced, else do nothing.

    The SDK is loaded on first use and only inside a traced function, because its import alone
    costs a third of a cold start.
    """
    if not os.environ.get("AWS_XRAY_DAEMON_ADDRESS") or not os.environ.get("_X_AMZN_TRACE_ID"):
        yield
        return
    recorder = _recorder()
    with recorder.in_subsegment(name) as subsegment:
        for key, value in annotations.items():
            if subsegment is not None:
                subsegment.put_annotation(key, value)
        yield


def _recorder() -> Any:
    from aws_xray_sdk.core import xray_recorder

    if not getattr(_recorder, "ready", False):
        xray_recorder.configure(context_missing="IGNORE_ERROR")
        _recorder.ready = True  # type: ignore[attr-defined]
    return xray_recorder
