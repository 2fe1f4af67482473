"""The live connection through the edge, both ways."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

if TYPE_CHECKING:
    from tests.infra.local.edge.support import Cloud, Edge

pytestmark = pytest.mark.anyio


async def test_messages_travel_both_ways(cloud: Cloud, edge: Edge) -> None:
    async with edge.client.ws_connect(
        f"{edge.url}/ws?ticket=good",
        origin="http://localhost:8000",
        protocols=("serenity",),
        headers={"Cookie": "__Host-session=abc"},
    ) as ws:
        assert ws.protocol == "serenity"
        for word in ("one", "two"):
            await ws.send_str(word)
            assert await ws.receive_str(timeout=5) == f"echo {word}"
    async with asyncio.timeout(5):
        await cloud.socket_closed.wait()
    (seen,) = cloud.seen
    assert seen.headers["Origin"] == "http://localhost:8000"
    assert seen.headers["Cookie"] == "__Host-session=abc"
    assert seen.headers["X-Forwarded-For"] == "127.0.0.1"
    assert cloud.socket_messages == ["one", "two"]


async def test_the_clouds_close_code_reaches_the_browser(edge: Edge) -> None:
    async with edge.client.ws_connect(f"{edge.url}/ws?ticket=good") as ws:
        await ws.send_str("end")
        await ws.receive(timeout=5)
        assert ws.close_code == 4001


async def test_a_refused_handshake_is_refused_to_the_browser(edge: Edge) -> None:
    with pytest.raises(WSServerHandshakeError) as refusal:
        await edge.client.ws_connect(f"{edge.url}/ws?ticket=bad")
    assert refusal.value.status == 401


async def test_a_plain_request_is_told_to_upgrade(edge: Edge) -> None:
    status, headers, _ = await edge.get("/ws")
    assert status == 426
    assert headers["Upgrade"] == "websocket"


async def test_stopping_tells_the_browser_to_come_back(edge: Edge) -> None:
    async with edge.client.ws_connect(f"{edge.url}/ws?ticket=good") as ws:
        await ws.send_str("one")
        await ws.receive_str(timeout=5)
        stopping = asyncio.create_task(edge.stop())
        goodbye = await ws.receive(timeout=5)
        assert (goodbye.type, goodbye.data) == (WSMsgType.CLOSE, 1001)
        await stopping
