"""Logs, metrics and traces: structured, allow-listed, and free of personal data."""

from __future__ import annotations

import functools
import hashlib
import os
from contextlib import contextmanager
from pathlib import PurePath
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, TypeVar, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit

from serenity.release import QUESTION, release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

__all__ = [
    "MetricUnit", "flush", "follow", "hashed", "invocation", "logger", "metrics", "span",
]  # fmt: skip

# All that a line may say. No field takes words of a person: a cause is one of ours, or a type.
FIELDS = frozenset(
    {"level", "location", "message", "timestamp", "service", "exception", "exception_name",
     "request_id", "xray_trace_id", "user", "route", "status", "cause", "event_id", "message_id",
     "published", "expired"}
)  # fmt: skip
_FRAMES = 12
_TRACE = "_X_AMZN_TRACE_ID"
T = TypeVar("T")
E = TypeVar("E")


class Failed(Exception):
    """An invocation that failed; it says by which type of error, and nothing else."""


class _Formatter(LambdaPowertoolsFormatter):
    """Writes known fields only, and of an exception where it arose instead of what it says."""

    def serialize(self, log: Any) -> str:
        return super().serialize({name: log[name] for name in log if name in FIELDS})

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the standard library's name)
        """The types of the error and its causes, each with the lines it came through."""
        error: BaseException | None = ei[1]
        parts = []
        while error is not None:
            parts.append(f"{type(error).__name__}: {_frames(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)


def _frames(error: BaseException) -> str:
    """Where an error came through, the innermost line last."""
    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames)


_SERVICE = os.environ.get("POWERTOOLS_SERVICE_NAME", "serenity")
logger = Logger(
    service=_SERVICE,
    level=os.environ.get("LOG_LEVEL", "INFO"),
    # A value that is not JSON is named by its type, so that no repr of a record reaches a log.
    logger_formatter=_Formatter(json_default=lambda value: type(value).__name__, service=_SERVICE),
)
metrics = Metrics(
    namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Serenity"),
    service=_SERVICE,
)


def hashed(user_id: UUID | str) -> str:
    """A person's id as it may appear in logs: 12 hex digits that lead back to nobody."""
    return hashlib.sha256(f"log:{user_id}".encode()).hexdigest()[:12]


def follow(request_id: str, user_id: UUID | str | None = None) -> None:
    """Let every line from here on name this request, and whom it is about where that is known."""
    logger.clear_state()
    logger.append_keys(request_id=request_id)
    if user_id is not None:
        logger.append_keys(user=hashed(user_id))


def flush() -> None:
    """Write what was counted as one line, which names the request like any other line."""
    known = logger.get_current_keys()
    for name in ("request_id", "user"):
        if known.get(name):
            metrics.add_metadata(key=name, value=known[name])
    if trace := os.environ.get(_TRACE):
        metrics.add_metadata(
            key="xray_trace_id", value=trace.partition(";")[0].removeprefix("Root=")
        )
    metrics.flush_metrics()


def invocation(
    *lets: type[Exception],
) -> Callable[[Callable[[E, Any], T]], Callable[[E, Any], T]]:
    """An entry point of Lambda that is no route: its lines name the invocation.

    The runtime writes what escapes a function, words included, into the log and hands it to the
    caller. So only the exceptions named here pass; any other is logged and becomes a `Failed`.
    A deployment that asks for the release is answered here, without any work of the function's.
    """

    def decorate(function: Callable[[E, Any], T]) -> Callable[[E, Any], T]:
        @functools.wraps(function)
        def run(event: E, context: Any) -> T:
            if event == QUESTION:
                return cast("T", release())
            follow(str(getattr(context, "aws_request_id", "")))
            try:
                return function(event, context)
            except lets:
                raise
            except Exception as error:
                logger.exception("invocation failed")
                raise Failed(type(error).__name__) from None

        return run

    return decorate


@contextmanager
def span(name: str, *, statement: str | None = None) -> Iterator[None]:
    """Record the block as an X-Ray subsegment where this process is traced, else do nothing.

    `statement` is SQL as it stands in the source, without values. Of an error only the type is
    recorded. The SDK is loaded on first use and only inside a traced function, because its import
    alone costs a third of a cold start.
    """
    if not os.environ.get("AWS_XRAY_DAEMON_ADDRESS") or not os.environ.get(_TRACE):
        yield
        return
    recorder = _recorder()
    subsegment = recorder.begin_subsegment(name, namespace="remote" if statement else "local")
    if subsegment is not None and statement is not None:
        subsegment.set_sql({"database_type": "PostgreSQL", "sanitized_query": statement})
    try:
        yield
    except Exception as error:
        if subsegment is not None:
            subsegment.add_fault_flag()
            subsegment.put_annotation("error", type(error).__name__)
        raise
    finally:
        recorder.end_subsegment()


def _recorder() -> Any:
    from aws_xray_sdk.core import xray_recorder

    if not getattr(_recorder, "ready", False):
        xray_recorder.configure(context_missing="IGNORE_ERROR")
        _recorder.ready = True  # type: ignore[attr-defined]
    return xray_recorder
