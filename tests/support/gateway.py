"""Speaks to a Chalice app as API Gateway does: an event of the declared route, an answer back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from serenity.auth import Principal
from serenity.http import Hub


@dataclass(frozen=True)
class Result:
    """An answer: status, decoded body, headers by lower-case name, every Set-Cookie."""

    status: int
    body: Any
    headers: dict[str, str]
    cookies: list[str] = field(default_factory=list)


def principal(user_id: UUID | None = None, authenticated_at: datetime | None = None) -> Principal:
    """A signed-in caller."""
    return Principal(user_id or uuid4(), "session-1", authenticated_at or datetime.now(UTC))


def invoke(
    app: Hub,
    method: str,
    path: str,
    *,
    caller: Principal | None = None,
    body: Any = None,
    raw: bytes | str | None = None,
    headers: dict[str, str] | None = None,
) -> Result:
    """Send one request to the app; `raw` goes as it is, `body` as JSON."""
    event = event_of(app, method, path, caller=caller, body=body, raw=raw, headers=headers)
    answer = app(event, None)
    sent = {k.lower(): v for k, v in (answer.get("headers") or {}).items()}
    multi = {k.lower(): v for k, v in (answer.get("multiValueHeaders") or {}).items()}
    cookies = multi.get("set-cookie", [])
    text = answer.get("body") or ""
    is_json = "json" in sent.get("content-type", "")
    return Result(
        answer["statusCode"], json.loads(text) if is_json and text else text, sent, cookies
    )


def event_of(
    app: Hub,
    method: str,
    path: str,
    *,
    caller: Principal | None = None,
    body: Any = None,
    raw: bytes | str | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The event API Gateway would send for this request."""
    address = urlsplit(path)
    route, variables = _route(app, method, address.path)
    text = raw.decode() if isinstance(raw, bytes) else raw
    if text is None and body is not None:
        text = json.dumps(body)
    query = parse_qs(address.query, keep_blank_values=True) or None
    sent = {"Content-Type": "application/json", **(headers or {})}
    return {
        "resource": route,
        "path": address.path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {k: v[-1] for k, v in query.items()} if query else None,
        "multiValueQueryStringParameters": query,
        "pathParameters": variables,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "requestId": str(uuid4()),
            "identity": {"sourceIp": "127.0.0.1"},
            "authorizer": caller.context() if caller else None,
        },
        "body": text,
        "isBase64Encoded": False,
    }


def _route(app: Hub, method: str, path: str) -> tuple[str, dict[str, str] | None]:
    """The declared route, literal segments before variables, as the gateway resolves it."""
    candidates = sorted({o.path for o in app.operations if o.method == method}, key=_literalness)
    for pattern in candidates:
        match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), path)
        if match:
            return pattern, match.groupdict() or None
    return path, None


def _literalness(pattern: str) -> list[bool]:
    return [part.startswith("{") for part in pattern.split("/")]
