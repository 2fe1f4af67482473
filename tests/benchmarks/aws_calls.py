"""How many calls to AWS a hot route makes before it has answered, authorizer included."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks.figure import Figure
from tests.benchmarks.through_the_edge import hot_routes, regular
from tests.proofs.ground import Ground
from tests.support.product import Product

ROUNDS, QUIET_SECONDS = 20, 1.0
AUTHORIZER = "authorizer"


def measure(ground: Ground) -> Iterator[Figure]:
    """Calls per warm request of the two functions that answer it, from the cloud's own count.

    What follows the answer (the functions that events wake) runs beside it and is not counted.
    """
    product = ground.product
    for name, function, request in hot_routes(regular(product)):
        made = _made(product, request)
        calls = sum(times for (by, _), times in made.items() if by in {AUTHORIZER, function})
        kinds = sorted({action for (by, action) in made if by in {AUTHORIZER, function}})
        how = f"of {ROUNDS} warm requests, counted by the cloud: {', '.join(kinds) or 'none'}"
        yield Figure(f"{name}: calls to AWS", calls / ROUNDS, "calls", None, how)


def _made(product: Product, request: Callable[[], Any]) -> Counter[tuple[str, str]]:
    """What `ROUNDS` requests add to the count, by function and action."""
    request()
    before = _settled(product)
    for _ in range(ROUNDS):
        request()
    return _settled(product) - before


def _settled(product: Product) -> Counter[tuple[str, str]]:
    """The count once it stands still."""
    roles = product.roles()
    last: Counter[tuple[str, str]] | None = None
    while True:
        now: Counter[tuple[str, str]] = Counter()
        for each in product.calls():
            if each["role"] in roles:
                now[roles[each["role"]], each["action"]] += each["times"]
        if now == last:
            return now
        last = now
        time.sleep(QUIET_SECONDS)
