"""Somebody who uses the product, remembers what it answered, and listens for news."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import aiohttp

from tests.e2e.person import Answer, Person
from tests.proofs.samples import Sample, samples
from tests.support.product import Product

SECONDS = 15


class Life:
    """A person and their requests; `answered` are the operations that did what was asked."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.person = Person(product, f"ana-{uuid4().hex[:10]}@example.org")
        self.answered: set[str] = set()
        self.samples: dict[str, list[Sample]] = {}
        for sample in samples():
            self.samples.setdefault(sample.name, []).append(sample)

    def do(
        self, name: str, body: Any = None, *, person: Person | None = None, **ids: str
    ) -> Answer:
        """Carry out an operation with each of its samples, or with another body.

        Raises:
            AssertionError: when it is refused.
        """
        answer = Answer(0, None, {})
        for sample in self.samples[name]:
            sender = person or self.person
            answer = _send(sender, sample, sample.body if body is None else body, ids)
        self.answered.add(name)
        return answer

    def enter(self, person: Person) -> None:
        """Sign in with the password."""
        given = {"email": person.email, "password": person.password}
        body = self.do("sign_in", given, person=person).body
        person.csrf, person.user_id = body["csrf_token"], body["user_id"]

    def elsewhere(self) -> Person:
        """The same person in another browser."""
        other = Person(self.product, self.person.email, self.person.password)
        self.enter(other)
        return other

    def session(self, person: Person | None = None) -> str:
        """The id of the session that is used now."""
        found = (person or self.person).get("/v1/sessions")["items"]
        return str(next(each["id"] for each in found if each["current"]))

    @contextmanager
    def socket(self, person: Person | None = None) -> Iterator[Socket]:
        """An open tab."""
        ticket = self.do("create_ticket", person=person).body["ticket"]
        with asyncio.Runner() as runner:
            socket = Socket(runner, f"{self.product.url}/ws?ticket={ticket}", self.product.url)
            try:
                yield socket
            finally:
                socket.close()


class Socket:
    """A WebSocket of a tab; what arrives waits until it is read."""

    def __init__(self, runner: asyncio.Runner, url: str, origin: str) -> None:
        self._runner = runner
        self._session, self._socket = runner.run(_opened(url, origin))

    def ping(self) -> str:
        """Say something and wait for an answer of that kind; "closed" when there is none."""
        return self._runner.run(self._ping())

    def await_end(self) -> None:
        """Say nothing and wait until the other side closes.

        Raises:
            TimeoutError: when it stays open.
        """
        self._runner.run(self._await_end())

    def close(self) -> None:
        """Close the tab."""
        self._runner.run(self._close())

    async def _ping(self) -> str:
        await self._socket.send_str('{"type":"ping"}')
        while True:
            message = await self._socket.receive(timeout=SECONDS)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return "closed"
            if message.json()["type"] == "pong":
                return "pong"

    async def _await_end(self) -> None:
        while (await self._socket.receive(timeout=SECONDS)).type is aiohttp.WSMsgType.TEXT:
            pass

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()


async def _opened(
    url: str, origin: str
) -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
    session = aiohttp.ClientSession()
    try:
        return session, await session.ws_connect(url, headers={"Origin": origin})
    except BaseException:
        await session.close()
        raise


def outputs(product: Product) -> dict[str, str]:
    """What the deployed stack puts out."""
    stack = product.client("cloudformation").describe_stacks(StackName="serenity")["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def _send(person: Person, sample: Sample, body: Any, ids: dict[str, str]) -> Answer:
    path, headers = sample.path(ids), {}
    if not sample.unconditional:
        headers["If_Match"] = person.send("GET", path).headers["etag"]
    answer = person.send(sample.operation.method, path, body, **headers)
    assert answer.status < 400, f"{sample.name} answers {answer.status}: {answer.body}"
    return answer
