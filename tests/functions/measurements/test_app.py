"""What holds for all routes of measurements, from the gateway's event down to the database."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import psycopg

from functions.measurements import app as module
from tests.conftest import add_person
from tests.functions.measurements.conftest import EVERY_KIND, NIGHT, Record, Send
from tests.support.gateway import principal
from tests.support.postgres import RoleDatabase


def test_other_peoples_entries_do_not_exist(call: Send, record: Record, owner_url: str) -> None:
    kept = record(kind="mood", at="2026-11-22T06:30:00Z", mood=3)
    stranger = principal(add_person(owner_url))
    for entry_id in (kept["id"], str(uuid4())):
        path = f"/v1/entries/{entry_id}"
        assert call("GET", path, caller=stranger).status == 404
        assert call("DELETE", path, caller=stranger).status == 404
        change = call("PATCH", path, {"mood": 1}, caller=stranger, headers={"If-Match": '"1"'})
        assert change.status == 404
    assert call("GET", "/v1/entries", caller=stranger).body["items"] == []


def test_the_same_key_and_body_log_once(call: Send, measurements: RoleDatabase) -> None:
    body = {"kind": "water", "at": "2026-11-22T09:00:00Z", "volume_ml": 250}
    answers = [
        call("POST", "/v1/entries", body, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert answers[0].body == answers[1].body
    assert len(call("GET", "/v1/entries").body["items"]) == 1
    assert measurements.kept.types() == ["SampleRecorded"]
    other = {**body, "volume_ml": 300}
    assert call("POST", "/v1/entries", other, headers={"Idempotency-Key": "k1"}).status == 409


def test_notes_are_sealed_at_rest(record: Record, owner_url: str, person: UUID) -> None:
    record(kind="meal", at="2026-11-22T12:00:00Z", note="Chez Jeanne")
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
        (note,) = connection.execute(
            "SELECT note FROM measurements.entry WHERE user_id = %s", (person,)
        ).fetchone() or (b"",)
    assert note
    assert b"Jeanne" not in note


def test_events_carry_no_free_text(record: Record, measurements: RoleDatabase) -> None:
    record(kind="meal", at="2026-11-22T12:00:00Z", energy_kcal=500, note="Chez Jeanne")
    assert "Jeanne" not in json.dumps([event.data for event in measurements.kept.events])


def test_someone_without_a_profile_has_no_calendar(call: Send) -> None:
    nobody = principal(uuid4())
    assert call("GET", "/v1/today", caller=nobody).status == 404
    body = {"kind": "steps", "on": "2026-11-22", "steps": 5}
    assert call("POST", "/v1/entries", body, caller=nobody).status == 404


def test_erasure_takes_everything_and_may_be_repeated(
    call: Send, record: Record, measurements: RoleDatabase, person: UUID, owner_url: str
) -> None:
    for body in EVERY_KIND:
        record(**body)
    call(
        "POST",
        "/v1/entries",
        {"kind": "steps", "on": "2026-11-21", "steps": 5},
        headers={"Idempotency-Key": "k"},
    )
    bystander = principal(add_person(owner_url))
    call("POST", "/v1/entries", NIGHT, caller=bystander)
    for _ in range(2):
        answer = module.erase({"user_id": str(person)}, None)
        assert answer == {"domain": "measurements", "state": "erased"}
    assert call("GET", "/v1/entries").body["items"] == []
    assert call("GET", "/v1/days/2026-11-22").body["values"] == []
    assert len(call("GET", "/v1/entries", caller=bystander).body["items"]) == 1
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
        for table in ("measurements.entry", "measurements.sample", "measurements.daily_summary",
                      "platform.outbox", "platform.idempotency"):  # fmt: skip
            (left,) = connection.execute(
                f"SELECT count(*) FROM {table} WHERE user_id = %s",
                (person,),
            ).fetchone() or (1,)
            assert left == 0, table
