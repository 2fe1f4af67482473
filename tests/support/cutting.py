"""A TCP proxy on 127.0.0.1 that cuts connections at a random byte, in either direction."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

CHUNK = 64 * 1024


class Cut(Exception):
    """The connection has carried as many bytes as it may."""


class CuttingProxy:
    """Passes bytes on to a port; while `armed`, most connections end after so many bytes.

    What a connection may carry follows from the seed and the connection's number: a share of
    `spared` carries everything, the others up to `up` bytes to the server or `down` bytes back.
    """

    def __init__(
        self, target: int, seed: int, *, up: int, down: int, spared: float = 0.0, armed: bool = True
    ) -> None:
        self.armed = armed
        self.cut_at: list[float] = []
        self.port = 0
        self._target = target
        self._seed = seed
        self._limits = (up, down)
        self._spared = spared
        self._connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def cuts(self) -> int:
        """How many connections were cut."""
        return len(self.cut_at)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        mine = asyncio.current_task()
        left = [task for task in asyncio.all_tasks() if task is not mine]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        budgets = self._budgets(self._connections)
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pumps = [
            asyncio.create_task(self._pump(reader, upstream[1], budgets[0])),
            asyncio.create_task(self._pump(upstream[0], writer, budgets[1])),
        ]
        with suppress(asyncio.CancelledError):  # the proxy ends
            await self._join(pumps, writer, upstream[1])

    async def _join(self, pumps: list[asyncio.Task[None]], *ends: asyncio.StreamWriter) -> None:
        """Wait until one direction ends, then end both."""
        try:
            done, _ = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            cut = any(isinstance(pump.exception(), Cut) for pump in done)
            if cut:
                self.cut_at.append(time.monotonic())
            for end in ends:
                end.transport.abort() if cut else end.close()
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for end in ends:
                end.close()

    def _budgets(self, number: int) -> tuple[int | None, int | None]:
        chance = random.Random(f"{self._seed}/{number}")
        if chance.random() < self._spared:
            return None, None
        way = chance.randrange(2)
        budget = chance.randint(1, self._limits[way])
        return (budget, None) if way == 0 else (None, budget)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, budget: int | None
    ) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                if budget is not None and self.armed:
                    if len(data) >= budget:
                        sink.write(data[: budget - 1])
                        raise Cut
                    budget -= len(data)
                sink.write(data)
                await sink.drain()
