"""Everything that operators can read of a running product: logs, traces, metrics."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.openapi import hubs, operations
from tests.support.product import Product

PUBLIC = {f"{each.method} {each.path}" for each in operations(hubs()) if each.policy == "public"}
_PLATFORM = re.compile(r"(INIT_START|START|END|REPORT)\b")
# What the runtime itself says of an exception that escaped; only these two ever do.
_ESCAPED = re.compile(
    r"Traceback \(most recent call last\):|  .*|serenity\.telemetry\.Failed: \w+"
    r"|functions\.accounts\.authorizer\.Refused: Unauthorized"
)
_USER = re.compile(r"[0-9a-f]{12}")
_TRACE = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")


class Surfaces:
    """Reads what is new since the last look, so that nothing is dropped in between."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._since = int(time.time() * 1000)
        self._read: dict[Path, int] = {}
        self._traces: set[str] = set()
        for file in self._files():
            self._read[file] = file.stat().st_size

    def lines(self) -> list[tuple[str, str]]:
        """The new lines of the functions, each with its log group."""
        logs, until = self._product.client("logs"), int(time.time() * 1000)
        found = []
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=name, startTime=self._since, endTime=until
            )
            events = [event for page in pages for event in page["events"]]
            found += [(name, line) for event in events for line in event["message"].splitlines()]
        self._since = until + 1
        return found

    def traces(self) -> list[str]:
        """The new traces, each as the documents of its segments."""
        xray = self._product.client("xray")
        now = time.time()
        summaries = xray.get_trace_summaries(StartTime=now - 3600, EndTime=now + 1)
        new = [one["Id"] for one in summaries["TraceSummaries"] if one["Id"] not in self._traces]
        self._traces |= set(new)
        found = xray.batch_get_traces(TraceIds=new)["Traces"] if new else []
        return ["\n".join(part["Document"] for part in trace["Segments"]) for trace in found]

    def metrics(self) -> list[str]:
        """The names and dimensions of every metric."""
        pages = self._product.client("cloudwatch").get_paginator("list_metrics").paginate()
        return [json.dumps(metric, default=str) for page in pages for metric in page["Metrics"]]

    def others(self) -> list[str]:
        """What the parts of the product and the database's server wrote since the last look."""
        found = []
        for file in self._files():
            with file.open("rb") as log:
                log.seek(self._read.get(file, 0))
                text = log.read()
            self._read[file] = self._read.get(file, 0) + len(text)
            found.append(text.decode(errors="replace"))
        return found

    def _files(self) -> list[Path]:
        home = self._product.home
        said = home.parent / f"{home.name}.out"
        return [said, home / "postgres" / "server.log", *sorted((home / "logs").glob("*.log"))]


def unnamed(lines: list[tuple[str, str]]) -> Iterator[str]:
    """The lines that do not tell their request and trace, or whom a person's request is about."""
    for group, line in lines:
        if not line or _PLATFORM.match(line) or _ESCAPED.fullmatch(line):
            continue
        if fault := _fault(line):
            yield f"{group}: {fault}: {line[:200]}"


def _fault(line: str) -> str:
    try:
        entry: Any = json.loads(line)
    except ValueError:
        return "no structured line"
    if not isinstance(entry, dict) or not entry.get("request_id"):
        return "no request id"
    if not _TRACE.fullmatch(str(entry.get("xray_trace_id"))):
        return "no trace id"
    answered = entry.get("route", "GET /v1/health") not in PUBLIC and entry.get("status") != 403
    if answered and not _USER.fullmatch(str(entry.get("user"))):
        return "no hashed user id"
    return ""
