"""Records of requests: one effect and one answer, whoever repeats, races or dies half-way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from cryptography.exceptions import InvalidTag

from serenity.data import Answer, Attempt, Once
from serenity.dynamo import Table
from serenity.errors import Conflict, NotFound, Unavailable
from serenity.exchange import Cookie, Replied, RequestInfo
from serenity.http import Hub, Recorded
from serenity.idempotency import KEPT, LEASE, WAIT_SECONDS, DynamoRecords
from serenity.schema import Schema
from tests.support.clock import SetClock
from tests.support.gateway import Result, invoke, principal

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
ANSWER = Answer(201, '{"private":"text"}', '"1"', (("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")))
SEAL = b"s" * 32


def once(fingerprint: str = "f") -> Once:
    return Once(uuid4().hex, fingerprint, SEAL)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def records(cloud: str, clock: SetClock) -> DynamoRecords:
    return DynamoRecords("IdempotencyTable", clock)


def carry_out(records: DynamoRecords, key: Once, answer: Answer = ANSWER) -> Answer:
    with records.hold("ana", key) as record:
        if record.answered is None:
            record.remember(answer)
        return record.answered or answer


def scan() -> list[dict[str, Any]]:
    dynamodb: Any = boto3.client("dynamodb")
    found: list[dict[str, Any]] = dynamodb.scan(TableName="IdempotencyTable")["Items"]
    return found


def die(records: DynamoRecords, key: Once) -> Attempt:
    """Take the record and vanish, as a killed process does."""
    return records.hold("ana", key).__enter__().attempt


def test_a_repetition_gets_the_first_answer_with_every_header(records: DynamoRecords) -> None:
    key = once()
    assert carry_out(records, key) == ANSWER
    assert carry_out(records, key, Answer(500, "other")) == ANSWER


def test_another_request_under_the_key_is_refused(records: DynamoRecords) -> None:
    key = once()
    carry_out(records, key)
    with pytest.raises(Conflict), records.hold("ana", Once(key.key, "other", b"o" * 32)):
        pass


def test_keys_of_two_people_never_meet(records: DynamoRecords) -> None:
    key = once()
    carry_out(records, key)
    with records.hold("bo", key) as record:
        assert record.answered is None
        record.remember(ANSWER)


def test_a_refusal_frees_the_key(records: DynamoRecords) -> None:
    key = once()
    with pytest.raises(NotFound), records.hold("ana", key):
        raise NotFound("There is none.")
    with records.hold("ana", Once(key.key, "other", SEAL)) as record:
        assert not record.attempt.repeated
        record.remember(ANSWER)


@pytest.mark.parametrize("failure", [Unavailable("down"), RuntimeError("crash")])
def test_a_failure_leaves_its_ids_and_secrets_to_the_repetition(
    records: DynamoRecords, failure: Exception
) -> None:
    key = once()
    with pytest.raises(type(failure)), records.hold("ana", key) as record:
        first = record.attempt
        raise failure
    with records.hold("ana", key) as record:
        assert record.attempt.repeated
        assert record.attempt.id == first.id
        assert record.attempt.secret("x") == first.secret("x") != first.secret("y")
        record.remember(ANSWER)
    assert carry_out(records, key) == ANSWER


def test_who_died_is_followed_when_the_lease_is_over(
    records: DynamoRecords, clock: SetClock
) -> None:
    key = once()
    first = die(records, key)
    impatient = DynamoRecords("IdempotencyTable", clock)
    clock.advance(LEASE - timedelta(seconds=1))
    with pytest.raises(Unavailable), impatient.hold("ana", key):
        pass
    clock.advance(timedelta(seconds=2))
    with records.hold("ana", key) as record:
        assert (record.attempt.id, record.attempt.repeated) == (first.id, True)
        record.remember(ANSWER)


def test_who_was_overtaken_does_not_answer(records: DynamoRecords, clock: SetClock) -> None:
    key, other = once(), Answer(200, "late")
    with pytest.raises(Unavailable), records.hold("ana", key) as slow:
        clock.advance(LEASE + timedelta(seconds=1))
        carry_out(records, key)
        slow.remember(other)
    assert carry_out(records, key, other) == ANSWER


def test_of_many_twins_one_acts(records: DynamoRecords) -> None:
    key, acted = once(), []

    def twin(number: int) -> Answer:
        with records.hold("ana", key) as record:
            if record.answered is None:
                acted.append(number)
                record.remember(Answer(200, str(number)))
            return record.answered or Answer(200, str(number))

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(twin, range(32)))
    assert len(acted) == 1
    assert set(answers) == {Answer(200, str(acted[0]))}


def test_of_many_followers_one_takes_over(records: DynamoRecords, clock: SetClock) -> None:
    key, acted = once(), []
    die(records, key)
    clock.advance(LEASE + timedelta(seconds=1))

    def follower(number: int) -> None:
        with records.hold("ana", key) as record:
            if record.answered is None:
                acted.append(number)
                record.remember(ANSWER)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(follower, range(16)))
    assert len(acted) == 1


def test_a_key_is_kept_for_three_days_and_then_free(
    records: DynamoRecords, clock: SetClock
) -> None:
    key = once()
    carry_out(records, key)
    clock.advance(KEPT - timedelta(minutes=1))
    assert carry_out(records, key, Answer(200, "new")) == ANSWER
    clock.advance(timedelta(minutes=2))
    assert carry_out(records, key, Answer(200, "new")) == Answer(200, "new")
    assert timedelta(hours=24) <= KEPT
    assert LEASE.total_seconds() > WAIT_SECONDS


def test_a_copy_of_the_table_tells_nothing(records: DynamoRecords) -> None:
    key = once()
    with records.hold("ana@example.org", key) as record:
        secret = record.attempt.secret("session")
        record.remember(Answer(200, f'{{"token":"{secret}"}}'))
        seed = record.attempt.seed
    items = scan()
    everything = repr(items) + "".join(str(v["B"]) for i in items for v in i.values() if "B" in v)
    for told in (secret, "ana@", key.key, seed.hex(), repr(seed)[2:-1]):
        assert told not in everything
    assert all(float(item["expires_at"]["N"]).is_integer() for item in items)


def test_an_answer_moved_to_another_record_does_not_open(records: DynamoRecords) -> None:
    mine, other = (Once(uuid4().hex, uuid4().hex, os.urandom(32)) for _ in range(2))
    carry_out(records, mine)
    carry_out(records, other)
    items = {each["fingerprint"]["S"]: each for each in scan()}
    foreign = {":answer": items[other.fingerprint]["answer"]["B"]}
    table = Table("IdempotencyTable", "request_hash")
    table.update(items[mine.fingerprint]["request_hash"]["S"], "SET answer = :answer", foreign)
    with pytest.raises(InvalidTag), records.hold("ana", mine):
        pass


class Door(Schema):
    email: str
    word: str


class Opened(Schema):
    key: str


@pytest.fixture
def door(records: DynamoRecords) -> Iterator[Callable[..., Result]]:
    """A public route that sets a cookie, behind the gateway."""
    app = Hub("door", records=lambda: records)
    opened: list[str] = []

    @app.endpoint("POST", "/door", policy="public", status=201, once=Recorded(by="email"))
    def enter(body: Door, request: RequestInfo, attempt: Attempt) -> Replied[Opened]:
        """Open."""
        opened.append(body.email)
        key = attempt.secret("door")
        return Replied(Opened(key=key), (Cookie("__Host-a", key, 9), Cookie("__Host-b", "", 0)))

    def ask(key: str | None, email: str = "ana", word: str | None = "please") -> Result:
        headers = {"Idempotency-Key": key} if key else {}
        return invoke(app, "POST", "/door", body={"email": email, "word": word}, headers=headers)

    yield ask
    assert len(opened) == len(set(opened)) or "twice" in opened


def test_a_route_answers_a_repetition_with_its_cookies(door: Callable[..., Result]) -> None:
    key = str(uuid4())
    first, again = door(key), door(key)
    assert first == again
    assert (first.status, len(first.cookies)) == (201, 2)
    assert door(key, word="now").status == 409
    assert door(key, "bo").body != first.body


def test_without_a_key_every_request_counts(door: Callable[..., Result]) -> None:
    assert door(None, "twice").body != door(None, "twice").body


def test_a_body_that_is_not_valid_stores_nothing(door: Callable[..., Result]) -> None:
    before = len(scan())
    assert door(str(uuid4()), word=None).status == 422
    assert len(scan()) == before


def test_a_hub_without_records_says_so() -> None:
    app = Hub("bare")

    @app.endpoint("POST", "/bare", policy="user", once=Recorded())
    def bare() -> None:
        """Nowhere to keep it."""

    headers = {"Idempotency-Key": "k"}
    assert invoke(app, "POST", "/bare", caller=principal(), headers=headers).status == 500
