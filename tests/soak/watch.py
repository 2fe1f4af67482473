"""Watches the processes and connections of a running product."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Protocol

import psutil
import psycopg

from tests.support.environments import environments
from tests.support.product import Product

SECONDS = 5.0
HOUR = 3600.0
MEGABYTE = 1024.0 * 1024.0
FUNCTION = "function "
PARTS = ("supervisor", "cloud", "edge")
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
        """Growth in MB an hour, by Siegel's repeated medians (Biometrika 69, 1982).

        Whatever goes on growing counts in full; what a process loads once, at the first session
        to be renewed for instance, is a step and no slope.
        """
        readings = list(zip(self.at, self.megabytes, strict=True))
        slopes: dict[float, list[float]] = {at: [] for at in self.at}
        for (at, size), (later, then) in combinations(readings, 2):
            slope = (then - size) / (later - at)
            slopes[at].append(slope)
            slopes[later].append(slope)
        return median(median(each) for each in slopes.values()) * HOUR


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


class Subject(Protocol):
    """What is watched."""

    def processes(self) -> Iterator[tuple[str, list[psutil.Process]]]:
        """Processes, or groups of them that count as one, each with its part's name."""
        ...

    def connections(self) -> Mapping[str, int]:
        """How many connections each part has."""
        ...


class Running:
    """A running product: its parts, and each function's processes under the function's name."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def processes(self) -> Iterator[tuple[str, list[psutil.Process]]]:
        """See `Subject`."""
        for name in PARTS:
            yield name, [psutil.Process(self._product.part(name))]
        for function, found in environments(self._product).items():
            yield from ((FUNCTION + function, [process]) for process in found)
        server = psutil.Process(self._product.part("database"))
        yield "database", [server, *server.children()]

    def connections(self) -> Mapping[str, int]:
        """See `Subject`."""
        edge = psutil.Process(self._product.part("edge"))
        with self._product.database() as connection:
            row = connection.execute(_CONNECTIONS).fetchone()
        assert row is not None
        own = 1
        return {"edge": len(edge.net_connections("tcp")), "database": int(row[0]) - own}


class Watch(threading.Thread):
    """Reads memory and connections every few seconds until it is told to stop."""

    def __init__(self, subject: Subject, every: float = SECONDS) -> None:
        super().__init__(daemon=True)
        self.tracks: dict[str, Track] = {}
        self.looks: list[float] = []
        self.readings: list[tuple[float, Mapping[str, int]]] = []
        self._subject = subject
        self._every = every
        self._ended = threading.Event()

    def run(self) -> None:
        """Watch."""
        while not self._ended.wait(self._every):
            self.looks.append(time.monotonic())
            with suppress(psutil.Error, psycopg.Error, OSError, KeyError, ValueError):
                self._look()

    def stop(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()

    def read(self, begin: float) -> float:
        """The share of the looks since an instant that came to their end."""
        looks = sum(at >= begin for at in self.looks)
        return sum(at >= begin for at, _ in self.readings) / looks if looks else 0.0

    def most(self, part: str) -> int:
        """The most connections that a part had, or more than any bound when none were read."""
        return max((found[part] for _, found in self.readings), default=10**9)

    def busy(self, begin: float) -> list[str]:
        """The functions that had a process in most looks since an instant."""
        looks = sum(at >= begin for at in self.looks)
        seen: dict[str, set[float]] = {}
        for track in self.tracks.values():
            seen.setdefault(track.part, set()).update(at for at in track.at if at >= begin)
        return sorted(
            part for part, at in seen.items() if part.startswith(FUNCTION) and 2 * len(at) > looks
        )

    def _look(self) -> None:
        at = time.monotonic()
        for part, processes in self._subject.processes():
            self._note(at, part, processes)
        self.readings.append((at, self._subject.connections()))

    def _note(self, at: float, part: str, processes: list[psutil.Process]) -> None:
        size = 0
        for process in processes:
            with suppress(psutil.Error):
                size += process.memory_full_info().uss
        if size:
            key = f"{part} {processes[0].pid}"
            self.tracks.setdefault(key, Track(part)).add(at, size)
