"""Handlers and routes that leak what they are given, each in a way of its own; one does not."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.metrics import single_metric

from serenity.errors import NotFound
from serenity.exchange import Redirect
from serenity.http import Hub
from serenity.schema import Schema
from serenity.telemetry import MetricUnit, flush, invocation, logger, metrics, span
from tests.proofs.canaries.sending import Reply
from tests.proofs.unheard import unheard
from tests.support.gateway import invoke


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


hub = Hub("leaks")


class Note(Schema):
    """What a person wrote."""

    note: str


@hub.endpoint("GET", "/v1/refuses", policy="public")
def refuses(query: Note) -> Note:
    """A refusal that repeats what it refuses."""
    raise NotFound(f"There is no {query.note}.")


@hub.endpoint("GET", "/v1/leads", policy="public")
def leads(query: Note) -> Redirect:
    """A redirect that carries on what it was given."""
    return Redirect(f"http://localhost/?{urlencode({'reason': query.note})}")


def answers(note: str) -> dict[str, Reply]:
    """What the leaking routes answer."""
    ways = {"an error answer that repeats a note": "refuses", "a redirect with a note": "leads"}
    query = urlencode({"note": note})
    with unheard():
        found = {way: invoke(hub, "GET", f"/v1/{name}?{query}") for way, name in ways.items()}
    return {
        way: Reply(result.status, result.headers, json.dumps(result.body))
        for way, result in found.items()
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
