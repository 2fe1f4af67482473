"""Passes one HTTP request on to an upstream and streams the answer back."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.edge.headers import REQUEST_ID_KEY, onward_headers, returned_headers
from infra.local.edge.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from multidict import CIMultiDict

_LOG = logging.getLogger(__name__)

BODY_LIMIT = 1024 * 1024
_BODY_SECONDS = 30
# API Gateway gives a function 29 seconds; one more lets its own answer arrive first.
_UPSTREAM = aiohttp.ClientTimeout(total=None, connect=5, sock_connect=5, sock_read=30)
_CHUNK = 64 * 1024
_RETRY_SECONDS = 2


class BodyTooLargeError(Exception):
    """The request's body is over the limit."""


@dataclass(frozen=True)
class Hop:
    """One upstream call: where to, and what to do to the answer's headers."""

    url: str
    rewrite: Callable[[CIMultiDict[str]], None]


async def read_body(request: web.Request, limit: int = BODY_LIMIT) -> bytes:
    """Read the whole body, refusing it as soon as it is known to be too large."""
    if (request.content_length or 0) > limit:
        raise BodyTooLargeError
    parts: list[bytes] = []
    size = 0
    async with asyncio.timeout(_BODY_SECONDS):
        async for part in request.content.iter_chunked(_CHUNK):
            size += len(part)
            if size > limit:
                raise BodyTooLargeError
            parts.append(part)
    return b"".join(parts)


async def forward(
    request: web.Request, client: aiohttp.ClientSession, scheme: str, hop: Hop
) -> web.StreamResponse:
    """Pass the request on; every failure becomes a problem the client can act on."""
    try:
        body = await read_body(request)
    except BodyTooLargeError:
        answer = problem(413, f"The body may be at most {BODY_LIMIT} bytes.")
        answer.force_close()
        return answer
    except TimeoutError:
        return problem(408, "The body took too long to arrive.")
    try:
        upstream = await client.request(
            request.method,
            URL(hop.url, encoded=True),
            headers=onward_headers(request, request[REQUEST_ID_KEY], scheme),
            data=body or None,
            allow_redirects=False,
            timeout=_UPSTREAM,
        )
    except TimeoutError:
        return problem(504, "The service took too long to answer.", retry_after=_RETRY_SECONDS)
    except (aiohttp.ClientError, OSError):
        return problem(503, "The service is not reachable just now.", retry_after=_RETRY_SECONDS)
    async with upstream:
        return await _stream_back(request, upstream, hop)


async def _stream_back(
    request: web.Request, upstream: aiohttp.ClientResponse, hop: Hop
) -> web.StreamResponse:
    answer = web.StreamResponse(status=upstream.status, reason=upstream.reason)
    headers = returned_headers(upstream.headers)
    hop.rewrite(headers)
    answer.headers.extend(headers)
    if upstream.content_length is not None:
        answer.content_length = upstream.content_length
    await answer.prepare(request)
    try:
        async for part in upstream.content.iter_chunked(_CHUNK):
            await answer.write(part)
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        # Part of the answer is out already: only a broken connection tells the client so.
        _LOG.warning("answer cut short: %s", type(fault).__name__)
        if request.transport is not None:
            request.transport.abort()
        return answer
    await answer.write_eof()
    return answer
