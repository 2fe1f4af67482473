"""How long requests take, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def times(request: Callable[[], Any], rounds: int) -> list[float]:
    """The seconds of so many warm requests."""
    request()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        request()
        seconds.append(time.perf_counter() - began)
    return seconds


def quantile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
