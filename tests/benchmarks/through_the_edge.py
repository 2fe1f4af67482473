"""What hot routes take for a browser: edge, gateway, authorizer, function, database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.timing import quantile, times
from tests.e2e.person import Person, settled
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.product import Product

ROUNDS, DAYS = 200, 30
# Two to three times what two busy cores showed.
TIMES_THE_BARE_ROUTE = 12
MILLISECONDS = {"p50": 150, "p95": 300}


def plant(_: Run) -> Iterator[Planted]:
    """A route that takes twenty times as long as the bare one, and one that takes too long."""
    bare, slow = times(lambda: time.sleep(0.02), lambda: time.sleep(0.4), rounds=3)
    over_bare = {f"planted, {title} over a bare route" for title in MILLISECONDS}
    yield Planted("twenty times the bare route", over_bare <= _missed(slow, bare))
    alone = {f"planted, {title} through the edge" for title in MILLISECONDS}
    yield Planted("0.4 seconds", _missed(slow, slow) == alone)


def _missed(seconds: list[float], bare: list[float]) -> set[str]:
    return {found.name for found in _quantiles("planted", seconds, bare) if not found.ok}


def prove(run: Run) -> Iterator[Finding]:
    """p50 and p95 of the hot routes, alone and over those of a route that touches nothing."""
    person = regular(run.ground.product)
    for name, _, request in hot_routes(person):
        own, bare = times(request, lambda: person.send("GET", "/v1/health"), rounds=ROUNDS)
        yield from _quantiles(name, own, bare)


def _quantiles(name: str, seconds: list[float], bare: list[float]) -> Iterator[Finding]:
    how = f"of {len(seconds)} warm requests through the edge"
    for title, share in (("p50", 0.5), ("p95", 0.95)):
        value, least = quantile(seconds, share), quantile(bare, share)
        yield Finding(
            f"{name}, {title} through the edge", value * 1000, "ms",
            at_most=MILLISECONDS[title], method=how,
        )  # fmt: skip
        yield Finding(
            f"{name}, {title} over a bare route", value / least, "times",
            at_most=TIMES_THE_BARE_ROUTE, method=f"{how}, in turn with the health route",
        )  # fmt: skip


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


PROOF = Proof("through_the_edge", plant, prove)
