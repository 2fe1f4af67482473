"""A server of sockets that tells each of a goal, and treats the third one badly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from aiohttp.test_utils import TestServer
from aiohttp.web import Application, Request, Response, StreamResponse, WebSocketResponse, get

FAULTS = ("refuses a socket", "forgets a message", "takes its time")
SLOW_SECONDS = 2.2
TOLD = json.dumps({"notification": {"content": {"kind": "goal_reached"}}})


@asynccontextmanager
async def faulty_server(fault: str) -> AsyncIterator[str]:
    """The address of a server with that fault."""
    numbers = count(1)

    async def accept(request: Request) -> StreamResponse:
        now = fault if next(numbers) == 3 else ""
        if now == "refuses a socket":
            return Response(status=403)
        socket = WebSocketResponse()
        await socket.prepare(request)
        if now == "takes its time":
            await asyncio.sleep(SLOW_SECONDS)
        if now != "forgets a message":
            await socket.send_str(TOLD)
        await socket.receive()
        return socket

    app = Application()
    app.add_routes([get("/ws", accept)])
    async with TestServer(app) as server:
        yield str(server.make_url("/ws"))
