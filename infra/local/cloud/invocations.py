"""One way for every call of a handler: sockets as well, in the caller's trace, and crashes mute."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import apigateway_v1 as rest
from ministack.services import lambda_svc

from infra.local.cloud import mending

TRACE_HEADER = "x-amzn-trace-id"
BAD_GATEWAY = 502
# The trace of the request that an invocation serves, as its caller said it.
INBOUND: ContextVar[str] = ContextVar("INBOUND", default="")
# The id of the request to the API that is answered now.
REQUEST: ContextVar[str] = ContextVar("REQUEST", default="")


class SocketCall:
    """What stock asks a process for a socket's event: it is passed to the common dispatcher.

    Stock would call the process itself, and leave neither a log nor a metric nor a trace.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        account, region = lambda_runtime._account_region_from_function_config(config)
        function, known, _ = lambda_svc._get_func_record_for_ref_in_scope(
            config["FunctionArn"], account_id=account, region=region
        )
        self._record = lambda_svc._execution_record_for_config(function, known)

    def invoke(self, event: Any, _request_id: str) -> dict[str, Any]:
        """Answer as a process does."""
        result = lambda_svc._execute_function(self._record, event)
        if result.get("error") or result.get("throttle"):
            return {"status": "error", "error": ""}
        return {"status": "ok", "result": result.get("body")}


def socket_call(_original: Any, _name: str, config: dict[str, Any], *_: Any, **__: Any) -> Any:
    """Stand in for the process of a socket's handler."""
    return SocketCall(config)


async def invoke_proxy(original: Any, *arguments: Any, **named: Any) -> Any:
    """Answer a crash as the API's gateway response says; stock tells the caller all about it."""
    answer = await original(*arguments, **named)
    if isinstance(answer, tuple) and answer[0] == BAD_GATEWAY:
        return rest._gw_error("INTEGRATION_FAILURE", None)
    return answer


async def answer_request(original: Any, *arguments: Any, **named: Any) -> Any:
    """Begin a request to the API without the id of the one before."""
    REQUEST.set("")
    return await original(*arguments, **named)


async def authorize(original: Any, authorizer: Any, event: dict[str, Any], *rest_of: Any) -> Any:
    """Name the request to its authorizer."""
    REQUEST.set(str(uuid4()))
    event["requestContext"]["requestId"] = REQUEST.get()
    return await original(authorizer, event, *rest_of)


def build_event(original: Any, *arguments: Any, **named: Any) -> Any:
    """Name the request to the function as to the authorizer."""
    event = original(*arguments, **named)
    if known := REQUEST.get():
        event["requestContext"] |= {"requestId": known, "extendedRequestId": known}
    REQUEST.set(event["requestContext"]["requestId"])
    return event


def name_answer(original: Any, response: Any, request_id: str, *rest_of: Any, **named: Any) -> Any:
    """Name the request to the caller as to the function; stock makes up another id."""
    return original(response, REQUEST.get() or request_id, *rest_of, **named)


def execute(original: Any, function: Any, event: Any, request_id: str) -> Any:
    """Remember the trace that the request came with."""
    headers = event.get("headers") if isinstance(event, dict) else None
    found = [v for k, v in (headers or {}).items() if k.lower() == TRACE_HEADER]
    INBOUND.set(str(found[0]) if found else "")
    return original(function, event, request_id)


def trace_of(original: Any, config: Any, inbound: str | None = None) -> Any:
    """Give an invocation a segment of its own in the trace of its request."""
    parts = dict(part.split("=", 1) for part in INBOUND.get().split(";") if "=" in part)
    if "Root" not in parts:
        return original(config, inbound)
    return f"Root={parts['Root']};Parent={secrets.token_hex(8)};Sampled=1"


def parent() -> str:
    """The segment that the present request came from."""
    parts = dict(part.split("=", 1) for part in INBOUND.get().split(";") if "=" in part)
    return parts.get("Parent", "")


def mend() -> None:
    """Put the common way in place."""
    needed = ("_get_func_record_for_ref_in_scope", "_execution_record_for_config")
    mending.require(lambda_svc, *needed, "_execute_function", "_xray_trace_id_for_invocation")
    mending.require(lambda_runtime, "_account_region_from_function_config")
    mending.require(rest, "_gw_error")
    mending.wrap(lambda_runtime, "get_or_create_worker", socket_call)
    mending.wrap(rest, "_invoke_lambda_proxy_v1", invoke_proxy)
    mending.wrap(rest, "_invoke_authorizer_lambda", authorize)
    mending.wrap(rest, "_build_lambda_event_v1", build_event)
    mending.wrap(app, "_handle_execute_api_request", answer_request)
    mending.wrap(app, "_with_data_plane_headers", name_answer)
    mending.wrap(lambda_svc, "_xray_trace_id_for_invocation", trace_of)
    mending.wrap(lambda_svc, "_execute_function_warm", execute)
