"""CloudWatch logs, put together again as invocations a person can read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra.local.edge.developer.cloud import Cloud

_STREAMS = 30
_MARK = re.compile(r"^(?P<kind>INIT_START|START|END|REPORT)\b(?: RequestId: (?P<id>[\w-]+))?")
_DURATION = re.compile(r"\bDuration: ([\d.]+) ms")
_TRACE = re.compile(r"\b1-[0-9a-f]{8}-[0-9a-f]{24}\b")
# Said by the surroundings already: repeating them on each line hides what the line adds.
_KNOWN = frozenset(
    {
        "level",
        "message",
        "timestamp",
        "service",
        "location",
        "cold_start",
        "function_arn",
        "function_name",
        "function_memory_size",
        "function_request_id",
        "xray_trace_id",
        "exception",
    }
)
_TRACEBACK = "Traceback (most recent call last):"
_BAD = frozenset({"ERROR", "CRITICAL"})


@dataclass
class Line:
    """One line of a log, taken apart when it is structured."""

    at: datetime
    level: str
    message: str
    details: dict[str, str] = field(default_factory=dict)
    exception: str = ""


@dataclass
class Invocation:
    """All that one invocation logged."""

    function: str
    request_id: str
    started: datetime
    lines: list[Line] = field(default_factory=list)
    duration: float | None = None
    trace_id: str = ""

    @property
    def failed(self) -> bool:
        """Whether any line tells of a failure."""
        return any(line.level in _BAD for line in self.lines)

    @property
    def headline(self) -> str:
        """The route it answered and with what, when it said so."""
        for line in reversed(self.lines):
            if "route" in line.details and "status" in line.details:
                return f"{line.details['route']} {line.details['status']}"
        return ""


def group_of(function: str) -> str:
    """Return the log group of a function."""
    return f"/aws/lambda/{function}"


def recent(cloud: Cloud, function: str) -> list[Invocation]:
    """Return a function's latest invocations, newest first."""
    logs = cloud.client("logs")
    try:
        streams = logs.describe_log_streams(
            logGroupName=group_of(function),
            orderBy="LastEventTime",
            descending=True,
            limit=_STREAMS,
        )["logStreams"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    if not streams:
        return []
    return _invocations(cloud, function, [stream["logStreamName"] for stream in streams])


def search(cloud: Cloud, functions: Iterable[str], text: str) -> list[Invocation]:
    """Return the invocations of any function whose log holds a text, newest first."""
    pattern = '"' + text.replace('"', "") + '"'
    found: list[Invocation] = []
    logs = cloud.client("logs")
    for function in functions:
        try:
            hits = logs.filter_log_events(
                logGroupName=group_of(function), filterPattern=pattern, limit=100
            )["events"]
        except logs.exceptions.ResourceNotFoundException:
            continue
        streams = list(dict.fromkeys(hit["logStreamName"] for hit in hits))[-_STREAMS:]
        if streams:
            whole = _invocations(cloud, function, streams)
            found += [invocation for invocation in whole if _mentions(invocation, text)]
    return sorted(found, key=lambda invocation: invocation.started, reverse=True)


def _mentions(invocation: Invocation, text: str) -> bool:
    said = [invocation.request_id, invocation.trace_id]
    for line in invocation.lines:
        said += [line.message, line.exception, *line.details.values()]
    return any(text.lower() in words.lower() for words in said)


def _invocations(cloud: Cloud, function: str, streams: Sequence[str]) -> list[Invocation]:
    events: list[dict[str, Any]] = []
    try:
        for page in (
            cloud.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=group_of(function), logStreamNames=list(streams))
        ):
            events += page["events"]
    except ClientError:
        # A stream that was dropped between the two calls; the next look will not name it.
        return []
    return assemble(function, events)


def assemble(function: str, events: Iterable[Mapping[str, Any]]) -> list[Invocation]:
    """Sort log events into invocations, newest first."""
    found: dict[str, Invocation] = {}
    current: dict[str, str] = {}
    for event in events:
        stream, at = event["logStreamName"], datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
        for text in event["message"].rstrip("\n").splitlines() or [""]:
            mark = _MARK.match(text)
            if mark and mark["id"]:
                current[stream] = mark["id"]
            request_id = current.get(stream, stream)
            invocation = found.setdefault(request_id, Invocation(function, request_id, at))
            _add(invocation, text, at, mark["kind"] if mark else "")
    return sorted(found.values(), key=lambda invocation: invocation.started, reverse=True)


def _add(invocation: Invocation, text: str, at: datetime, mark: str) -> None:
    trace = _TRACE.search(text)
    if trace and not invocation.trace_id:
        invocation.trace_id = trace[0]
    if mark == "REPORT":
        spent = _DURATION.search(text)
        invocation.duration = float(spent[1]) if spent else None
    if mark or not text.strip():
        return
    line = read_line(text, at)
    last = invocation.lines[-1] if invocation.lines else None
    if text.startswith(_TRACEBACK):
        line = Line(at, "ERROR", "An exception ended the invocation", exception=text)
    elif last and last.exception.startswith(_TRACEBACK) and not line.level:
        # Python prints a traceback line by line; it is one thing to read.
        last.exception += f"\n{text}"
        return
    invocation.lines.append(line)


def read_line(text: str, at: datetime) -> Line:
    """Return a log line taken apart: structured ones by their fields, others as they are."""
    try:
        entry = json.loads(text)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        level = "ERROR" if text.startswith("[ERROR]") else ""
        return Line(at, level, text)
    if "_aws" in entry:
        return Line(at, "METRIC", _counted(entry))
    message = entry.get("message", "")
    details = {key: _short(value) for key, value in entry.items() if key not in _KNOWN}
    return Line(
        at,
        str(entry.get("level", "")).upper(),
        message if isinstance(message, str) else _short(message),
        details,
        str(entry.get("exception") or ""),
    )


def _counted(entry: Mapping[str, Any]) -> str:
    names = [
        metric["Name"]
        for directive in entry["_aws"].get("CloudWatchMetrics", [])
        for metric in directive.get("Metrics", [])
    ]
    return ", ".join(f"{name} {_short(entry.get(name))}" for name in dict.fromkeys(names))


def _short(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        return _short(value[0])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
