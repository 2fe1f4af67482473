"""Events reach their consumers at least once, in any order, with the effect of exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from serenity.events import consume
from tests.proofs.delivery import flow
from tests.proofs.delivery.consumers import Consumers
from tests.proofs.delivery.disorder import compare
from tests.proofs.delivery.kinds import EXAMPLES
from tests.proofs.delivery.outage import poison_and_outage
from tests.proofs.proof import Finding, Planted, Proof, Run


def plant(run: Run) -> Iterator[Planted]:
    """A consumer that forgets event ids, and one that fails whole batches."""
    with Consumers(run.ground, forgetful=True) as consumers:
        differing = sum(compare(consumers, run.seed + n).differs for n in range(3))
    yield Planted("a consumer that does not know an event again", differing > 0)
    found = flow.run(flow.whole_batches, goods=300, poisons=6, seed=run.seed)
    noticed = found.throughput < flow.LEAST and found.lost > 0
    yield Planted("one bad message fails the whole batch", noticed)


def prove(run: Run) -> Iterator[Finding]:
    """Compare disorder with order, then let messages fail and come back."""
    yield from _disorder(run)
    yield from _batches(run)
    yield from poison_and_outage(run.ground.deployed, run.size(30, 500))


def _disorder(run: Run) -> Iterator[Finding]:
    wanted = run.size(4, 120)
    with Consumers(run.ground) as consumers:
        found = [compare(consumers, run.seed + n) for n in range(wanted)]
    delivered = sum(each.deliveries for each in found)
    kinds = sum((each.kinds for each in found), Counter[str]())
    events = kinds.total()
    told = sum(each.messages for each in found)
    yield Finding("histories compared", len(found), "histories", at_least=wanted)
    told_of = len(EXAMPLES.keys() & kinds.keys())
    yield Finding("kinds of event among them", told_of, "kinds", at_least=len(EXAMPLES))
    yield Finding("events delivered", events, "events", at_least=20 * wanted)
    yield Finding("of these delivered again or late", delivered - events, "times", at_least=wanted)
    yield Finding("messages compared", told, "messages", at_least=wanted)
    differing = sum(each.differs for each in found)
    yield Finding("histories that end otherwise than in order", differing, "histories", at_most=0)


def _batches(run: Run) -> Iterator[Finding]:
    goods = run.size(300, 3_000)
    found = flow.run(consume, goods=goods, poisons=goods // 50, seed=run.seed)
    yield Finding(
        "throughput beside poison", found.throughput, "of undisturbed", at_least=flow.LEAST
    )
    yield Finding("good messages lost beside poison", found.lost, "messages", at_most=0)
    yield Finding("good messages handled twice", found.doubled, "messages", at_most=0)
    astray = abs(found.dead - goods // 50)
    yield Finding("poison not in the dead-letter queue", astray, "messages", at_most=0)
    wrong = abs(found.receives - flow.RECEIVES)
    yield Finding("receives before that, off the template", wrong, "receives", at_most=0)


PROOF = Proof("delivery", plant, prove)
