"""Requests carried out once though no transaction spans effect and answer: a record for each key.

A record is taken by a conditional write and leased to the request that took it. It ends with the
answer. Where that request died, a repetition takes the record over once the lease is over, and with
it the seed of all ids and secrets: it writes the same again, not something second.

Seed and answer are sealed (AES-256-GCM) by a key that follows from the request and is stored
nowhere. So a copy of the table opens no session, and names no person.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from serenity.clock import Clock
from serenity.data import Answer, Attempt, Once
from serenity.dynamo import ConditionFailed, Item, Table
from serenity.errors import Conflict, Problem, Unavailable
from serenity.ids import digest

KEPT: Final = timedelta(hours=72)
LEASE: Final = timedelta(seconds=15)  # longer than a function with routes may run
WAIT_SECONDS: Final = 3.0  # as long as a twin waits for a lock in Postgres
_NONCE_BYTES: Final = 12
_HELD = "holder = :holder AND attribute_not_exists(answer)"


class HeldRecord:
    """A record in the hands of one request; see `serenity.data.Record`."""

    def __init__(self, holder: str, attempt: Attempt, answered: Answer | None = None) -> None:
        self.holder = holder
        self.attempt = attempt
        self.answered = answered
        self.answer: Answer | None = None

    def remember(self, answer: Answer) -> None:
        """Keep the answer."""
        self.answer = answer


class DynamoRecords:
    """The `Records` over IdempotencyTable."""

    def __init__(
        self, table: str, clock: Clock, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._table = Table(table, "request_hash")
        self._clock = clock
        self._pause = pause

    @contextmanager
    def hold(self, who: str, once: Once) -> Iterator[HeldRecord]:
        """The record of a key; see `serenity.data.Records.hold`."""
        request = digest(f"{who}|{once.key}")
        record = self._held(request, once)
        if record.answered is not None:
            yield record
            return
        try:
            yield record
        except Problem as refusal:
            with suppress(ConditionFailed, Unavailable):
                self._let_go(request, record, free=refusal.status < 500)
            raise
        except Exception:
            with suppress(ConditionFailed, Unavailable):
                self._let_go(request, record, free=False)
            raise
        self._finish(request, once, record)

    def _held(self, request: str, once: Once) -> HeldRecord:
        """The record, taken, taken over, or answered; a twin that is not done is waited for."""
        mine = HeldRecord(secrets.token_hex(16), Attempt())
        until = time.monotonic() + WAIT_SECONDS
        wait = 0.02
        while True:
            found = self._take(request, once, mine)
            held = mine if found is None else self._joined(request, once, mine, found)
            if held is not None:
                return held
            if time.monotonic() > until:
                raise Unavailable("This request is being carried out.")
            self._pause(wait)
            wait = min(wait * 2, 0.5)

    def _take(self, request: str, once: Once, mine: HeldRecord) -> Item | None:
        """Take the record if it is free; else answer it."""
        now = self._now()
        attempt = {"id": str(mine.attempt.id), "seed": mine.attempt.seed.hex()}
        item = {
            "request_hash": request,
            "fingerprint": once.fingerprint,
            "holder": mine.holder,
            "attempt": _seal(once, "attempt", attempt),
            "held_until": now + LEASE.total_seconds(),
            "expires_at": int(now + KEPT.total_seconds()),
        }
        free = "attribute_not_exists(request_hash) OR expires_at < :now"
        try:
            self._table.put(item, free, {":now": int(now)})
        except ConditionFailed as refused:
            return refused.item or {}
        return None

    def _joined(self, request: str, once: Once, mine: HeldRecord, found: Item) -> HeldRecord | None:
        """What a record that is there is to this request; None if it has to wait."""
        if not found:
            return None
        if found["fingerprint"] != once.fingerprint:
            raise Conflict(
                "This Idempotency-Key was used for another request.",
                kind="idempotency-key-reused",
                next_step="Use a new key for a new request.",
            )
        if "answer" in found:
            kept = _open(once, "answer", found["answer"])
            headers = tuple((name, value) for name, value in kept["headers"])
            answer = Answer(kept["status"], kept["body"], kept["etag"], headers)
            return HeldRecord(mine.holder, mine.attempt, answer)
        # The SDK sends again what it heard nothing of, and so may meet a record of its own.
        is_mine = found["holder"] == mine.holder
        if not is_mine and not self._take_over(request, mine, found):
            return None
        kept = _open(once, "attempt", found["attempt"])
        first = UUID(kept["id"])
        repeated = first != mine.attempt.id
        return HeldRecord(mine.holder, Attempt(first, bytes.fromhex(kept["seed"]), repeated))

    def _take_over(self, request: str, mine: HeldRecord, found: Item) -> bool:
        """Take a record from a request that died; of any number of takers one wins."""
        now = self._now()
        if float(found["held_until"]) > now:
            return False
        until = now + LEASE.total_seconds()
        values = {":holder": found["holder"], ":mine": mine.holder, ":until": until}
        try:
            self._table.update(request, "SET holder = :mine, held_until = :until", values, _HELD)
        except ConditionFailed:
            return False
        return True

    def _let_go(self, request: str, record: HeldRecord, *, free: bool) -> None:
        holder = {":holder": record.holder}
        if free:
            self._table.delete(request, _HELD, holder)
        else:
            self._table.update(request, "SET held_until = :over", holder | {":over": 0}, _HELD)

    def _finish(self, request: str, once: Once, record: HeldRecord) -> None:
        """Store the answer; who was overtaken must not tell another one.

        Raises:
            Unavailable: when the answer is not stored; a repetition finds or makes it.
        """
        answer = record.answer
        if answer is None:
            raise RuntimeError("a record was held and no answer given")
        kept = {
            "status": answer.status,
            "body": answer.body,
            "etag": answer.etag,
            "headers": answer.headers,
        }
        values = {":holder": record.holder, ":answer": _seal(once, "answer", kept)}
        try:
            self._table.update(request, "SET answer = :answer", values, _HELD)
        except ConditionFailed as refused:
            found = refused.item or {}
            # The SDK sends again what it heard nothing of, and so may meet its own answer.
            if found.get("holder") != record.holder or "answer" not in found:
                raise Unavailable("This request took too long.") from None

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _seal(once: Once, place: str, document: Mapping[str, Any]) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    text = json.dumps(document, separators=(",", ":"))
    return nonce + bytes(_cipher(once).encrypt(nonce, text.encode(), place.encode()))


def _open(once: Once, place: str, sealed: bytes) -> Any:
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return json.loads(bytes(_cipher(once).decrypt(nonce, body, place.encode())))


def _cipher(once: Once) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # off the cold start

    return AESGCM(once.seal)
