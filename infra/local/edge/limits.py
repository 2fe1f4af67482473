"""Refuses what a content delivery network would not pass on, in the API's problem format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from infra.local.edge.problems import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# CloudFront's own limit; the server reads further, so that the refusal can be a problem.
ADDRESS_LIMIT = 8192
_HEADER_LIMIT = 64 * 1024


def runner(app: web.Application, shutdown_seconds: int) -> web.AppRunner:
    """Return what serves the edge."""
    return web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=shutdown_seconds,
        max_line_size=_HEADER_LIMIT,
        max_field_size=_HEADER_LIMIT,
    )


@web.middleware
async def refuse_long_addresses(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 414 to an address over the limit."""
    if len(request.raw_path) > ADDRESS_LIMIT:
        return problem(414, f"An address may have at most {ADDRESS_LIMIT} characters.")
    return await handler(request)
