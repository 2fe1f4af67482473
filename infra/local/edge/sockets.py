"""Joins a browser's WebSocket to an upstream's, both ways, until either side ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakSet

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.edge.headers import REQUEST_ID_KEY, onward_headers
from infra.local.edge.problems import problem

if TYPE_CHECKING:
    from multidict import CIMultiDict

# API Gateway's own limits: 128 KB for a message, ten minutes of silence.
_MESSAGE_LIMIT = 128 * 1024
_CONNECT_SECONDS = 30
_NO_STATUS = 1005
_ABNORMAL = 1006
_TRY_AGAIN_LATER = 1013

# The browsers' sides of what is open now, so that stopping can say goodbye.
OPEN = web.AppKey("open_sockets", WeakSet[web.WebSocketResponse])

_Socket: TypeAlias = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def close_open(app: web.Application) -> None:
    """Tell every browser that the edge is going away, so that it connects again by itself."""
    browsers = app[OPEN]
    goodbyes = [browser.close(code=aiohttp.WSCloseCode.GOING_AWAY) for browser in list(browsers)]
    await asyncio.gather(*goodbyes, return_exceptions=True)


def is_upgrade(request: web.Request) -> bool:
    """Tell whether the request asks for a WebSocket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _handshake_headers(request: web.Request, scheme: str) -> CIMultiDict[str]:
    headers = onward_headers(request, request[REQUEST_ID_KEY], scheme)
    for name in [name for name in headers if name.lower().startswith("sec-websocket-")]:
        headers.popall(name, None)
    return headers


def _protocols(request: web.Request) -> tuple[str, ...]:
    offered = request.headers.get("Sec-WebSocket-Protocol", "")
    return tuple(token.strip() for token in offered.split(",") if token.strip())


async def join(
    request: web.Request, client: aiohttp.ClientSession, scheme: str, url: str
) -> web.StreamResponse:
    """Connect upstream first, so that a refusal there is a refusal here."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            upstream = await client.ws_connect(
                URL(url, encoded=True),
                headers=_handshake_headers(request, scheme),
                protocols=_protocols(request),
                max_msg_size=_MESSAGE_LIMIT,
                autoclose=False,
            )
    except aiohttp.WSServerHandshakeError as refusal:
        # A plain error page must not pass for a finished handshake.
        status = refusal.status if refusal.status >= web.HTTPBadRequest.status_code else 502
        return problem(status, "The live connection was refused.")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return problem(503, "Live messages are not reachable just now.", retry_after=2)
    protocols = (upstream.protocol,) if upstream.protocol else ()
    browser = web.WebSocketResponse(
        protocols=protocols, max_msg_size=_MESSAGE_LIMIT, autoclose=False
    )
    try:
        await browser.prepare(request)
        request.app[OPEN].add(browser)
        await _exchange(browser, upstream)
    finally:
        await upstream.close()
    return browser


async def _exchange(
    browser: web.WebSocketResponse, upstream: aiohttp.ClientWebSocketResponse
) -> None:
    tasks = [
        asyncio.create_task(_pump(browser, upstream)),
        asyncio.create_task(_pump(upstream, browser)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(source: _Socket, sink: _Socket) -> None:
    with contextlib.suppress(ConnectionError, aiohttp.ClientError):
        async for message in source:
            if message.type is aiohttp.WSMsgType.TEXT:
                await sink.send_str(message.data)
            elif message.type is aiohttp.WSMsgType.BINARY:
                await sink.send_bytes(message.data)
    await sink.close(code=_passable(source.close_code))


def _passable(code: int | None) -> int:
    """Return a close code that may be sent: the two "nothing was said" codes may not."""
    if code is None or code == _ABNORMAL:
        return _TRY_AGAIN_LATER
    return aiohttp.WSCloseCode.OK if code == _NO_STATUS else code
