"""A handler that logs, counts, traces and fails on demand, for the developer page to show."""

from __future__ import annotations

from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer

logger = Logger(service="probe")
metrics = Metrics(namespace="Serenity", service="probe")
tracer = Tracer(service="probe")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def work(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """Do a little of everything."""
    metrics.add_metric(name="SamplesStored", unit="Count", value=3)
    with tracer.provider.in_subsegment("## look"):
        boto3.client("dynamodb").list_tables()
    logger.info("worked", goal="calm", word=event.get("word", ""))
    if event.get("fail"):
        raise ValueError(event["fail"])
    return {"done": "yes"}
