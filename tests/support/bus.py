"""An event bus for one process: takes PutEvents, and now and then refuses or falls silent."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4


class Bus:
    """What was accepted, in order; `trouble` is the share of calls that go wrong.

    Half of those are refused, half accepted without an answer, so that the sender sends again;
    `cuts` counts the latter.
    """

    def __init__(self, seed: int) -> None:
        self.trouble = 0.0
        self.cuts = 0
        self.address = ""
        self._chance = random.Random(f"{seed}/bus")
        self._details: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def take(self) -> list[dict[str, Any]]:
        """Take what has arrived since the last time."""
        with self._lock:
            taken, self._details = self._details, []
        return taken

    def receive(self, entries: list[dict[str, Any]]) -> int | None:
        """Accept entries, or not; answers the status, None for no answer at all."""
        with self._lock:
            drawn = self._chance.random()
            if drawn < self.trouble / 2:
                return 500
            self._details += [json.loads(entry["Detail"]) for entry in entries]
            if drawn >= self.trouble:
                return 200
            self.cuts += 1
            return None


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that were killed."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Whoever speaks to it may end at any moment."""


@contextmanager
def event_bus(seed: int) -> Iterator[Bus]:
    """A bus that listens until the block ends."""
    bus = Bus(seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            entries = json.loads(self.rfile.read(length))["Entries"]
            status = bus.receive(entries)
            if status is None:
                self.close_connection = True
                return
            ids = [{"EventId": str(uuid4())} for _ in entries]
            body = json.dumps({"FailedEntryCount": 0, "Entries": ids}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    bus.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bus
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
