"""What hot routes take for a browser: edge, gateway, authorizer, function, database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.figure import Figure, quantile
from tests.e2e.person import Person, settled
from tests.proofs.ground import Ground
from tests.support.product import Product

ROUNDS, DAYS = 200, 30


def measure(ground: Ground) -> Iterator[Figure]:
    """p50 and p95 of the hot routes, alone and over those of a route that touches nothing."""
    person = regular(ground.product)
    plain = _times(lambda: person.send("GET", "/v1/health"))
    for name, _, request in hot_routes(person):
        times = _times(request)
        for title, share in (("p50", 0.5), ("p95", 0.95)):
            value, bare = quantile(times, share), quantile(plain, share)
            how = f"of {ROUNDS} warm requests through the edge, one after the other"
            yield Figure(f"{name}: {title} through the edge", value * 1000, "ms", None, how)
            over = f"{how}, over the same of the health route"
            yield Figure(f"{name}: {title} over a bare route", value / bare, "times", None, over)


def regular(product: Product) -> Person:
    """Somebody who has logged on every one of the last days."""
    person = settled(product)
    for day in range(DAYS):
        person.log("water", days_ago=day, volume_ml=250)
    return person


def hot_routes(person: Person) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """The name, the function and a request of each route that people meet all the time."""
    today = datetime.now(UTC).date()
    series = f"metric=water&from_on={today - timedelta(days=DAYS - 1)}&to_on={today}"
    yield "log a sample", "measurements", lambda: person.log("water", volume_ml=250)
    yield "30 days of a metric", "measurements", lambda: person.get(f"/v1/series?{series}")
    yield "goal progress", "goals", lambda: person.get("/v1/goal-progress")


def _times(request: Callable[[], Any]) -> list[float]:
    request()
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        request()
        seconds.append(time.perf_counter() - began)
    return seconds
