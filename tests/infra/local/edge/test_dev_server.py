"""In front of Vite: everything that is not ours goes to it, its update socket included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio


async def answer(request: web.Request) -> web.StreamResponse:
    if request.headers.get("Upgrade") == "websocket":
        ws = web.WebSocketResponse(protocols=("vite-hmr",))
        await ws.prepare(request)
        await ws.send_str('{"type":"connected"}')
        await ws.receive()
        return ws
    return web.Response(text=f"vite {request.raw_path}", headers={"Cache-Control": "no-cache"})


@pytest.fixture
async def vite(anyio_backend: str) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
def environment(environment: dict[str, str], vite: str) -> dict[str, str]:
    return environment | {"VITE_URL": vite}


async def test_pages_and_modules_come_from_the_dev_server(edge: Edge) -> None:
    status, headers, text = await edge.get("/src/main.tsx?t=1")
    assert (status, text) == (200, "vite /src/main.tsx?t=1")
    assert "'unsafe-inline'" in headers["Content-Security-Policy"]
    assert "require-trusted-types-for" not in headers["Content-Security-Policy"]


async def test_the_update_socket_passes_through(edge: Edge) -> None:
    async with edge.client.ws_connect(f"{edge.url}/", protocols=("vite-hmr",)) as ws:
        assert ws.protocol == "vite-hmr"
        assert await ws.receive_str(timeout=5) == '{"type":"connected"}'


async def test_our_own_pages_stay_ours_and_strict(edge: Edge) -> None:
    status, headers, _ = await edge.get("/_local/mail")
    assert status == 200
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (await edge.get("/v1/session"))[0] == 201
