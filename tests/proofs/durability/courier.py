"""Carries events from the bus to a consumer as a queue would: late, in disorder, more than once."""

from __future__ import annotations

import json
import random
import threading
import time
from typing import Any
from uuid import uuid4

from tests.proofs.durability.bench import Fleet
from tests.support.handlers import Lost

BATCH = 10
AGAIN = 0.7
PATIENCE_SECONDS = 120.0


class Courier(threading.Thread):
    """Delivers until told to stop, then whatever is left."""

    def __init__(self, fleet: Fleet, seed: int) -> None:
        super().__init__(daemon=True)
        self.told: list[dict[str, Any]] = []
        self.crashes: list[str] = []
        self.stopping = threading.Event()
        self._fleet = fleet
        self._chance = random.Random(f"{seed}/courier")
        self._waiting: list[dict[str, Any]] = []

    def run(self) -> None:
        """Deliver batch after batch."""
        while not self.stopping.is_set():
            if not self._deliver(again=AGAIN):
                self.stopping.wait(0.02)

    def finish(self) -> None:
        """Deliver what is left until nothing is.

        Raises:
            AssertionError: when the consumer does not come to an end.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while self._deliver(again=0) or self._waiting:
            assert time.monotonic() < until, f"{len(self._waiting)} events are never consumed"

    def _deliver(self, again: float) -> bool:
        arrived = self._fleet.bench.bus.take()
        self.told += arrived
        self._waiting += [each for each in arrived if each["source"] == "measurements"]
        self._chance.shuffle(self._waiting)
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        if not batch:
            return False
        failed = self._failed(batch)
        handled = [each for each in batch if each not in failed]
        repeated = [each for each in handled if self._chance.random() < again]
        self._fleet.count("events delivered twice", len(repeated))
        self._waiting += failed + repeated
        return bool(handled)

    def _failed(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Hand over a batch; answers what has to be delivered again."""
        by_id = {str(uuid4()): detail for detail in batch}
        records = [{"messageId": m, "body": json.dumps({"detail": d})} for m, d in by_id.items()]
        try:
            answer = self._fleet.consumer.invoke({"Records": records})
        except Lost:
            return batch
        except AssertionError as crash:  # the queue would deliver it again, but it should not raise
            self.crashes.append(str(crash))
            return batch
        return [by_id[each["itemIdentifier"]] for each in answer["batchItemFailures"]]
