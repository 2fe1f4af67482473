"""An open WebSocket that only listens, in a thread of its own, and notices when it is closed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Self

import aiohttp

from infra.local.deployed import Deployed

OPENING_SECONDS = 20
OPENED = 101


class LiveSocket:
    """A socket for a ticket, by default from the product's own page; use it in a `with`."""

    def __init__(self, deployed: Deployed, ticket: str, origin: str | None = None) -> None:
        self.status = 0
        self.closed = threading.Event()
        api, stage = deployed.outputs["SocketApiId"], deployed.outputs["SocketStage"]
        place = f"{deployed.stack.cloud_url}/_aws/execute-api/{api}/{stage}"
        self._url = f"{place}?ticket={ticket}"
        self._origin = origin or deployed.stack.public_url
        self._answered, self._leaving = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()))

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._answered.wait(OPENING_SECONDS), "the handshake is not answered"
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()

    async def _live(self) -> None:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(self._url, origin=self._origin) as socket,
            ):
                self.status = OPENED
                self._answered.set()
                await self._listen(socket)
        except aiohttp.WSServerHandshakeError as refusal:
            self.status = refusal.status
            self._answered.set()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while not self._leaving.is_set():
            try:
                message = await socket.receive(timeout=0.1)
            except TimeoutError:
                continue
            if message.type is not aiohttp.WSMsgType.TEXT:
                self.closed.set()
                return


def seconds_until(holds: Callable[[], bool], patience: float) -> float | None:
    """How long something takes to come true; None when it does not in time."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        if holds():
            return time.monotonic() - began
        time.sleep(0.02)
    return None
