"""A process that leaks a little more than a function may, and one with too many connections."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

import psutil

from tests.soak.watch import Watch, steepest

# A page each time: about 30 MB an hour, where a function may grow by 20.
LEAKING = """
import time
kept = []
while True:
    kept.append(bytearray(b"x" * 4096))
    time.sleep(0.48)
"""
CALM = "import time\nwhile True: bytearray(b'x' * 4096); time.sleep(0.48)"
CONNECTED = """
import socket, sys, time
server = socket.create_server(("127.0.0.1", 0), backlog=500)
held = [socket.create_connection(server.getsockname()) for _ in range(int(sys.argv[1]))]
time.sleep(600)
"""
WARM_UP, SECONDS, EVERY = 2.0, 12.0, 0.5


class _Subject:
    """Three processes in the place of a product."""

    def __init__(self, leaking: int, calm: int, connected: int) -> None:
        self._watched = {"leaking": psutil.Process(leaking), "calm": psutil.Process(calm)}
        self._connected = psutil.Process(connected)

    def processes(self) -> Iterator[tuple[str, list[psutil.Process]]]:
        for name, process in self._watched.items():
            yield name, [process]

    def connections(self) -> Mapping[str, int]:
        return {"connected": len(self._connected.net_connections("tcp"))}


def watched(connections: int) -> tuple[dict[str, float], int]:
    """The slopes of a process that leaks and of a calm one, and the connections of a third."""
    scripts = ([LEAKING], [CALM], [CONNECTED, str(connections)])
    running = [subprocess.Popen([sys.executable, "-c", *script]) for script in scripts]
    watch = Watch(_Subject(*(process.pid for process in running)), EVERY)
    try:
        time.sleep(WARM_UP)
        begin = time.monotonic()
        watch.start()
        time.sleep(SECONDS)
        watch.stop()
    finally:
        for process in running:
            process.kill()
            process.wait()
    found = steepest(watch.tracks.values(), begin, SECONDS / 2)
    return {part: track.slope for part, track in found.items()}, watch.most("connected")
