"""A bus that is slow or gone costs a request little; what it refused stays with the relay."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from serenity import aws
from serenity.events import MAX_ENTRIES, Event, EventBus
from serenity_sql.wiring import BUS_SECONDS

EVENTS = [Event("SampleRecorded", uuid4(), {"n": n}, "measurements") for n in range(25)]


@pytest.fixture
def silent_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """An address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        aws.client.cache_clear()
        yield server
    aws.client.cache_clear()


def test_a_silent_bus_is_asked_once_and_briefly(silent_bus: socket.socket) -> None:
    assert len(EVENTS) > 2 * MAX_ENTRIES
    bus = EventBus("any", read_seconds=BUS_SECONDS)
    bus.publish([])
    aws.client("events", read_seconds=BUS_SECONDS, tries=1)  # building a client takes its time
    began = time.monotonic()
    assert bus.publish(EVENTS) == []
    assert time.monotonic() - began < 2 * BUS_SECONDS
    asked = 0
    silent_bus.settimeout(0.2)
    with pytest.raises(TimeoutError):
        while True:
            silent_bus.accept()[0].close()
            asked += 1
    assert asked == 1
