"""A thousand open sockets: how many are refused, how long a message takes to all, how many miss."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType

from functions.notifications.domain import MOST_SOCKETS
from tests.benchmarks.figure import Figure
from tests.e2e.person import Person, settled
from tests.proofs.ground import Ground

SOCKETS = 1000
PEOPLE = SOCKETS // MOST_SOCKETS
AT_ONCE = 4  # handshakes; the client and the whole product share this machine
PATIENCE_SECONDS = 60.0
HOW = f"{PEOPLE} people with {MOST_SOCKETS} tabs each reach a goal at the same time"


def measure(ground: Ground) -> Iterator[Figure]:
    """Sockets refused and messages dropped of a thousand, and the time until all have theirs."""
    people = [settled(ground.product) for _ in range(PEOPLE)]
    for person in people:
        person.want("water", 500)
    open_seconds, connected, fan_out, received = asyncio.run(_open_and_listen(people))
    yield Figure("sockets: refused", SOCKETS - connected, f"of {SOCKETS}", 0, "a ticket for each")
    yield Figure("sockets: opened", connected / open_seconds, "per second", None, "ticket included")
    yield Figure("sockets: messages dropped", SOCKETS - received, f"of {SOCKETS}", 0, HOW)
    yield Figure("sockets: until the last has its message", fan_out, "s", None, HOW)
    yield Figure("sockets: fan-out", received / fan_out, "messages per second", None, HOW)


async def _open_and_listen(people: list[Person]) -> tuple[float, int, float, int]:
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        turn = asyncio.Semaphore(AT_ONCE)
        opened = await asyncio.gather(*(_tabs(session, person, turn) for person in people))
        open_seconds = time.perf_counter() - began
        sockets = [socket for tabs in opened for socket in tabs]
        listening = [asyncio.create_task(_hear(socket)) for socket in sockets]
        began = time.perf_counter()
        log = (asyncio.to_thread(person.log, "water", volume_ml=600) for person in people)
        await asyncio.gather(*log)
        heard = [at for at in await asyncio.gather(*listening) if at is not None]
        for socket in sockets:
            await socket.close()
        return open_seconds, len(sockets), max(heard, default=began) - began, len(heard)


async def _tabs(
    session: ClientSession, person: Person, turn: asyncio.Semaphore
) -> list[ClientWebSocketResponse]:
    opened = []
    for _ in range(MOST_SOCKETS):
        async with turn:
            ticket = (await asyncio.to_thread(person.post, "/v1/tickets"))["ticket"]
            address = f"{person.product.url}/ws?ticket={ticket}"
            with contextlib.suppress(ClientError):  # counted as refused
                opened.append(await session.ws_connect(address, origin=person.product.url))
    return opened


async def _hear(socket: ClientWebSocketResponse) -> float | None:
    """When the message about the goal came; None when it did not."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for message in socket:
                if message.type is WSMsgType.TEXT and _tells_a_goal(message.data):
                    return time.perf_counter()
    except TimeoutError:
        pass
    return None


def _tells_a_goal(text: str) -> bool:
    content = json.loads(text).get("notification", {}).get("content", {})
    return bool(content.get("kind") == "goal_reached")
