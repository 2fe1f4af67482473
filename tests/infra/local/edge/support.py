"""An HTTP server that stands for the local cloud, and a client of a running edge."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from multidict import CIMultiDict

    from infra.local.edge.settings import Settings

PAGE = "<!doctype html><title>Serenity</title>" + "<p>calm</p>" * 300
SCRIPT = "export const calm = true;\n" * 200


@dataclass
class Cloud:
    """What the stand-in of the local cloud saw, and how it should answer."""

    url: str = ""
    seen: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    socket_messages: list[str] = field(default_factory=list)
    socket_closed: asyncio.Event = field(default_factory=asyncio.Event)
    mail: list[dict[str, Any]] = field(default_factory=list)

    async def api(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        self.bodies.append(await request.read())
        if request.path.endswith("/cookies"):
            answer = web.Response(status=204)
            answer.headers.add("Set-Cookie", "__Host-session=a; Path=/; Secure; HttpOnly")
            answer.headers.add("Set-Cookie", "theme=night; Path=/")
            answer.headers["Connection"] = "X-Inner"
            answer.headers["X-Inner"] = "secret"
            return answer
        if request.path.endswith("/public"):
            return web.Response(text="{}", headers={"Cache-Control": "max-age=60"})
        if request.path.endswith("/unchanged"):
            return web.Response(status=304, headers={"ETag": '"1"'})
        if request.path.endswith("/hang"):
            await asyncio.sleep(5)
        if request.path.endswith(("/stream", "/broken")):
            return await self.stream(request)
        return web.json_response({"path": request.raw_path}, status=201)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        for number in range(3):
            await stream.write(f"{number}\n".encode())
        if request.path.endswith("/broken"):
            assert request.transport is not None
            request.transport.abort()
        return stream

    async def socket(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        if request.query.get("ticket") != "good":
            return web.Response(status=401)
        ws = web.WebSocketResponse(protocols=("serenity",))
        await ws.prepare(request)
        async for message in ws:
            self.socket_messages.append(message.data)
            if message.data == "end":
                await ws.close(code=4001)
            else:
                await ws.send_str(f"echo {message.data}")
        self.socket_closed.set()
        return ws

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        target = request.query["to"].replace("CLOUD", self.url)
        return web.Response(status=302, headers={"Location": target})

    async def returned(self, _request: web.Request) -> web.Response:
        html = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Back</title>'
        return web.Response(text=html, content_type="text/html")

    async def messages(self, _request: web.Request) -> web.Response:
        return web.json_response({"messages": {"000000000000": self.mail}})

    def application(self) -> web.Application:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_get("/_aws/execute-api/socket1/local", self.socket)
        app.router.add_route("*", "/_aws/execute-api/rest1/local/{tail:.*}", self.api)
        app.router.add_get("/oauth2/authorize", self.authorize)
        app.router.add_get("/oauth2/idpresponse", self.returned)
        app.router.add_get("/_ministack/ses/messages", self.messages)
        return app


@dataclass
class Edge:
    """A running edge and a browser-like client without cookies of its own."""

    url: str
    settings: Settings
    client: ClientSession
    runner: web.AppRunner

    async def stop(self) -> None:
        await self.runner.cleanup()

    async def get(self, path: str, **headers: str) -> tuple[int, CIMultiDict[str], str]:
        async with self.client.get(
            f"{self.url}{path}",
            headers={"Accept-Encoding": "identity"}
            | {name.replace("_", "-"): value for name, value in headers.items()},
            allow_redirects=False,
        ) as answer:
            return answer.status, answer.headers.copy(), await answer.text()
