"""Says in one line what the cloud does: each event a handler took, and each failure."""

from __future__ import annotations

import time
from typing import Any

from ministack.services import lambda_svc

from infra.local.cloud import mending, tracing

REQUEST_MARKS = ("httpMethod", "methodArn", "requestContext")


def describe(event: Any) -> str:
    """Return what kind of event a handler takes, without anything personal in it."""
    if not isinstance(event, dict):
        return "call"
    records = event.get("Records")
    if isinstance(records, list):
        return f"{len(records)} message{'s' if len(records) != 1 else ''}"
    if any(mark in event for mark in REQUEST_MARKS):
        return ""
    return str(event.get("detail-type") or "call")


def mend() -> None:
    """Print a line for every event, and for every failed request."""

    def execute(original: Any, function: Any, event: Any, request_id: str) -> Any:
        begun = time.time()
        result = original(function, event, request_id)
        failed = bool(result.get("error"))
        config = function.get("config") or function
        handler = config.get("Handler", "").removeprefix("functions.")
        tracing.add_invocation(config["FunctionName"], begun, request_id, failed=failed)
        what = describe(event)
        if what or failed:
            outcome = "failed" if failed else "done"
            took = (time.time() - begun) * 1000
            print(f"event  {handler}  {what or 'request'}  {outcome}  {took:.0f} ms", flush=True)
        return result

    mending.wrap(lambda_svc, "_execute_function_warm", execute)
