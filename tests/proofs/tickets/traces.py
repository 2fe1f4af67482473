"""Where a ticket or a token could be left behind: log formats, log lines, traces, stored state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from infra.local.deployed import Deployed
from infra.local.stack import ROOT

# What API Gateway may write of a request: nothing that a caller can put a secret in.
HARMLESS = frozenset(
    {"requestId", "httpMethod", "resourcePath", "routeKey", "status", "responseLatency"}
)
TEMPLATES = (ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml")))
# The user pool itself keeps what it handed out, and its own signing keys.
_OF_THE_POOL = ("cognito.json", "cognito-pool-keys")


class _Plain(yaml.SafeLoader):
    """Reads a CloudFormation template; its short functions become plain values."""


def _value(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Plain.add_multi_constructor("!", _value)


def telling_logs(documents: Iterable[str]) -> list[str]:
    """What in templates would write addresses or whole requests to a log."""
    return [
        found
        for text in documents
        for name, value in _members(yaml.load(text, Loader=_Plain))
        for found in _faults(name, value)
    ]


def templates() -> list[str]:
    """Every template of the product."""
    return [file.read_text("utf-8") for file in TEMPLATES]


def _members(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield str(name), value
            yield from _members(value)
    elif isinstance(node, list):
        for each in node:
            yield from _members(each)


def _faults(name: str, value: Any) -> Iterator[str]:
    if name == "Format" and "$context" in str(value):
        variables = re.findall(r"\$context\.([A-Za-z_.]+)", str(value))
        yield from (f"$context.{each}" for each in variables if each not in HARMLESS)
    if name == "DataTraceEnabled" and str(value).lower() == "true":
        yield "whole requests in execution logs"
    if name == "LoggingLevel" and str(value) != "OFF":
        yield "addresses in execution logs"
    if name == "Logging" and isinstance(value, dict):
        yield "addresses in the distribution's logs"


def places_of(secrets: Iterable[str], deployed: Deployed) -> list[str]:
    """Where any of these secrets lies: logs, metrics, traces and state of the local cloud.

    Raises:
        AssertionError: when there is nothing to look for, or no log and no trace to look in.
    """
    wanted = [secret.encode() for secret in secrets]
    assert wanted, "nothing to look for"
    searched = {place: any(each in text for each in wanted) for place, text in texts(deployed)}
    logs = {place for place in searched if place.startswith("/aws/lambda/")}
    assert logs, "no function has logged"
    assert "traces" in searched, "nothing was traced"
    return [place for place, found in searched.items() if found]


def texts(deployed: Deployed) -> Iterator[tuple[str, bytes]]:
    """Everything that is kept, by its place; what is empty is left out."""
    for place, text in _kept(deployed):
        if text:
            yield place, text


def _kept(deployed: Deployed) -> Iterator[tuple[str, bytes]]:
    home = deployed.stack.home
    for file in sorted(home.rglob("*")):
        if file.is_file() and not any(part in file.parts for part in _OF_THE_POOL):
            yield str(file.relative_to(home)), file.read_bytes()
    logs = deployed.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            yield group["logGroupName"], _lines(logs, group["logGroupName"])
    yield "traces", _traces(deployed)


def _lines(logs: Any, group: str) -> bytes:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    return "\n".join(event["message"] for page in pages for event in page["events"]).encode()


def _traces(deployed: Deployed) -> bytes:
    xray, now = deployed.client("xray"), datetime.now(UTC)
    found = xray.get_trace_summaries(StartTime=now - timedelta(hours=1), EndTime=now)
    ids = [summary["Id"] for summary in found["TraceSummaries"]]
    kept = [xray.batch_get_traces(TraceIds=ids[n : n + 5]) for n in range(0, len(ids), 5)]
    return repr([each["Traces"] for each in kept]).encode() if kept else b""


def leave_in_log(deployed: Deployed, text: str) -> Path:
    """Planted: a line in a log that tells a secret."""
    file = deployed.stack.home / "logs" / "planted.log"
    file.write_text(f"GET /ws?ticket={text} 101\n")
    return file
