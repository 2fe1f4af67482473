"""X-Ray, which ministack lacks: the daemon that takes segments and the API that lists traces."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from collections import OrderedDict
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import router
from ministack.services import lambda_svc

from infra.local.cloud import invocations, mending

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.cloud.config import CloudConfig

TRACES_KEPT = 500
TRACES: OrderedDict[str, list[dict[str, Any]]] = OrderedDict()
LOCK = threading.Lock()
HEADER: ContextVar[str] = ContextVar("HEADER", default="")
JSON = {"Content-Type": "application/json"}


def add_segment(segment: dict[str, Any]) -> None:
    """Keep a segment with its trace; the oldest traces make room."""
    with LOCK:
        trace = TRACES.setdefault(segment["trace_id"], [])
        trace[:] = [known for known in trace if known["id"] != segment["id"]]
        trace.append(segment)
        while len(TRACES) > TRACES_KEPT:
            TRACES.popitem(last=False)


def add_invocation(name: str, begun: float, request_id: str, *, failed: bool) -> None:
    """Keep the segment that Lambda itself records for an invocation."""
    header = HEADER.get()
    parts = dict(part.split("=", 1) for part in header.split(";") if "=" in part)
    if "Root" not in parts:
        return
    caller = invocations.parent()
    add_segment({
        "trace_id": parts["Root"],
        "id": parts.get("Parent") or secrets.token_hex(8),
        **({"parent_id": caller} if caller else {}),
        "name": name,
        "origin": "AWS::Lambda::Function",
        "start_time": begun,
        "end_time": time.time(),
        "fault": failed,
        "aws": {"request_id": request_id},
    })  # fmt: skip


def summary(trace_id: str, segments: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe a trace as `GetTraceSummaries` does."""
    begun = min(segment["start_time"] for segment in segments)
    ended = max(segment.get("end_time", segment["start_time"]) for segment in segments)
    return {
        "Id": trace_id,
        "StartTime": begun,
        "Duration": ended - begun,
        "ResponseTime": ended - begun,
        "HasFault": any(segment.get("fault") for segment in segments),
        "HasError": any(segment.get("error") for segment in segments),
        "HasThrottle": False,
        "ServiceIds": [{"Name": name} for name in sorted({one["name"] for one in segments})],
    }


def summaries(request: dict[str, Any]) -> dict[str, Any]:
    """Answer `GetTraceSummaries` for the asked span of time."""
    since, until = float(request["StartTime"]), float(request["EndTime"])
    with LOCK:
        found = [summary(key, segments) for key, segments in TRACES.items()]
    chosen = [one for one in found if since <= one["StartTime"] <= until]
    return {"TraceSummaries": chosen, "TracesProcessedCount": len(chosen)}


def traces(request: dict[str, Any]) -> dict[str, Any]:
    """Answer `BatchGetTraces`."""
    known, unknown = [], []
    with LOCK:
        for key in request["TraceIds"]:
            if key not in TRACES:
                unknown.append(key)
                continue
            segments = list(TRACES[key])
            documents = [{"Id": one["id"], "Document": json.dumps(one)} for one in segments]
            duration = summary(key, segments)["Duration"]
            known.append({"Id": key, "Duration": duration, "Segments": documents})
    return {"Traces": known, "UnprocessedTraceIds": unknown}


def put_segments(request: dict[str, Any]) -> dict[str, Any]:
    """Answer `PutTraceSegments`."""
    for document in request["TraceSegmentDocuments"]:
        add_segment(json.loads(document))
    return {"UnprocessedTraceSegments": []}


OPERATIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "/TraceSegments": put_segments,
    "/Traces": traces,
    "/TraceSummaries": summaries,
    "/GetSamplingRules": lambda _: {"SamplingRuleRecords": []},
    "/SamplingTargets": lambda _: {"SamplingTargetDocuments": [], "UnprocessedStatistics": []},
}


async def handle(_method: str, path: str, _headers: Any, body: bytes, _query: Any) -> Any:
    """Answer one request to the X-Ray API."""
    operation = OPERATIONS.get(path)
    if operation is None:
        return 400, dict(JSON), json.dumps({"message": f"unknown operation {path}"}).encode()
    return 200, dict(JSON), json.dumps(operation(json.loads(body or b"{}"))).encode()


def listen(port: int) -> None:
    """Take segments from the handlers' processes, as the X-Ray daemon does."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", port))
    while True:
        packet = receiver.recv(65535)
        try:
            add_segment(json.loads(packet.split(b"\n", 1)[1]))
        except (ValueError, IndexError, KeyError, TypeError):
            continue  # the daemon, too, drops what it cannot read


def mend(config: CloudConfig) -> None:
    """Add the service and start its daemon."""
    mending.require(router, "SERVICE_PATTERNS")
    mending.require(app, "SERVICE_HANDLERS")

    def trace_header(original: Any, *arguments: Any, **named: Any) -> Any:
        header = original(*arguments, **named)
        HEADER.set(header or "")
        return header

    mending.wrap(lambda_svc, "_xray_trace_id_for_invocation", trace_header)
    router.SERVICE_PATTERNS["xray"] = {"credential_scope": "xray"}
    app.SERVICE_HANDLERS["xray"] = handle
    threading.Thread(target=listen, args=(config.xray_port,), daemon=True).start()
