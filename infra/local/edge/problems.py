"""The edge's own failures in the API's problem format, so clients handle one shape."""

from __future__ import annotations

import json
from http import HTTPStatus

from aiohttp import web


def problem(status: int, detail: str, *, retry_after: int | None = None) -> web.Response:
    """Answer with an RFC 9457 problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return web.Response(
        status=status,
        headers=headers,
        body=json.dumps(body).encode(),
        content_type="application/problem+json",
    )
