"""What may be in a log, a metric and a trace; the last test reads the sources."""

from __future__ import annotations

import ast
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from serenity.telemetry import (
    FIELDS,
    Failed,
    MetricUnit,
    flush,
    follow,
    hashed,
    invocation,
    logger,
    metrics,
    span,
)

ROOT = Path(__file__).parents[3]
SOURCES = [*ROOT.glob("functions/**/*.py"), *ROOT.glob("layers/**/*.py")]
TRACE = "1-6b033000-0123456789abcdef01234567"


def formatted(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(logger.registered_formatter.format(each)) for each in caplog.records]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    follow("request-1", "ana")
    with caplog.at_level("DEBUG", logger="serenity"):
        yield caplog
    logger.clear_state()


def test_a_line_has_known_fields_only(lines: pytest.LogCaptureFixture) -> None:
    logger.info("told", extra={"status": 200, "note": "a quiet walk"})
    (line,) = formatted(lines)
    assert line["request_id"] == "request-1"
    assert line["user"] == hashed("ana")
    assert line["status"] == 200
    assert line.keys() <= FIELDS


def test_of_an_exception_only_types_and_places_are_told(lines: pytest.LogCaptureFixture) -> None:
    try:
        try:
            raise KeyError("a quiet walk")  # noqa: TRY301 (a chain needs both)
        except KeyError as error:
            error.add_note("by the river")
            raise ValueError("71.3 kg") from error
    except ValueError:
        logger.exception("failed")
    (line,) = formatted(lines)
    assert line["exception_name"] == "ValueError"
    assert "KeyError: test_telemetry.py:" in line["exception"]
    assert not [word for word in ("quiet", "river", "71.3") if word in json.dumps(line)]


def test_what_escapes_an_invocation_has_no_words(lines: pytest.LogCaptureFixture) -> None:
    class Expected(Exception):
        """Passes as it is."""

    @invocation(Expected)
    def handler(event: Any, _context: Any) -> str:
        if event == "expected":
            raise Expected("Unauthorized")
        return str(event["a quiet walk"])

    context = SimpleNamespace(aws_request_id="invocation-1")
    with pytest.raises(Expected, match="Unauthorized"):
        handler("expected", context)
    with pytest.raises(Failed) as failed:
        handler({}, context)
    assert str(failed.value) == "KeyError"
    assert failed.value.__suppress_context__
    (line,) = formatted(lines)
    assert (line["message"], line["request_id"]) == ("invocation failed", "invocation-1")
    assert "quiet" not in json.dumps(line)


def test_a_metric_line_names_its_request(
    lines: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent=0123456789abcdef;Sampled=1")
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    flush()
    line = json.loads(capsys.readouterr().out)
    assert (line["request_id"], line["user"]) == ("request-1", hashed("ana"))
    assert line["xray_trace_id"] == TRACE
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]


def test_a_span_tells_the_statement_and_the_type_of_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(5)
        address = f"127.0.0.1:{daemon.getsockname()[1]}"
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", address)
        monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent=0123456789abcdef;Sampled=1")
        from aws_xray_sdk.core import xray_recorder
        from aws_xray_sdk.core.lambda_launcher import LambdaContext

        xray_recorder.configure(daemon_address=address, context=LambdaContext())
        with pytest.raises(ValueError), span("postgres", statement="SELECT %(weight)s"):
            raise ValueError("71.3 kg")
        packet = daemon.recv(65535).decode()
    segment = json.loads(packet.partition("\n")[2])
    assert segment["sql"]["sanitized_query"] == "SELECT %(weight)s"
    assert segment["annotations"] == {"error": "ValueError"}
    assert segment["fault"]
    assert "71.3" not in packet


def calls() -> Iterator[tuple[Path, ast.Call]]:
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of = node.func.value
                if isinstance(of, ast.Name) and of.id == "logger" and node.func.attr in levels:
                    yield file, node


def test_messages_are_constant() -> None:
    found = list(calls())
    assert len(found) > 15
    for file, call in found:
        place = f"{file.relative_to(ROOT)}:{call.lineno}"
        assert len(call.args) == 1, place
        assert isinstance(call.args[0], ast.Constant), place
        for keyword in call.keywords:
            assert keyword.arg == "extra", place
            if isinstance(keyword.value, ast.Dict):
                keys = {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
                assert len(keys) == len(keyword.value.keys), place
                assert keys <= FIELDS, place


def test_functions_print_nothing() -> None:
    for file in SOURCES:
        names = {node.func.id for node in ast.walk(ast.parse(file.read_text()))
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert "print" not in names, file
