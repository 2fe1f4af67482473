"""Begins the trace of each request, as API Gateway does on AWS, so that a browser can follow it."""

from __future__ import annotations

import json
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from infra.local.edge.paths import masked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from infra.local.edge.settings import Settings

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TRACE_HEADER = "X-Amzn-Trace-Id"
_TRACED = ("/v1/", "/ws")
_PREAMBLE = b'{"format": "json", "version": 1}\n'


@dataclass(frozen=True)
class Trace:
    """The trace of one request, and the edge's own segment in it."""

    root: str
    segment: str

    @classmethod
    def begin(cls) -> Trace:
        """Return a new one."""
        return cls(f"1-{int(time.time()):08x}-{secrets.token_hex(12)}", secrets.token_hex(8))

    @property
    def onward(self) -> str:
        """What the next hop is told."""
        return f"Root={self.root};Parent={self.segment};Sampled=1"

    @property
    def returned(self) -> str:
        """What the browser is told."""
        return f"Root={self.root}"


# Where a request keeps its trace while it is being answered.
TRACE_KEY = web.RequestKey("trace", Trace)


class Tracer:
    """Records a segment for each request to the API; without a daemon none."""

    def __init__(self, settings: Settings) -> None:
        self._daemon = settings.trace_daemon
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer the request within a trace of its own."""
        request[TRACE_KEY] = Trace.begin()
        begun, status = time.time(), 499  # the client went away before an answer
        try:
            answer = await handler(request)
            status = answer.status
        except web.HTTPException as refusal:
            status = refusal.status
            raise
        finally:
            if request.path.startswith(_TRACED):
                self._record(request, begun, status)
        return answer

    def _record(self, request: web.Request, begun: float, status: int) -> None:
        trace = request[TRACE_KEY]
        segment = {
            "trace_id": trace.root,
            "id": trace.segment,
            "name": "edge",
            "start_time": begun,
            "end_time": time.time(),
            "http": {
                "request": {"method": request.method, "url": masked(request.path)},
                "response": {"status": status},
            },
            "error": 400 <= status < 500,
            "fault": status >= 500,
        }
        if self._daemon is None:
            return
        with suppress(OSError):  # like the daemon's own clients: a lost segment is no failure
            self._socket.sendto(_PREAMBLE + json.dumps(segment).encode(), self._daemon)
