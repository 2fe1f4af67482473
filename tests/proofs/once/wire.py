"""Proxies before PostgreSQL and the AWS services that count messages, and crash at one of them."""

from __future__ import annotations

import os
import select
import signal
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum

IDLE_SECONDS = 60


class Crash(Enum):
    """What happens at a message."""

    KILLED = "the worker is killed once the message was carried out"
    CUT = "the message is carried out, and the connection ends before the answer"
    LOST = "the connection ends before the message is sent"


class Wire:
    """What the workers send, in order; a crash may be planned for the message of a number."""

    def __init__(self) -> None:
        self.postgres_port = 0
        self.cloud_port = 0
        self.sent: list[str] = []
        self._lock = threading.Lock()
        self._at = -1
        self._crash = Crash.CUT
        self._victim = 0

    def plan(self, at: int = -1, crash: Crash = Crash.CUT) -> None:
        """Forget what was sent, and crash at the message of a number, counted from 0."""
        with self._lock:
            self.sent, self._at, self._crash, self._victim = [], at, crash, 0

    def watch(self, process: int) -> None:
        """The worker that is killed when it comes to that."""
        self._victim = process

    @property
    def struck(self) -> bool:
        """Whether the planned message was sent."""
        return 0 <= self._at < len(self.sent)

    def passes(self, message: str) -> Crash | None:
        """Note a message; answers what is planned for it."""
        with self._lock:
            self.sent.append(message)
            return self._crash if len(self.sent) - 1 == self._at else None

    def strike(self, crash: Crash) -> None:
        """Kill the worker, if that is how it crashes."""
        if crash is Crash.KILLED and self._victim:
            with suppress(ProcessLookupError):
                os.kill(self._victim, signal.SIGKILL)


@contextmanager
def wire(postgres_port: int, cloud_port: int) -> Iterator[Wire]:
    """A wire before a PostgreSQL server and a local cloud."""
    found = Wire()
    with ExitStack() as open_:
        found.postgres_port = open_.enter_context(_proxy(found, postgres_port))
        found.cloud_port = open_.enter_context(_proxy(found, cloud_port))
        yield found


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False


@contextmanager
def _proxy(found: Wire, port: int) -> Iterator[int]:
    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
                _pass_on(found, self.request, server)

    with _Server(("127.0.0.1", 0), Connection) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield int(proxy.server_address[1])
        proxy.shutdown()
        thread.join()


def _pass_on(found: Wire, client: socket.socket, server: socket.socket) -> None:
    """Pass bytes on until one side ends, or the connection crashes."""
    asks, crash = True, None
    for source in _speakers(client, server):
        data = source.recv(1 << 16)
        if not data:
            return
        if source is server:
            asks = True
            if crash is not None:
                found.strike(crash)
                return
        elif asks:
            asks = False
            message = _message(data)
            crash = found.passes(message) if message else None
            if crash is Crash.LOST:
                return
        (client if source is server else server).sendall(data)


def _speakers(*ends: socket.socket) -> Iterator[socket.socket]:
    """Whoever has something to say, until nobody has for long.

    By poll, as a hundred twins have more connections than `select` can watch.
    """
    ready = select.poll()
    by_number = {end.fileno(): end for end in ends}
    for end in ends:
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(end, select.POLLIN)
    while spoke := ready.poll(IDLE_SECONDS * 1000):
        yield from (by_number[number] for number, _ in spoke)


def _message(data: bytes) -> str:
    """The statement or operation that a message begins with; nothing for a handshake."""
    if data[:1] == b"Q":  # a simple query (PostgreSQL protocol 3, §55.7)
        return " ".join(data[5:].split(b"\0")[0].decode(errors="replace").split())
    head = data.split(b"\r\n\r\n")[0].decode(errors="replace")
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "x-amz-target":
            return value.strip()
    return head.split("\r\n")[0] if head.startswith(("GET ", "POST ", "DELETE ", "PUT ")) else ""
