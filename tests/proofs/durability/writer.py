"""A person at work: logs, changes and deletes, and repeats each request until it is answered."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any, Protocol
from uuid import UUID

from tests.proofs.durability.diary import GOALS, KINDS, ZONE, Diary, Logged, Wanted
from tests.proofs.durability.written import operation_of
from tests.support.handlers import Lost

PATIENCE = timedelta(seconds=120)
AGAIN = frozenset({429, 502, 503, 504})
MOST_GOALS = 3
LONGEST_PAUSE = 0.4
LOWS = (1, 150_000)
Act = Callable[[], None]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any


@dataclass(frozen=True)
class Trouble:
    """A try that was not acknowledged, and when it was under way."""

    what: str
    began: float
    ended: float


class Door(Protocol):
    """A way to the product, as one person."""

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """One try; raises `Lost` when no answer came."""
        ...


class Refused(Exception):
    """The product refused what it had to accept, or never answered."""


class Writer(threading.Thread):
    """Works on one diary until told to stop; what it began it brings to an end."""

    def __init__(self, diary: Diary, door: Door, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self.diary = diary
        self.acknowledged: Counter[str] = Counter()
        self.refused: list[str] = []
        self.troubles: list[Trouble] = []
        self._door = door
        self._stopping = stopping
        self._chance = random.Random(self.diary.chance.random())

    def run(self) -> None:
        """Do one thing after the other: first each thing there is, then what chance has drawn."""
        acts = chain(self._everything(), iter(self._drawn, None))
        while not self._stopping.is_set():
            try:
                next(acts)()
            except Exception as error:  # noqa: BLE001 - a writer that ends would hide the next
                self.refused.append(f"{type(error).__name__}: {error}")
                self._stopping.wait(0.05)

    def _everything(self) -> Iterator[Act]:
        yield from (self._record, self._record, self._change, self._remove, self._restore)
        yield from (self._want, self._want, self._adjust, self._drop)

    def _drawn(self) -> Act:
        drawn, wanted = self._chance.random(), self.diary.live_goals()
        if drawn < 0.12:
            return self._want if len(wanted) < MOST_GOALS else self._adjust
        if drawn < 0.16 and wanted:
            return self._drop
        if drawn < 0.34 and self.diary.live():
            return self._change
        if drawn < 0.48 and self.diary.live():
            return self._remove
        if drawn < 0.54 and self.diary.gone():
            return self._restore
        return self._record

    def _record(self) -> None:
        at = self.diary.next_instant()
        kind, amount = self.diary.draw()
        body = {"kind": kind, "at": at.isoformat(), "zone": ZONE, KINDS[kind][1]: amount}
        found = self.send("POST", "/v1/entries", body | {"note": "kept"}, 201)
        self.diary.entries.append(Logged(kind, at, amount, UUID(found["id"])))

    def _change(self) -> None:
        entry = self._chance.choice(self.diary.live())
        amount = self.diary.amount(entry.kind)
        body, path = {KINDS[entry.kind][1]: amount}, f"/v1/entries/{entry.id}"
        found = self.send("PATCH", path, body, 200, entry.version)
        entry.amount, entry.version = amount, found["version"]

    def _remove(self) -> None:
        entry = self._chance.choice(self.diary.live())
        self.send("DELETE", f"/v1/entries/{entry.id}", None, 204)
        entry.deleted = True

    def _restore(self) -> None:
        entry = self._chance.choice(self.diary.gone())
        found = self.send("POST", f"/v1/entries/{entry.id}/restore", None, 200)
        entry.version, entry.deleted = found["version"], False

    def _want(self) -> None:
        low = self._chance.randint(*LOWS)
        body = {"metric": "steps", **GOALS["mood"], "target": {"low": low}}
        found = self.send("POST", "/v1/goals", body, 201)
        self.diary.goals.append(Wanted(UUID(found["id"]), low))

    def _adjust(self) -> None:
        goal, low = self._chance.choice(self.diary.live_goals()), self._chance.randint(*LOWS)
        body, path = {"target": {"low": low}}, f"/v1/goals/{goal.id}"
        found = self.send("PATCH", path, body, 200, goal.version)
        goal.low, goal.version = low, found["version"]

    def _drop(self) -> None:
        goal = self._chance.choice(self.diary.live_goals())
        self.send("DELETE", f"/v1/goals/{goal.id}", None, 204)
        goal.deleted = True

    def send(
        self, method: str, path: str, body: Any, wanted: int, version: int | None = None
    ) -> Any:
        """Repeat one request under one Idempotency-Key until it is acknowledged.

        Raises:
            Refused: when the answer is another one, or none comes at all.
        """
        headers = {"Idempotency-Key": str(UUID(int=self._chance.getrandbits(128)))}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        deadline, pause = time.monotonic() + PATIENCE.total_seconds(), 0.01
        while time.monotonic() < deadline:
            began = time.monotonic()
            try:
                answer = self._door.send(method, path, body, headers)
            except Lost:
                self.troubles.append(Trouble("no answer", began, time.monotonic()))
            else:
                if answer.status == wanted:
                    self.acknowledged[operation_of(method, path)] += 1
                    return answer.body
                self.troubles.append(Trouble(str(answer.status), began, time.monotonic()))
                if answer.status not in AGAIN:
                    raise Refused(f"{method} {path.split('/')[2]}: {answer.status} {answer.body}")
            time.sleep(self._chance.uniform(0, pause))
            pause = min(2 * pause, LONGEST_PAUSE)
        raise Refused(f"{method} {path.split('/')[2]}: never answered")
