"""X-Ray traces, flattened into the rows of a timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.local.edge.developer.cloud import pages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra.local.edge.developer.cloud import Cloud

# Timelines are drawn on a scale of a thousand, whatever the trace's length.
SCALE = 1000
_THINNEST = 4
_DEEPEST = 6
# Powertools marks the steps inside a function so; they are no service of their own.
_LOCAL = "## "


@dataclass(frozen=True)
class Summary:
    """A trace in one line."""

    id: str
    started: datetime
    milliseconds: float
    names: list[str]
    failed: bool


@dataclass(frozen=True)
class Span:
    """One row of a timeline."""

    name: str
    depth: int
    offset: float
    milliseconds: float
    failed: bool
    running: bool
    note: str
    x: float
    width: float


@dataclass(frozen=True)
class Trace:
    """A whole trace: its rows, and the requests it served."""

    id: str
    started: datetime
    milliseconds: float
    spans: list[Span]
    request_ids: list[str]


def recent(cloud: Cloud, minutes: int = 60) -> list[Summary]:
    """Return the traces of the last while, newest first."""
    now = datetime.now(UTC)
    found = pages_of(
        cloud.client("xray"),
        "get_trace_summaries",
        "TraceSummaries",
        StartTime=now - timedelta(minutes=minutes),
        EndTime=now,
    )
    summaries = [_summary(item) for item in found]
    return sorted(summaries, key=lambda item: item.started, reverse=True)


def _summary(item: Mapping[str, Any]) -> Summary:
    names = [service["Name"] for service in item.get("ServiceIds", [])]
    return Summary(
        id=item["Id"],
        started=item.get("StartTime") or datetime.fromtimestamp(int(item["Id"][2:10], 16), UTC),
        milliseconds=float(item.get("Duration", 0)) * 1000,
        names=[name for name in names if not name.startswith(_LOCAL)],
        failed=bool(item.get("HasFault") or item.get("HasError")),
    )


def read(cloud: Cloud, trace_id: str) -> Trace | None:
    """Return one trace, or None when it is unknown."""
    found = cloud.client("xray").batch_get_traces(TraceIds=[trace_id])["Traces"]
    documents = [
        json.loads(segment["Document"]) for trace in found for segment in trace["Segments"]
    ]
    return lay_out(trace_id, documents) if documents else None


def lay_out(trace_id: str, documents: Sequence[Mapping[str, Any]]) -> Trace:
    """Place every segment and subsegment on one scale, children under their parents."""
    begin = min(float(document["start_time"]) for document in documents)
    end = max(_ends(document) for document in documents)
    length = max(end - begin, 1e-6)
    spans = []
    for document, depth in _ordered(documents):
        start = float(document["start_time"]) - begin
        spent = _end(document) - float(document["start_time"])
        width = max(spent / length * SCALE, _THINNEST)
        spans.append(
            Span(
                name=str(document.get("name", "")).removeprefix(_LOCAL),
                depth=min(depth, _DEEPEST),
                offset=start * 1000,
                milliseconds=spent * 1000,
                failed=bool(document.get("fault") or document.get("error")),
                running=bool(document.get("in_progress")),
                note=_note(document),
                x=round(min(start / length * SCALE, SCALE - width), 2),
                width=round(width, 2),
            )
        )
    requests = [document.get("aws", {}).get("request_id", "") for document in documents]
    return Trace(
        id=trace_id,
        started=datetime.fromtimestamp(begin, UTC),
        milliseconds=length * 1000,
        spans=spans,
        request_ids=[request for request in dict.fromkeys(requests) if request],
    )


def _end(document: Mapping[str, Any]) -> float:
    return float(document.get("end_time") or document["start_time"])


def _ends(document: Mapping[str, Any]) -> float:
    return max([_end(document), *(_ends(part) for part in document.get("subsegments", []))])


def _ordered(documents: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield parents before children, in the order they began."""
    known = {document["id"] for document in documents}
    children: dict[str, list[Mapping[str, Any]]] = {}
    for document in documents:
        parent = document.get("parent_id", "")
        children.setdefault(parent if parent in known else "", []).append(document)

    def walk(parts: Sequence[Mapping[str, Any]], depth: int) -> Iterator[Any]:
        for part in sorted(parts, key=lambda item: float(item["start_time"])):
            yield part, depth
            inner = [*part.get("subsegments", []), *children.get(part["id"], [])]
            yield from walk(inner, depth + 1)

    yield from walk(children.get("", []), 0)


def _note(document: Mapping[str, Any]) -> str:
    """Return what a span was about, in a few words."""
    aws, http = document.get("aws", {}), document.get("http", {})
    request, response = http.get("request", {}), http.get("response", {})
    sql = " ".join(document.get("sql", {}).get("sanitized_query", "").split())
    told = [
        aws.get("operation"),
        aws.get("table_name"),
        request.get("method"),
        request.get("url"),
        response.get("status"),
        document.get("origin"),
        sql,
    ]
    faults = document.get("cause", {})
    causes = faults.get("exceptions", []) if isinstance(faults, dict) else []
    told += [f"{cause.get('type')}: {cause.get('message')}" for cause in causes]
    return " · ".join(str(part) for part in told if part)
