"""Everybody who does not write: people who read, who sign in and out, and open live lines."""

from __future__ import annotations

import asyncio
import copy
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import cycle

import aiohttp

from tests.e2e.person import Answer, Person
from tests.proofs.durability.writer import Trouble
from tests.proofs.samples import FREE, samples
from tests.soak.errors import NO_ANSWER, TICKET_TWICE
from tests.support.product import Product

# Left out: what answers with a redirect to a provider and back.
ELSEWHERE = frozenset({"authorize", "callback"})
ANSWER_SECONDS = 10.0
SECONDS = {"reads": 0.5, "sign-ins": 10.0, "live lines": 5.0}


class Unwanted(Exception):
    """An answer that is not the one that was due; the status is its text."""


class Visitor(threading.Thread):
    """Does the same again and again until told to stop; what goes wrong it notes."""

    def __init__(
        self, name: str, act: Callable[[], None], stopping: threading.Event, seconds: float
    ) -> None:
        super().__init__(daemon=True, name=name)
        self.done = 0
        self.troubles: list[Trouble] = []
        self._act = act
        self._stopping = stopping
        self._seconds = seconds

    def run(self) -> None:
        """Visit."""
        while not self._stopping.wait(self._seconds):
            began = time.monotonic()
            try:
                self._act()
                self.done += 1
            except Unwanted as answer:
                self.troubles.append(Trouble(str(answer), began, time.monotonic()))
            # A cut inside its headers makes an answer one without its body or cookies.
            except (OSError, http.client.HTTPException, aiohttp.ClientError, KeyError, TypeError):
                self.troubles.append(Trouble(NO_ANSWER, began, time.monotonic()))
            except Exception as error:  # noqa: BLE001 - a visitor that ends would hide the next
                what = type(error).__name__
                self.troubles.append(Trouble(what, began, time.monotonic()))


def visitors(
    product: Product, reader: Person, stranger: Person, port: int, stopping: threading.Event
) -> list[Visitor]:
    """One visitor of each kind, whose connections lead through a port.

    The stranger signs in and out, and so must be nobody else.
    """
    near = copy.copy(product)
    near.port = port
    reader.product = stranger.product = near
    paths = cycle(_paths())
    acts: dict[str, Callable[[], None]] = {
        "reads": lambda: _due(reader.send("GET", next(paths)), 200),
        "sign-ins": lambda: _sign_in_and_out(stranger),
        "live lines": lambda: _listen(reader, product.url, port),
    }
    return [Visitor(name, act, stopping, SECONDS[name]) for name, act in acts.items()]


def _paths() -> Iterator[str]:
    """Everything that can be read without naming something of one's own."""
    for sample in samples():
        free = sample.operation.path_types.keys() <= FREE.keys()
        if sample.operation.method == "GET" and free and sample.name not in ELSEWHERE:
            yield sample.path()


def _due(answer: Answer, status: int) -> None:
    """Raises `Unwanted` for another status."""
    if answer.status != status:
        raise Unwanted(str(answer.status))


def _sign_in_and_out(stranger: Person) -> None:
    body = {"email": stranger.email, "password": stranger.password}
    entered = stranger.send("POST", "/v1/auth/sign-in", body)
    _due(entered, 200)
    stranger.csrf = entered.body["csrf_token"]
    _due(stranger.send("GET", "/v1/session"), 200)
    _due(stranger.send("POST", "/v1/auth/sign-out"), 204)


def _listen(reader: Person, origin: str, port: int) -> None:
    answer = reader.send("POST", "/v1/tickets")
    _due(answer, 201)
    address = f"ws://127.0.0.1:{port}/ws?ticket={answer.body['ticket']}"
    asyncio.run(_ping(address, origin))


async def _ping(address: str, origin: str) -> None:
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(address, origin=origin) as line:
                await line.send_str('{"type":"ping"}')
                said = await line.receive(timeout=ANSWER_SECONDS)
        except aiohttp.WSServerHandshakeError as refusal:
            refused = refusal.status == HTTPStatus.FORBIDDEN
            raise Unwanted(TICKET_TWICE if refused else str(refusal.status)) from refusal
    if said.type is not aiohttp.WSMsgType.TEXT:
        raise ConnectionError
    if json.loads(said.data).get("type") != "pong":
        raise Unwanted("no pong")
