"""The matrix of the WebSocket API: who may open a socket, and who may still speak on one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from serenity.ids import digest, new_secret
from tests.proofs.authorisation.cast import Cast, Headers
from tests.proofs.authorisation.matrix import Cell
from tests.support.people import Person

# Every route there is. The gateway itself calls $disconnect; nobody can send it.
ROUTES = frozenset({"$connect", "$default", "$disconnect"})
OPEN = 101
REFUSED = frozenset({401, 403})
REVOCATION_SECONDS = 60
_ANSWER_SECONDS = 20


class SocketMatrix:
    """Knocks at the socket API with the tickets that each actor can come by."""

    def __init__(self, cast: Cast, api: str = "", stage: str = "") -> None:
        self._cast = cast
        self._deployed = cast.people.deployed
        outputs = self._deployed.outputs
        self._api = api or outputs["SocketApiId"]
        place = f"{self._api}/{stage or outputs['SocketStage']}"
        self._url = f"{self._deployed.stack.cloud_url}/_aws/execute-api/{place}"

    def cells(self) -> Iterator[Cell]:
        """Every route by every actor."""
        gateway = self._deployed.client("apigatewayv2")
        routes = {each["RouteKey"] for each in gateway.get_routes(ApiId=self._api)["Items"]}
        for route in sorted(routes | ROUTES):
            fault = "" if route in routes and route in ROUTES else "no actor is known for it"
            yield _cell(route, "the reader of the template", fault)
        yield from self.opening()
        yield asyncio.run(self._staying())
        for actor, leave in self._departures().items():
            yield from asyncio.run(self._leaving(actor, leave))

    def opening(self) -> Iterator[Cell]:
        """A fresh ticket opens one socket; nothing else does."""
        owner = self._cast.owner
        browser, used = owner.browser.headers, self._ticket(owner.browser.headers)
        shown: dict[str, tuple[str | None, bool]] = {
            "the owner's browser": (used, True),
            "the owner's phone": (self._ticket(owner.phone.headers), True),
            "nobody": (None, False),
            "a garbage ticket": ("garbage", False),
            "an invented ticket": (new_secret(), False),
            "a ticket used before": (used, False),
            "an expired ticket": (self._expired(self._ticket(browser)), False),
            "an access token": (owner.phone.access, False),
            "an ID token": (owner.phone.identity, False),
            "a session's secret": (owner.browser.session, False),
        }
        for actor, (ticket, welcome) in shown.items():
            yield _opened(actor, asyncio.run(self._knock(ticket)), welcome=welcome)
        elsewhere = self._knock(self._ticket(browser), "https://elsewhere.example")
        yield _opened("a foreign origin", asyncio.run(elsewhere), welcome=False)

    async def _staying(self) -> Cell:
        ticket = self._ticket(self._cast.owner.browser.headers)
        async with aiohttp.ClientSession() as session, self._socket(session, ticket) as socket:
            heard = await _is_heard(socket) and await _is_heard(socket)
        return _cell("$default", "the owner's browser", "" if heard else "no answer")

    async def _leaving(self, actor: str, leave: Callable[[Person], None]) -> list[Cell]:
        """Whoever is no longer welcome is heard no more, and a ticket kept back is void."""
        person = self._cast.people.born()
        ticket, kept = (self._ticket(person.browser.headers) for _ in range(2))
        fault = ""
        async with aiohttp.ClientSession() as session, self._socket(session, ticket) as socket:
            assert await _is_heard(socket), "a fresh socket does not answer"
            await asyncio.to_thread(leave, person)
            deadline = time.monotonic() + REVOCATION_SECONDS
            while not fault and await _is_heard(socket):
                if time.monotonic() > deadline:
                    fault = f"still heard after {REVOCATION_SECONDS} s"
                await asyncio.sleep(0.2)
        opened = _opened(f"{actor}, by a ticket", await self._knock(kept), welcome=False)
        return [_cell("$default", actor, fault), opened]

    def _departures(self) -> Mapping[str, Callable[[Person], None]]:
        """How people come to be no longer welcome."""
        cast = self._cast
        return {
            "someone who signed out": lambda person: cast.sign_out(person.browser.headers),
            "someone with a new password": cast.set_password,
            "an erased person": cast.erase,
        }

    def _ticket(self, headers: Headers) -> str:
        answer = self._cast.door.send("POST", "/v1/tickets", None, headers)
        assert answer.status == 201, f"no ticket: {answer.status} {answer.kind}"
        return str(answer.body["ticket"])

    def _expired(self, ticket: str) -> str:
        self._deployed.client("dynamodb").update_item(
            TableName=self._deployed.outputs["TicketsTable"],
            Key={"ticket_hash": {"S": digest(ticket)}},
            UpdateExpression="SET expires_at = :past",
            ExpressionAttributeValues={":past": {"N": "1000000000"}},
        )
        return ticket

    async def _knock(self, ticket: str | None, origin: str = "") -> int:
        """The status of a handshake."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                self._socket(session, ticket, origin) as _,
            ):
                return OPEN
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status

    def _socket(self, session: aiohttp.ClientSession, ticket: str | None, origin: str = "") -> Any:
        query = "" if ticket is None else "?" + urlencode({"ticket": ticket})
        return session.ws_connect(
            self._url + query, origin=origin or self._deployed.stack.public_url
        )


async def _is_heard(socket: aiohttp.ClientWebSocketResponse) -> bool:
    """Whether the socket answers; one that was closed does not."""
    if socket.closed:
        return False
    try:
        await socket.send_json({"type": "ping"})
        while True:
            message = await socket.receive(timeout=_ANSWER_SECONDS)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return False
            if message.json() == {"type": "pong"}:
                return True
    except (ConnectionError, TimeoutError):
        return False


def _cell(route: str, actor: str, fault: str) -> Cell:
    return Cell(f"socket {route}", actor, fault)


def _opened(actor: str, status: int, *, welcome: bool) -> Cell:
    right = status == OPEN if welcome else status in REFUSED
    return _cell("$connect", actor, "" if right else f"{status} at the handshake")
