"""Watches the processes and connections of a running product."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import linear_regression

import psutil
import psycopg

from tests.support.product import Product

SECONDS = 5.0
HOUR = 3600.0
MEGABYTE = 1024.0 * 1024.0
HANDLER = "handler_process.py"
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'serenity'"


@dataclass
class Track:
    """The private memory of one process, or of several together, over time."""

    part: str
    at: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def add(self, at: float, size: int) -> None:
        """Note a size in bytes."""
        self.at.append(at)
        self.megabytes.append(size / MEGABYTE)

    def since(self, begin: float) -> Track:
        """What was noted from an instant on."""
        kept = [(at, size) for at, size in zip(self.at, self.megabytes, strict=True) if at >= begin]
        return Track(self.part, [at for at, _ in kept], [size for _, size in kept])

    @property
    def seconds(self) -> float:
        """How long it was watched."""
        return self.at[-1] - self.at[0] if self.at else 0.0

    @property
    def slope(self) -> float:
        """Growth in MB an hour: the line through all readings that misses them least."""
        return linear_regression(self.at, self.megabytes).slope * HOUR


def steepest(tracks: Iterable[Track], begin: float, least_seconds: float) -> dict[str, Track]:
    """Of each part the process that grows fastest, among those watched for long enough."""
    found: dict[str, Track] = {}
    for track in tracks:
        kept = track.since(begin)
        if kept.seconds >= least_seconds:
            known = found.get(track.part)
            if known is None or kept.slope > known.slope:
                found[track.part] = kept
    return found


class Watch(threading.Thread):
    """Reads memory and connections every few seconds until it is told to stop."""

    def __init__(self, product: Product) -> None:
        super().__init__(daemon=True)
        self.tracks: dict[str, Track] = {}
        self.database_connections: list[int] = []
        self.edge_connections: list[int] = []
        self._product = product
        self._ended = threading.Event()

    def run(self) -> None:
        """Watch."""
        while not self._ended.wait(SECONDS):
            with suppress(psutil.Error, psycopg.Error, OSError, KeyError, ValueError):
                self._look()

    def stop(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()

    def _look(self) -> None:
        pids = {name: self._product.part(name) for name in ("supervisor", "cloud", "edge")}
        for name, pid in pids.items():
            self._note(name, f"{name} {pid}", [psutil.Process(pid)])
        for process in psutil.Process(pids["cloud"]).children():
            if any(HANDLER in part for part in process.cmdline()):
                self._note("handler process", f"handler {process.pid}", [process])
        server = psutil.Process(self._product.part("database"))
        self._note("database", f"database {server.pid}", [server, *server.children()])
        self.edge_connections.append(len(psutil.Process(pids["edge"]).net_connections("tcp")))
        with self._product.database() as connection:
            row = connection.execute(_CONNECTIONS).fetchone()
            assert row is not None
            self.database_connections.append(int(row[0]) - 1)  # without this one

    def _note(self, part: str, key: str, processes: list[psutil.Process]) -> None:
        size = 0
        for process in processes:
            with suppress(psutil.Error):
                size += process.memory_full_info().uss
        if size:
            self.tracks.setdefault(key, Track(part)).add(time.monotonic(), size)


def of_process(pid: int, seconds: float, every: float) -> Track:
    """Watch one process for a while."""
    track, until = Track("process"), time.monotonic() + seconds
    while time.monotonic() < until:
        track.add(time.monotonic(), psutil.Process(pid).memory_full_info().uss)
        time.sleep(every)
    return track


def over(bounds: Mapping[str, float], found: Mapping[str, Track]) -> list[str]:
    """The parts that grow faster than they may."""
    return [part for part, track in found.items() if track.slope > bounds[part]]
