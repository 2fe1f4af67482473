"""Handlers that leak what they are given, each in a way of its own; one does not."""

from __future__ import annotations

import base64
import json
from typing import Any

from aws_lambda_powertools.metrics import single_metric

from serenity.telemetry import MetricUnit, flush, invocation, logger, metrics, span


def _message(note: str) -> None:
    logger.info(f"the person wrote {note}")


def _print(note: str) -> None:
    print(f"note={note}")


def _encoded(note: str) -> None:
    logger.info(base64.b64encode(f"note: {note}".encode()).decode())


def _exception(note: str) -> None:
    raise ValueError(f"{note!r} is no number")


def _annotation(note: str) -> None:
    from aws_xray_sdk.core import xray_recorder

    with xray_recorder.in_subsegment("work") as subsegment:
        subsegment.put_annotation("note", note)


def _traced(note: str) -> None:
    from aws_xray_sdk.core import xray_recorder

    with xray_recorder.in_subsegment("work"):
        raise ValueError(note)


def _dimension(note: str) -> None:
    unit = MetricUnit.Count
    with single_metric(name="Notes", unit=unit, value=1, namespace="Serenity") as metric:
        metric.add_dimension(name="note", value=note)


LEAKS = {
    "a message with what a person wrote": _message,
    "a print": _print,
    "a note in base64": _encoded,
    "an exception that says a value": _exception,
    "an annotation of a trace": _annotation,
    "an exception recorded in a trace": _traced,
    "a dimension of a metric": _dimension,
}


def leak(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Leak the event's note in the way that it names."""
    LEAKS[event["way"]](event["note"])
    return {}


def forget(_event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Write a line that names no request."""
    logger.clear_state()
    logger.info("request", extra={"route": "GET /v1/me", "status": 200})
    return {}


@invocation()
def keep(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Do all that is allowed with the note, and fail over it in the end."""
    logger.info("told", extra={"cause": "a note", "note": event["note"]})
    metrics.add_metric(name="Notes", unit=MetricUnit.Count, value=1)
    flush()
    with span("postgres", statement="SELECT %(note)s"):
        raise ValueError(json.dumps(event))
