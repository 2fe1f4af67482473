"""The short campaign, and that its instruments measure what they say."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from contextlib import suppress

import pytest

from tests.proofs.durability import PROOF
from tests.proofs.durability.written import operation_of, unwritten
from tests.proofs.ground import Ground
from tests.proofs.proof import holds
from tests.support.cutting import CuttingProxy


def test_nothing_acknowledged_is_lost(ground: Ground) -> None:
    holds(PROOF, ground)


def test_a_new_route_that_writes_is_neither_written_nor_left_out() -> None:
    written = Counter[str]()
    assert operation_of("PATCH", "/v1/goals/7?a=b") == "change_goal"
    found = unwritten(written)
    assert "change_goal" in found
    assert "sign_up" not in found
    written.update(found[1:])
    assert unwritten(written) == found[:1]


@pytest.fixture
def echo() -> int:
    """The port of a server that says back what it hears."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_repeat, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return int(server.getsockname()[1])


def _repeat(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        while data := connection.recv(4096):
            connection.sendall(data)


def carried(port: int, wanted: int) -> int:
    """How many bytes come back of those sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"x" * wanted)
        back = 0
        with suppress(ConnectionResetError):
            while back < wanted and (data := connection.recv(4096)):
                back += len(data)
        return back


def test_a_cut_comes_at_any_byte(echo: int) -> None:
    with CuttingProxy(echo, 7, up=1000, down=1000) as proxy:
        found = [carried(proxy.port, 2000) for _ in range(60)]
        assert proxy.cuts == 60
    assert len(set(found)) > 15
    assert max(found) < 1000


def test_without_arms_everything_passes(echo: int) -> None:
    with CuttingProxy(echo, 7, up=10, down=10, armed=False) as proxy:
        assert carried(proxy.port, 100_000) == 100_000
        assert proxy.cuts == 0
