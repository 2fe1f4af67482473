"""Log events become invocations, and lines become something to read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from infra.local.edge.developer.logs import assemble, read_line

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def event(text: str, second: int, stream: str = "s") -> dict[str, Any]:
    at = int(NOW.timestamp() * 1000) + second * 1000
    return {"logStreamName": stream, "timestamp": at, "message": text + "\n"}


def test_invocations_of_a_stream_are_told_apart_newest_first() -> None:
    events = [
        event("START RequestId: aaaa-1 Version: $LATEST", 0),
        event("first", 1),
        event("END RequestId: aaaa-1", 2),
        event("REPORT RequestId: aaaa-1\tDuration: 12.5 ms\tBilled Duration: 13 ms", 2),
        event("START RequestId: bbbb-2 Version: $LATEST", 3),
        event("second", 4),
        event("START RequestId: cccc-3 Version: $LATEST", 3, "other"),
    ]
    newest, between, oldest = sorted(assemble("f", events), key=lambda one: one.request_id)[::-1]
    assert [newest.request_id, between.request_id, oldest.request_id] == [
        "cccc-3",
        "bbbb-2",
        "aaaa-1",
    ]
    assert (oldest.duration, between.duration) == (12.5, None)
    assert [line.message for line in between.lines] == ["second"]
    assert newest.lines == []


def test_a_structured_line_is_taken_apart() -> None:
    entry = {
        "level": "WARNING",
        "message": "slow",
        "timestamp": "2026",
        "goal": {"kind": "sleep"},
        "xray_trace_id": "1-63b2",
        "exception": "Traceback …",
    }
    line = read_line(json.dumps(entry), NOW)
    assert (line.level, line.message, line.exception) == ("WARNING", "slow", "Traceback …")
    assert line.details == {"goal": '{"kind": "sleep"}'}


def test_a_metric_line_says_what_was_counted() -> None:
    entry = {
        "_aws": {"CloudWatchMetrics": [{"Metrics": [{"Name": "Stored", "Unit": "Count"}]}]},
        "Stored": [2.0],
    }
    assert read_line(json.dumps(entry), NOW).message == "Stored 2.0"


def test_a_traceback_is_one_line_and_a_failure() -> None:
    events = [
        event("START RequestId: aaaa-1 Version: $LATEST", 0),
        event("Traceback (most recent call last):", 1),
        event('  File "x.py", line 1, in f', 1),
        event("ValueError: no", 1),
        event('{"level": "INFO", "message": "after"}', 2),
    ]
    (invocation,) = assemble("f", events)
    assert invocation.failed
    assert [line.message for line in invocation.lines] == [
        "An exception ended the invocation",
        "after",
    ]
    assert invocation.lines[0].exception.endswith("ValueError: no")


def test_an_invocation_is_headed_by_the_route_it_answered() -> None:
    events = [
        event("START RequestId: aaaa-1 Version: $LATEST", 0),
        event('{"level": "INFO", "message": "m", "route": "GET /v1/me", "status": 200}', 1),
        event("plain", 2),
    ]
    (invocation,) = assemble("f", events)
    assert invocation.headline == "GET /v1/me 200"


def test_odd_lines_stay_as_they_are() -> None:
    for text in ("plain", "[1, 2]", "{broken", '"word"'):
        assert read_line(text, NOW).message == text
