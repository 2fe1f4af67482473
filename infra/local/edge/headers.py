"""What a proxy must drop, add and rewrite when it passes headers on."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from aiohttp import web
from multidict import CIMultiDict

from infra.local.edge.tracing import TRACE_HEADER, TRACE_KEY

if TYPE_CHECKING:
    from multidict import CIMultiDictProxy

# RFC 9110 §7.6.1, and the length and coding that are made anew for each hop.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "content-length",
        "expect",
    }
)
# The edge is the only one to say who called and under which id.
_OURS = frozenset(
    {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", TRACE_HEADER.lower()}
)
_OURS_IN_ANSWERS = frozenset({"date", "server"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

REQUEST_ID = "X-Request-Id"
# Where a request keeps its id while it is being answered.
REQUEST_ID_KEY = web.RequestKey("request_id", str)


def new_request_id() -> str:
    """Return an unguessable id for one request."""
    return secrets.token_hex(16)


def _end_to_end(headers: CIMultiDictProxy[str], dropped: frozenset[str]) -> CIMultiDict[str]:
    named = {
        token.strip().lower()
        for value in headers.getall("Connection", [])
        for token in value.split(",")
    }
    skip = _HOP_BY_HOP | dropped | named
    return CIMultiDict((key, value) for key, value in headers.items() if key.lower() not in skip)


def onward_headers(request: web.Request, request_id: str, scheme: str) -> CIMultiDict[str]:
    """Return the request's headers for the next hop."""
    # Answers are asked for uncompressed, so that they can be passed on byte by byte.
    headers = _end_to_end(request.headers, _OURS | {"host", "accept-encoding"})
    headers["Accept-Encoding"] = "identity"
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers["X-Forwarded-Proto"] = scheme
    headers["X-Forwarded-Host"] = request.host
    headers[REQUEST_ID] = request_id
    headers[TRACE_HEADER] = request[TRACE_KEY].onward
    return headers


def returned_headers(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return an upstream's headers for the browser; repeated ones such as Set-Cookie stay apart."""
    return _end_to_end(headers, _OURS_IN_ANSWERS)


def to_public_origin(location: str, inner_url: str, public_url: str) -> str:
    """Move a redirect from the inner server to the public origin; leave any other as it is."""
    if not _same_server(location, inner_url):
        return location
    public = urlsplit(public_url)
    return urlunsplit(urlsplit(location)._replace(scheme=public.scheme, netloc=public.netloc))


def _same_server(url: str, other: str) -> bool:
    """Tell whether two absolute addresses name one server, whichever loopback name they use."""
    left, right = urlsplit(url), urlsplit(other)
    try:
        if not left.hostname or left.port != right.port:
            return False
    except ValueError:
        return False
    return left.hostname == right.hostname or {left.hostname, right.hostname} <= _LOOPBACK
