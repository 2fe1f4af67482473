"""Readers and units of work against a real server: isolation, once-only effects, the outbox."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid4

import psycopg
import pytest

from serenity.data import Answer, Once
from serenity.errors import Conflict, Erased, Unavailable
from serenity.vault import Vault
from serenity_sql import Connection, PostgresDatabase
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import RoleDatabase
from tests.support.publisher import KeptEvents

MakeDatabase = Callable[[str], RoleDatabase]
INSERT = """INSERT INTO notifications.preference (user_id) VALUES (%(user_id)s)
            ON CONFLICT (user_id) DO UPDATE SET version = notifications.preference.version + 1"""
COUNT = "SELECT count(*) AS found, max(version) AS version FROM notifications.preference"

TERMINATE = """GRANT notifications TO CURRENT_USER;
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'notifications'"""


@pytest.fixture
def notifications(database: MakeDatabase) -> RoleDatabase:
    return database("notifications")


def test_a_person_sees_and_writes_only_their_own_rows(notifications: RoleDatabase) -> None:
    one, other = uuid4(), uuid4()
    for user_id in (one, other):
        with notifications.unit(user_id) as unit:
            unit.fetch(INSERT, {"user_id": user_id})
    assert notifications.reader(one).fetch(COUNT)[0]["found"] == 1
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        notifications.unit(one) as unit,
    ):
        unit.fetch(INSERT, {"user_id": uuid4()})


def test_without_a_person_nothing_is_visible(notifications: RoleDatabase) -> None:
    with notifications.unit(uuid4()) as unit:
        unit.fetch(INSERT, {"user_id": unit.user_id})
    assert notifications.connection.run(COUNT)[0]["found"] == 0


def test_the_person_does_not_outlive_the_statement(notifications: RoleDatabase) -> None:
    notifications.reader(uuid4()).fetch("SELECT 1 AS one")
    left = notifications.connection.run("SELECT current_setting('app.user_id', true) AS left_over")
    assert not left[0]["left_over"]


def test_a_refusal_that_was_passed_over_is_not_acknowledged(notifications: RoleDatabase) -> None:
    with pytest.raises(RuntimeError, match="rolled back"), notifications.unit(uuid4()) as unit:
        unit.fetch(INSERT, {"user_id": unit.user_id})
        with suppress(psycopg.errors.InsufficientPrivilege):
            unit.fetch(INSERT, {"user_id": uuid4()})
    assert notifications.reader(unit.user_id).fetch(COUNT)[0]["found"] == 0


def test_a_block_that_raises_leaves_nothing(notifications: RoleDatabase) -> None:
    person = uuid4()
    with pytest.raises(RuntimeError), notifications.unit(person) as unit:
        unit.fetch(INSERT, {"user_id": person})
        unit.emit("Happened", {})
        raise RuntimeError
    assert notifications.reader(person).fetch(COUNT)[0]["found"] == 0
    assert notifications.kept.events == []


def test_the_same_key_answers_the_same_and_acts_once(notifications: RoleDatabase) -> None:
    person, once = uuid4(), Once("key", "fingerprint")
    answer = Answer(201, '{"private":"text"}', '"1"')
    with notifications.unit(person, once) as unit:
        assert unit.answered is None
        unit.fetch(INSERT, {"user_id": person})
        unit.remember(answer)
    with notifications.unit(person, once) as unit:
        assert unit.answered == answer
    with pytest.raises(Conflict), notifications.unit(person, Once("key", "other")):
        pass
    assert notifications.reader(person).fetch(COUNT)[0]["version"] == 1
    stored = notifications.reader(person).fetch("SELECT answer FROM platform.idempotency")
    assert b"private" not in bytes(stored[0]["answer"])


def test_a_key_is_free_again_when_the_request_failed(notifications: RoleDatabase) -> None:
    person, once = uuid4(), Once("key", "fingerprint")
    with pytest.raises(RuntimeError), notifications.unit(person, once):
        raise RuntimeError
    with notifications.unit(person, once) as unit:
        assert unit.answered is None


def test_concurrent_twins_have_one_effect(database: MakeDatabase) -> None:
    person, once = uuid4(), Once("key", "fingerprint")
    answers: list[Answer] = []

    def request() -> None:
        own = database("notifications")
        with own.unit(person, once) as unit:
            if unit.answered is None:
                unit.fetch(INSERT, {"user_id": person})
                unit.remember(Answer(200, "done"))
            answers.append(unit.answered or Answer(200, "done"))

    twins = [threading.Thread(target=request) for _ in range(12)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
    assert answers == [Answer(200, "done")] * 12
    assert database("notifications").reader(person).fetch(COUNT)[0]["version"] == 1


def test_events_leave_after_the_commit_and_stay_when_the_bus_refuses(
    notifications: RoleDatabase,
) -> None:
    person = uuid4()
    waiting = "SELECT type FROM platform.outbox"
    with notifications.unit(person) as unit:
        unit.emit("First", {"a": 1})
    assert notifications.kept.types() == ["First"]
    assert notifications.reader(person).fetch(waiting) == []
    notifications.kept.refusing = True
    with notifications.unit(person) as unit:
        unit.emit("Second", {})
    assert [row["type"] for row in notifications.reader(person).fetch(waiting)] == ["Second"]


def test_a_dead_connection_is_replaced_before_anything_is_done(
    notifications: RoleDatabase, owner_url: str
) -> None:
    person = uuid4()
    notifications.reader(person).fetch("SELECT 1 AS one")
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(TERMINATE)
    with notifications.unit(person) as unit:
        unit.fetch(INSERT, {"user_id": person})
    assert notifications.reader(person).fetch(COUNT)[0]["found"] == 1


def test_a_connection_lost_in_the_middle_is_unavailable_and_leaves_nothing(
    notifications: RoleDatabase, owner_url: str
) -> None:
    person = uuid4()
    with pytest.raises(Unavailable), notifications.unit(person) as unit:
        unit.fetch(INSERT, {"user_id": person})
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute(TERMINATE)
        unit.fetch(COUNT)
    assert notifications.reader(person).fetch(COUNT)[0]["found"] == 0


def test_no_server_is_unavailable() -> None:
    gone = Connection(lambda: "host=127.0.0.1 port=1 user=nobody dbname=none connect_timeout=1")
    nowhere = PostgresDatabase(
        gone, source="none", vault=Vault(MemoryKeyStore()), publisher=KeptEvents()
    )
    with pytest.raises(Unavailable):
        nowhere.reader(UUID(int=1)).fetch("SELECT 1")


def test_after_an_erasure_nothing_is_written_any_more(
    database: MakeDatabase, notifications: RoleDatabase
) -> None:
    person, kept = uuid4(), "SELECT count(*) AS found FROM platform.idempotency"
    notifications.kept.refusing = True
    with notifications.unit(person, Once("key", "fingerprint")) as unit:
        unit.fetch(INSERT, {"user_id": person})
        unit.emit("Happened", {})
        unit.remember(Answer(200, "done"))
    for _ in range(2):  # a step of the workflow may run again
        with notifications.erasing(person) as unit:
            unit.fetch("DELETE FROM notifications.preference WHERE user_id = %s", (person,))
    assert notifications.reader(person).fetch(kept)[0]["found"] == 0
    for role in ("accounts", "measurements", "goals", "notifications"):
        with pytest.raises(Erased), database(role).unit(person):
            pass
    with pytest.raises(Erased), notifications.unit(person, Once("key", "fingerprint")):
        pass
    assert notifications.reader(person).fetch("SELECT 1 FROM platform.outbox") == []


def test_a_write_that_waits_for_an_erasure_is_refused(database: MakeDatabase) -> None:
    person, outcome = uuid4(), []
    entered = threading.Event()

    def write() -> None:
        entered.wait()
        try:
            with database("notifications").unit(person) as unit:
                unit.fetch(INSERT, {"user_id": person})
        except Erased:
            outcome.append("refused")

    waiting = threading.Thread(target=write)
    waiting.start()
    with database("goals").erasing(person):
        entered.set()
        waiting.join(timeout=0.5)
        assert outcome == []
    waiting.join()
    assert outcome == ["refused"]


def test_a_refusal_quotes_no_value(notifications: RoleDatabase) -> None:
    person = uuid4()
    with (
        pytest.raises(psycopg.errors.CheckViolation) as refused,
        notifications.unit(person) as unit,
    ):
        unit.fetch(
            "INSERT INTO notifications.preference (user_id, quiet_from_minutes) VALUES (%s, 777)",
            (person,),
        )
    assert "777" not in str(refused.value)
    assert str(person) not in str(refused.value)
