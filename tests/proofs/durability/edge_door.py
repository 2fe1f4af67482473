"""A person's way through the edge, one connection a request, now and then two at once."""

from __future__ import annotations

import http.client
import json
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.e2e.person import AGENT, Person
from tests.proofs.durability.writer import Answer
from tests.support.handlers import Lost

ANSWER_SECONDS = 35.0  # a little longer than the edge waits for the cloud
NO_CONTENT = 204
ACCEPTED = range(200, 300)


class EdgeDoor:
    """A signed-in person's way; `twins` is the share of requests that are sent twice at once."""

    def __init__(self, person: Person, port: int, chance: random.Random, twins: float = 0) -> None:
        self.doubled = 0
        self._port = port
        self._chance = chance
        self._twins = twins
        cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items() if value)
        self._headers = {
            "User-Agent": AGENT,
            "X-CSRF-Token": person.csrf,
            "Cookie": cookies,
            "Content-Type": "application/json",
        }

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """One try; raises `Lost` when no whole answer came."""
        if self._chance.random() >= self._twins:
            return self._send(method, path, body, headers)
        with ThreadPoolExecutor(1) as pool:
            twin = pool.submit(self._send, method, path, body, headers)
            answer = self._send(method, path, body, headers)
        if twin.exception() is None and {answer.status, twin.result().status} <= set(ACCEPTED):
            self.doubled += 1
        return answer

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        text = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, text, self._headers | headers)
            answer = connection.getresponse()
            content = answer.read()
            # What is cut inside its headers looks like an answer without a body, or with a shorter.
            said = answer.headers["Content-Length"] or ""
            if answer.status != NO_CONTENT and int(said) != len(content):
                raise Lost
            return Answer(answer.status, json.loads(content) if content else None)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Lost from error
        finally:
            connection.close()
