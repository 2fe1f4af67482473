"""Sends requests to a deployed REST API as the edge does, over connections that stay open."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.local.deployed import Deployed

AWAY = 503
TRIES = 4
# What differs from one answer to the next whoever asks; connections end after so many answers.
_OF_THE_MOMENT = frozenset({"date", "connection", "x-amzn-requestid", "x-amz-request-id"})


@dataclass(frozen=True)
class Answer:
    """An answer: status, headers by lower-case name, and the body, decoded if it is JSON."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: Any

    @property
    def kind(self) -> str:
        """The type of the problem, nothing for another document."""
        return str(self.body.get("type", "")) if isinstance(self.body, dict) else ""

    def essence(self) -> tuple[int, Any, Any]:
        """All of it but what names this one request."""
        headers = {k: v for k, v in self.headers.items() if k not in _OF_THE_MOMENT}
        body = self.body
        if isinstance(body, dict):
            body = {k: v for k, v in body.items() if k != "instance"}
        return self.status, headers, body


class Door:
    """One REST API on the local cloud."""

    def __init__(self, deployed: Deployed, api: str = "", stage: str = "") -> None:
        outputs = deployed.outputs
        place = f"{api or outputs['RestApiId']}/{stage or outputs['RestStage']}"
        self._url = f"{deployed.stack.cloud_url}/_aws/execute-api/{place}"
        self._pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=urllib3.Timeout(60))

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request and read its answer; redirects are not followed.

        On a busy machine a part may not answer in time; as that answer asks, it is tried again.
        """
        for _ in range(TRIES):
            found = self._send(method, path, body, headers)
            if found.status != AWAY:
                break
            time.sleep(float(found.headers.get("retry-after", ("1",))[0]))
        return found

    def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None) -> Answer:
        sent = {"Content-Type": "application/json", **(headers or {})}
        raw = None if body is None else json.dumps(body)
        found = self._pool.request(method, self._url + path, body=raw, headers=sent, redirect=False)
        names = {name.lower() for name in found.headers}
        text = found.data.decode()
        is_json = "json" in found.headers.get("Content-Type", "")
        return Answer(
            found.status,
            {name: tuple(found.headers.getlist(name)) for name in names},
            json.loads(text) if is_json and text else text,
        )
