"""How many calls to AWS a hot route makes before it has answered, authorizer included."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks.through_the_edge import hot_routes, regular
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.product import Product

ROUNDS, LOOK_SECONDS, PATIENCE_SECONDS = 20, 1.0, 60.0
AUTHORIZER = "authorizer"
# The authorizer looks the session up and asks whether it still holds; a write then tells the bus.
CALLS = {"log a sample": 3, "30 days of a metric": 2, "goal progress": 2}
SPARE = 0.5  # a cache may run out in between
Calls = Counter[tuple[str, str]]  # by function and action


def plant(_: Run) -> Iterator[Planted]:
    """A function that calls too often, calls that are not seen, and a count that never stands."""
    name = "goal progress"
    often: Calls = Counter({(AUTHORIZER, "GetItem"): ROUNDS, ("goals", "Decrypt"): 2 * ROUNDS})
    yield Planted("three calls for each request", not _calls(name, "goals", often).ok)
    elsewhere: Calls = Counter({("relay", "PutEvents"): ROUNDS})
    yield Planted("nothing counted", not _calls(name, "goals", elsewhere).ok)
    growing: Calls = Counter()

    def grow() -> Calls:
        growing["relay", "PutEvents"] += 1
        return growing.copy()

    try:
        _settled(grow, look=0.01, patience=0.1)
    except TimeoutError:
        yield Planted("a count that never stands still", caught=True)
    else:
        yield Planted("a count that never stands still", caught=False)


def prove(run: Run) -> Iterator[Finding]:
    """Calls per warm request of the two functions that answer it, from the cloud's own count.

    What follows the answer (the functions that events wake) runs beside it and is not counted.
    """
    product = run.ground.product
    for name, function, request in hot_routes(regular(product)):
        yield _calls(name, function, _made(product, request))


def _calls(name: str, function: str, made: Calls) -> Finding:
    own = {key: times for key, times in made.items() if key[0] in {AUTHORIZER, function}}
    actions = ", ".join(sorted({action for _, action in own}))
    return Finding(
        f"{name}, calls to AWS", sum(own.values()) / ROUNDS, "calls",
        at_most=CALLS[name] + SPARE, at_least=1,
        method=f"of {ROUNDS} warm requests, counted by the cloud: {actions or 'none'}",
    )  # fmt: skip


def _made(product: Product, request: Callable[[], Any]) -> Calls:
    """What `ROUNDS` requests add to the count."""
    roles = product.roles()

    def count() -> Calls:
        counted: Calls = Counter()
        for each in product.calls():
            if each["role"] in roles:
                counted[roles[each["role"]], each["action"]] += each["times"]
        return counted

    request()
    before = _settled(count)
    for _ in range(ROUNDS):
        request()
    return _settled(count) - before


def _settled(
    count: Callable[[], Calls], look: float = LOOK_SECONDS, patience: float = PATIENCE_SECONDS
) -> Calls:
    """The count once it stands still.

    Raises:
        TimeoutError: when it does not.
    """
    deadline = time.monotonic() + patience
    last = count()
    while time.monotonic() < deadline:
        time.sleep(look)
        now = count()
        if now == last:
            return now
        last = now
    raise TimeoutError("the calls to AWS do not come to an end")


PROOF = Proof("aws_calls", plant, prove)
