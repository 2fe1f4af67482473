"""How long requests take, one after the other and in turn with others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def times(*requests: Callable[[], Any], rounds: int) -> list[list[float]]:
    """The seconds of so many warm requests of each kind; they take turns, to meet one machine."""
    for request in requests:
        request()
    seconds: list[list[float]] = [[] for _ in requests]
    for _ in range(rounds):
        for request, found in zip(requests, seconds, strict=True):
            began = time.perf_counter()
            request()
            found.append(time.perf_counter() - began)
    return seconds


def quantile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
