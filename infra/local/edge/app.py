"""Puts the edge together: which path leads where, and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

import aiohttp
from aiohttp import web

from infra.local.edge.access_log import log_requests
from infra.local.edge.developer.routes import Developer
from infra.local.edge.headers import REQUEST_ID, REQUEST_ID_KEY
from infra.local.edge.hosts import HostGuard
from infra.local.edge.limits import refuse_long_addresses
from infra.local.edge.mail import Mail
from infra.local.edge.pages import Pages
from infra.local.edge.security import SecurityHeaders
from infra.local.edge.settings import TargetsReader
from infra.local.edge.social.routes import Social
from infra.local.edge.sockets import OPEN, close_open
from infra.local.edge.static import StaticFiles
from infra.local.edge.tracing import TRACE_HEADER, TRACE_KEY, Tracer
from infra.local.edge.upstreams import Upstreams
from infra.local.edge.web_client import ApiDescription, DevServer, WebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from infra.local.edge.security import Kind
    from infra.local.edge.settings import Settings

    Finisher = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

# Cognito's answers for a sign-in, in headers, can be longer than aiohttp's default allows.
_HEADER_LIMIT = 32 * 1024
_GATEWAY_ID = "x-amzn-requestid"


def _kind(path: str) -> Kind:
    if path.startswith("/v1/"):
        return "api"
    return "web" if path.startswith("/_local/") else "client"


def _cloud_routes(upstreams: Upstreams) -> list[web.RouteDef]:
    sign_in = ("/oauth2/{tail:.*}", "/login", "/logout")
    return [
        web.get("/v1/openapi.json", ApiDescription().handle),
        web.route("*", "/v1/{tail:.*}", upstreams.api),
        web.get("/ws", upstreams.live, allow_head=False),
        *(web.route("*", path, upstreams.sign_in) for path in sign_in),
    ]


def _new_client() -> aiohttp.ClientSession:
    """Return the client of the upstreams; it keeps no cookies, they belong to the browsers."""
    return aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        # What the browser did not say is not said for it.
        skip_auto_headers=("Accept", "Content-Type", "User-Agent"),
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
        max_line_size=_HEADER_LIMIT,
        max_field_size=_HEADER_LIMIT,
    )


def _finisher(security: SecurityHeaders) -> Finisher:
    """Return what every answer passes through last."""

    async def finish(request: web.Request, answer: web.StreamResponse) -> None:
        if "Content-Security-Policy" not in answer.headers:
            security.apply(_kind(request.path), answer.headers)
        # Behind the gateway, the functions' logs know the request by the gateway's id.
        answer.headers[REQUEST_ID] = answer.headers.get(_GATEWAY_ID) or request[REQUEST_ID_KEY]
        answer.headers[TRACE_HEADER] = request[TRACE_KEY].returned
        answer.headers.pop("Server", None)

    return finish


async def build(settings: Settings) -> web.Application:
    """Return the edge, ready to be served."""
    client = _new_client()
    security = SecurityHeaders(settings.socket_origin, vite=bool(settings.vite_url))
    pages = Pages(settings.public_url)
    traced = Tracer(settings).middleware
    guards = [refuse_long_addresses, HostGuard(settings).middleware]
    app = web.Application(middlewares=[log_requests, traced, *guards])

    async def closing(_app: web.Application) -> AsyncIterator[None]:
        yield
        await client.close()

    app[OPEN] = WeakSet()
    app.on_shutdown.append(close_open)
    app.cleanup_ctx.append(closing)
    app.on_response_prepare.append(_finisher(security))
    app.add_routes(_cloud_routes(Upstreams(settings, TargetsReader(settings), client, security)))
    app.add_routes(pages.routes())
    app.add_routes(Mail(settings, client, pages).routes())
    app.add_routes(Developer(settings, pages).routes())
    app.add_routes(Social(settings, pages).routes())
    front = (
        DevServer(settings, client)
        if settings.vite_url
        else WebClient(StaticFiles(settings.web_root))
    )
    app.router.add_route("*", "/{tail:.*}", front.handle)
    return app
