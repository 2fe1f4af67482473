"""A queue in memory with the template's rules: how good messages fare beside bad ones."""

from __future__ import annotations

import json
import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from serenity.events import Event
from tests.support.quiet import quiet
from tests.support.templates import resources

BATCH = 10
LEAST = 0.9
Handle = Callable[[Event], None]
Consumer = Callable[[Iterable[Mapping[str, Any]], Handle], Mapping[str, Any]]
_SOMEBODY = UUID(int=1)


def _receives() -> int:
    """After how many receives the template sets a message aside; the same for every consumer."""
    policies = [
        queue["Properties"]["RedrivePolicy"]["maxReceiveCount"]
        for _, queue in resources("AWS::SQS::Queue")
        if "RedrivePolicy" in queue["Properties"]
    ]
    (count,) = set(policies)
    return int(count)


RECEIVES = _receives()


@dataclass(frozen=True)
class Flow:
    """What became of the messages; `throughput` is that of the good ones beside the bad."""

    throughput: float
    lost: int
    doubled: int
    dead: int
    receives: int


class Poison(Exception):
    """What a message raises that no consumer can handle."""


def whole_batches(records: Iterable[Mapping[str, Any]], handle: Handle) -> Mapping[str, Any]:
    """A consumer that lets one bad message fail its whole batch."""
    for record in records:
        handle(Event.from_detail(json.loads(record["body"])["detail"]))
    return {"batchItemFailures": []}


def run(consumer: Consumer, *, goods: int, poisons: int, seed: int) -> Flow:
    """Let a consumer work through good and bad messages in a random order."""
    chance = random.Random(f"{seed}/flow")
    good = [
        Event("SampleRecorded", _SOMEBODY, {"good": True}, "measurements") for _ in range(goods)
    ]
    bad = [
        Event("SampleRecorded", _SOMEBODY, {"good": False}, "measurements") for _ in range(poisons)
    ]
    mixed = [*good, *bad]
    chance.shuffle(mixed)
    handled: Counter[UUID] = Counter()
    last_good = 0

    def handle(event: Event) -> None:
        if not event.data["good"]:
            raise Poison
        handled[event.id] += 1

    queue, received, dead = deque(mixed), Counter[UUID](), list[Event]()
    delivered = 0
    while queue:
        batch = [queue.popleft() for _ in range(min(BATCH, len(queue)))]
        delivered += len(batch)
        received.update(event.id for event in batch)
        failed = _deliver(consumer, batch, handle)
        if any(event.data["good"] for event in batch):
            last_good = delivered
        for event in failed:
            (dead if received[event.id] >= RECEIVES else queue).append(event)
    return Flow(
        throughput=len(handled) / last_good,
        lost=sum(1 for event in good if event in dead),
        doubled=sum(count - 1 for count in handled.values()),
        dead=sum(1 for event in bad if event in dead),
        receives=max((received[event.id] for event in bad), default=0),
    )


def _deliver(consumer: Consumer, batch: list[Event], handle: Handle) -> list[Event]:
    """One invocation; answers what the event source delivers again."""
    by_id = {str(number): event for number, event in enumerate(batch)}
    records = [
        {"messageId": number, "body": json.dumps({"detail": json.loads(event.detail())})}
        for number, event in by_id.items()
    ]
    try:
        with quiet():
            answer = consumer(records, handle)
    except Poison:
        return batch
    return [by_id[each["itemIdentifier"]] for each in answer["batchItemFailures"]]
