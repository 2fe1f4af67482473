"""A thousand open sockets: how many are refused, how long a message takes, how many miss theirs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType

from functions.notifications.domain import MOST_SOCKETS
from tests.benchmarks.faulty_server import FAULTS, faulty_server
from tests.benchmarks.timing import quantile
from tests.e2e.person import Person, settled
from tests.proofs.proof import Finding, Planted, Proof, Run

SOCKETS = 1000
PEOPLE = SOCKETS // MOST_SOCKETS
ALONE = 10  # people who reach their goal one after the other; the others do at the same time
AT_ONCE = 4  # handshakes; the client and the whole product share this machine
PATIENCE_SECONDS = 60.0
FAN_OUT_SECONDS = 2
# Twice what two busy cores showed.
OPENING_SECONDS, ALL_SECONDS = 400, 40


@dataclass
class Heard:
    """What so many sockets heard; times are seconds since the entries were sent."""

    sockets: int
    opened: int = 0
    opening: float = 0.0
    messages: int = 0
    alone: list[float] = field(default_factory=list)  # until the last tab of one person
    together: float = 0.0  # until the last tab of all the others


def plant(_: Run) -> Iterator[Planted]:
    """A server that refuses a socket, one that forgets a message, and one that is slow."""
    for fault in FAULTS:
        heard = asyncio.run(_at_a_server_that(fault))
        yield Planted(f"a server that {fault}", not all(found.ok for found in _findings(heard)))
    heard = asyncio.run(_at_a_server_that("does well"))
    assert all(found.ok for found in _findings(heard)), "a server without a fault was refused"


async def _at_a_server_that(fault: str) -> Heard:
    """Three tabs of one person."""
    heard = Heard(sockets=3)
    async with faulty_server(fault) as url, ClientSession() as session:
        sockets = [await _open(session, url) for _ in range(heard.sockets)]
        tabs = [_listening(socket) for socket in sockets if socket is not None]
        heard.opened = len(tabs)
        told = await _told(tabs, time.perf_counter(), patience=FAN_OUT_SECONDS + 1)
    heard.messages, heard.alone = len(told), [max(told, default=0)]
    return heard


def prove(run: Run) -> Iterator[Finding]:
    """Sockets refused and messages dropped of a thousand, and the time until tabs have theirs."""
    people = [settled(run.ground.product) for _ in range(PEOPLE)]
    for person in people:
        person.want("water", 500)
    yield from _findings(asyncio.run(_open_and_listen(people)))


def _findings(heard: Heard) -> Iterator[Finding]:
    of = f"of {heard.sockets}"
    tabs = f"of {len(heard.alone)} people, one after the other, with {MOST_SOCKETS} tabs each"
    yield Finding("refused", heard.sockets - heard.opened, of, at_most=0, method="a ticket each")
    yield Finding(
        "until all are open", heard.opening, "s", at_most=OPENING_SECONDS,
        method=f"a ticket and a handshake each, {AT_ONCE} at once",
    )  # fmt: skip
    yield Finding(
        "messages dropped", heard.sockets - heard.messages, of, at_most=0,
        method=f"each person reaches a goal; waiting {PATIENCE_SECONDS:g} s",
    )  # fmt: skip
    yield Finding(
        "fan-out to all tabs of a person, p95", quantile(heard.alone, 0.95), "s",
        at_most=FAN_OUT_SECONDS, method=f"{tabs}, from the entry to the last tab",
    )  # fmt: skip
    yield Finding(
        "until the last of all tabs has its message", heard.together, "s", at_most=ALL_SECONDS,
        method="all others reach their goal at the same time",
    )  # fmt: skip


async def _open_and_listen(people: Sequence[Person]) -> Heard:
    heard = Heard(SOCKETS)
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        began, turn = time.perf_counter(), asyncio.Semaphore(AT_ONCE)
        tabs = await asyncio.gather(*(_tabs(session, person, turn) for person in people))
        heard.opening = time.perf_counter() - began
        heard.opened = sum(map(len, tabs))
        for person, own in zip(people[:ALONE], tabs[:ALONE], strict=True):
            told = await _reach([person], own)
            heard.messages += len(told)
            heard.alone.append(max(told, default=PATIENCE_SECONDS))
        told = await _reach(people[ALONE:], [tab for own in tabs[ALONE:] for tab in own])
        heard.messages += len(told)
        heard.together = max(told, default=PATIENCE_SECONDS)
    return heard


async def _tabs(
    session: ClientSession, person: Person, turn: asyncio.Semaphore
) -> list[asyncio.Task[float | None]]:
    opened = []
    for _ in range(MOST_SOCKETS):
        async with turn:
            ticket = (await asyncio.to_thread(person.post, "/v1/tickets"))["ticket"]
            url = person.product.url
            socket = await _open(session, f"{url}/ws?ticket={ticket}", url)
            if socket is not None:
                opened.append(_listening(socket))
    return opened


async def _open(
    session: ClientSession, url: str, origin: str | None = None
) -> ClientWebSocketResponse | None:
    """A socket; None when it is refused."""
    try:
        return await session.ws_connect(url, origin=origin)
    except ClientError:
        return None


async def _reach(
    people: Sequence[Person], tabs: Sequence[asyncio.Task[float | None]]
) -> list[float]:
    """Let people reach their goals at the same time; the seconds until each tab was told."""
    began = time.perf_counter()
    log = (asyncio.to_thread(person.log, "water", volume_ml=600) for person in people)
    await asyncio.gather(*log)
    return await _told(tabs, began, PATIENCE_SECONDS)


async def _told(
    tabs: Sequence[asyncio.Task[float | None]], began: float, patience: float
) -> list[float]:
    if not tabs:
        return []
    done, waiting = await asyncio.wait(tabs, timeout=patience)
    for tab in waiting:
        tab.cancel()
    return [at - began for tab in done if (at := tab.result()) is not None]


def _listening(socket: ClientWebSocketResponse) -> asyncio.Task[float | None]:
    return asyncio.create_task(_hear(socket))


async def _hear(socket: ClientWebSocketResponse) -> float | None:
    """When the message about the goal came; None when the socket was closed before."""
    async for message in socket:
        if message.type is WSMsgType.TEXT and _tells_a_goal(message.data):
            return time.perf_counter()
    return None


def _tells_a_goal(text: str) -> bool:
    content = json.loads(text).get("notification", {}).get("content", {})
    return bool(content.get("kind") == "goal_reached")


PROOF = Proof("sockets", plant, prove)
