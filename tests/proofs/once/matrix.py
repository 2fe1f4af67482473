"""Asks every route twice: at once, again, with another body, a day later, and after each crash."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from threading import Barrier
from typing import Protocol
from uuid import uuid4

import psycopg

from serenity.http import Operation
from tests.proofs.once.case import Case
from tests.proofs.once.facts import Facts
from tests.proofs.once.wire import Crash
from tests.proofs.once.workers import Answer, Workers

Point = tuple[int, Crash]


class Cases(Protocol):
    """Makes cases of operations."""

    def case(self, operation: Operation) -> Case:
        """A case for a new person."""
        ...


@dataclass
class Tally:
    """What was tried, and what was wrong."""

    routes: set[str] = field(default_factory=set)
    effective: set[str] = field(default_factory=set)
    """The routes whose effect was seen."""
    twins: int = 0
    messages: int = 0
    crashes: int = 0
    waits: int = 0
    later: int = 0
    wrong_effects: list[str] = field(default_factory=list)
    wrong_answers: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that was wrong."""
        return [*self.wrong_effects, *self.wrong_answers]


class Matrix:
    """Examines operations and adds to its tally."""

    def __init__(self, workers: Workers, facts: Facts, cases: Cases, seed: int) -> None:
        self.tally = Tally()
        self._workers = workers
        self._facts = facts
        self._cases = cases
        self._chance = random.Random(seed)
        self._sent: dict[str, int] = {}
        self._answered: list[tuple[Case, str, Answer]] = []

    # ------------------------------------------------------------------ twins and repetitions

    def twins(self, operation: Operation, number: int) -> None:
        """So many twins at once, then repetitions, another body and another person."""
        case, key = self._cases.case(operation), str(uuid4())
        self.tally.routes.add(case.route)
        self._stores_nothing(case, key)
        together = Barrier(number)

        def twin(_: int) -> Answer:
            together.wait()
            return self._settled(case, key)

        with ThreadPoolExecutor(number) as pool:
            answers = list(pool.map(twin, range(number)))
        self.tally.twins += number
        first = answers[0]
        self._judge(case, "a twin", all(each == first for each in answers))
        self._succeeded(case, "twins", first)
        self._once(case, "twins")
        if case.letters() > 1:
            self.tally.wrong_effects.append(f"{case.route}: twins: {case.letters()} letters")
        self._repeated(case, key, first)
        neighbour = self._cases.case(operation)
        self._workers.wire.plan()
        self._succeeded(neighbour, "another person's key", self._settled(neighbour, key))
        self._once(neighbour, "another person's key")
        self._sent[operation.name] = len(self._workers.wire.sent)
        self._answered.append((case, key, first))

    def _stores_nothing(self, case: Case, key: str) -> None:
        before = self._facts.kept(case.user_id)
        for refused, status in ((case.foreign(), 403), (case.invalid(), 422)):
            if refused is not None:
                found = self._settled(refused, key)
                self._judge(case, f"a refusal with {status}", found.status == status)
        after = self._facts.kept(case.user_id)
        self._judge(case, "a refusal that was stored", after == before)

    def _repeated(self, case: Case, key: str, first: Answer) -> None:
        self._judge(case, "a repetition", self._settled(case, key) == first)
        if (changed := case.changed()) is not None:
            other = self._settled(changed, key)
            self._judge(case, "another body under the key", other.status == 409)
        self._once(case, "a repetition")

    # ------------------------------------------------------------------ crashes

    def crashes(self, operation: Operation, most: int | None) -> None:
        """Crash at each message the request sends, or at so many of them; after its twins."""
        messages = self.messages(operation)
        points: list[Point] = list(product(range(messages), Crash))
        self.tally.messages += messages
        if most is not None:
            points = self._chance.sample(points, min(most, len(points)))
        for point in points:
            self.crash(operation, *point)

    def messages(self, operation: Operation) -> int:
        """How many messages the request sends, as was counted when it was alone.

        Raises:
            AssertionError: when it sends none, so that it could not be crashed.
        """
        sent = self._sent[operation.name]
        assert sent, f"{operation.name} sends nothing"
        return sent

    def crash(self, operation: Operation, at: int, crash: Crash) -> None:
        """Crash at one message of a new case, then repeat the request."""
        case, key, wire = self._cases.case(operation), str(uuid4()), self._workers.wire
        wire.plan(at, crash)
        early = self._workers.send(case.domain, case.event(key), watched=True)
        assert wire.struck, f"{case.route} sends fewer messages than before"
        what = f"{crash.name} at {wire.sent[at][:60]}"
        wire.plan()
        self.tally.crashes += 1
        self._facts.end_leases()
        first = self._settled(case, key)
        self._succeeded(case, what, first)
        if early is not None and early.status != 503:
            self._judge(case, what, early == first)
        self._once(case, what)
        self._repeated(case, key, first)

    # ------------------------------------------------------------------ twins in flight

    def in_flight(self, operation: Operation) -> None:
        """While a twin is at work, a repetition waits, is asked to come back, and then gets it."""
        case, key = self._cases.case(operation), str(uuid4())
        with self._at_work(case, key):
            found = self._workers.send(case.domain, case.event(key))
            told = found is not None and found.status == 503 and "Retry-After" in found.headers
            self._judge(case, "a twin in flight", told)
        self._facts.end_leases()
        self._succeeded(case, "after a twin in flight", self._settled(case, key))
        self._once(case, "after a twin in flight")
        self.tally.waits += 1

    @contextmanager
    def _at_work(self, case: Case, key: str) -> Iterator[None]:
        """A twin that has the record or the person's lock and does not end."""
        if case.operation.recorded is None:
            with psycopg.connect(self._facts.url) as connection:
                connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (str(case.user_id),)
                )
                yield
            return
        wire = self._workers.wire
        wire.plan(0, Crash.KILLED)  # the first message takes the record
        self._workers.send(case.domain, case.event(key), watched=True)
        wire.plan()
        yield

    # ------------------------------------------------------------------ a day later

    def a_day_later(self) -> None:
        """Every answer is still there after 24 hours and a sweep."""
        self._facts.let_a_day_pass([case.user_id for case, _, _ in self._answered])
        self._facts.sweep()
        for case, key, first in self._answered:
            self._judge(case, "a day later", self._settled(case, key) == first)
            self._once(case, "a day later")
            self.tally.later += 1

    # ------------------------------------------------------------------ judging

    def _settled(self, case: Case, key: str) -> Answer:
        return self._workers.settled(case.domain, case.event(key))

    def _succeeded(self, case: Case, what: str, answer: Answer) -> None:
        self._judge(case, f"{what}: {answer.status}", 200 <= answer.status < 300)

    def _judge(self, case: Case, what: str, good: object) -> None:
        if not good:
            self.tally.wrong_answers.append(f"{case.route}: {what}")

    def _once(self, case: Case, what: str) -> None:
        effects = case.effects()
        ended = effects == 0 and time.monotonic() - case.made > case.lasts
        if effects == 1:
            self.tally.effective.add(case.route)
        elif not ended:
            self.tally.wrong_effects.append(f"{case.route}: {what}: {effects} effects")
