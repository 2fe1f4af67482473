"""Runs one Lambda handler in a process of its own, as an execution environment does on AWS.

Executed as a script by the interpreter of `.venv`, so it imports nothing of this package. The
first line on stdin names the handler; each further line is one invocation, answered by one line.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from typing import Any

TRACE_VARIABLE = "_X_AMZN_TRACE_ID"


class LambdaContext:
    """The context object that AWS hands to a handler."""

    identity = None
    client_context = None

    def __init__(self, init: dict[str, Any], call: dict[str, Any]) -> None:
        self.function_name: str = init["function_name"]
        self.function_version: str = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        self.memory_limit_in_mb: int = init["memory"]
        self.invoked_function_arn: str = call.get("invoked_function_arn") or init["arn"]
        self.aws_request_id: str = call.get("request_id", "")
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name: str = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self._deadline = time.monotonic() + call.get("timeout_ms", 3000) / 1000

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may still run."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def failure(error: BaseException, request_id: str) -> dict[str, Any]:
    """Describe an exception as AWS does, with its own type, so that `Retry` and `Catch` match."""
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_exception(error),
    }


def invoke(handler: Any, init: dict[str, Any], message: dict[str, Any]) -> str:
    """Run the handler once and return the line that answers the invocation."""
    call = message.get("ctx") or {}
    if call.get("trace_id"):
        os.environ[TRACE_VARIABLE] = call["trace_id"]
    else:
        os.environ.pop(TRACE_VARIABLE, None)
    context = LambdaContext(init, call)
    try:
        result = json.dumps(handler(message["event"], context))
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is its answer
        traceback.print_exc()
        result = json.dumps({"__lambda_error__": failure(error, context.aws_request_id)})
    # The reader takes all up to this line as the log of the invocation.
    sys.stderr.write(f"END RequestId: {context.aws_request_id}\n")
    sys.stderr.flush()
    return f'{{"status": "ok", "result": {result}}}'


def main() -> None:
    """Load the handler, then answer invocations until the cloud closes stdin or is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a handler prints is log, as on AWS; only answers may go to the real stdout.
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(line: str) -> None:
        answers.write(line + "\n")
        answers.flush()

    init = json.loads(sys.stdin.readline())
    try:
        handler = getattr(importlib.import_module(init["module"]), init["handler"])
    except Exception as error:  # noqa: BLE001 - a handler that cannot be imported is reported
        traceback.print_exc()
        answer(json.dumps({"status": "error", "error": f"{type(error).__name__}: {error}"}))
        return
    answer(json.dumps({"status": "ready", "cold": True}))
    for line in sys.stdin:
        answer(invoke(handler, init, json.loads(line)))


if __name__ == "__main__":
    main()
