"""Entries changed, deleted and restored."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import psycopg

from tests.functions.measurements.conftest import NIGHT, Record, Send
from tests.support.clock import SetClock
from tests.support.postgres import RoleDatabase


class TestChange:
    def test_merges_and_moves_the_samples(
        self, call: Send, record: Record, measurements: RoleDatabase
    ) -> None:
        meal = record(kind="meal", at="2026-11-22T12:00:00Z", energy_kcal=600, note="Soup")
        path = f"/v1/entries/{meal['id']}"
        patch = {"at": "2026-11-20T12:00:00Z", "energy_kcal": 700}
        answer = call("PATCH", path, patch, headers={"If-Match": '"1"'})
        assert answer.status == 200
        assert answer.headers["etag"] == '"2"'
        assert answer.body["note"] == "Soup"
        assert answer.body["on"] == "2026-11-20"
        assert call("GET", path).body == answer.body
        assert call("GET", "/v1/days/2026-11-22").body["values"] == []
        values = call("GET", "/v1/days/2026-11-20").body["values"]
        assert [(v["metric"], v["value"], v["readings"]) for v in values] == [
            ("energy_intake", 700, 1)
        ]
        assert measurements.kept.events[-1].data == {
            "entry_id": meal["id"],
            "metrics": ["energy_intake"],
            "days": ["2026-11-20", "2026-11-22"],
        }

    def test_an_explicit_null_takes_a_field_away(self, call: Send, record: Record) -> None:
        meal = record(kind="meal", at="2026-11-22T12:00:00Z", energy_kcal=600, note="Soup")
        path = f"/v1/entries/{meal['id']}"
        answer = call("PATCH", path, {"energy_kcal": None}, headers={"If-Match": '"1"'})
        assert "energy_kcal" not in answer.body
        assert call("GET", "/v1/today").body["values"] == []
        answer = call("PATCH", path, {"note": None}, headers={"If-Match": '"2"'})
        assert answer.status == 422  # nothing would be left of the meal

    def test_a_field_of_another_kind_is_refused(self, call: Send, record: Record) -> None:
        water = record(kind="water", at="2026-11-22T09:00:00Z", volume_ml=250)
        path, version = f"/v1/entries/{water['id']}", {"If-Match": '"1"'}
        answer = call("PATCH", path, {"mood": 3}, headers=version)
        assert [e["pointer"] for e in answer.body["errors"]] == ["/mood"]
        answer = call("PATCH", path, {"at": None}, headers=version)
        assert [e["pointer"] for e in answer.body["errors"]] == ["/at"]

    def test_a_lost_update_is_refused(self, call: Send, record: Record) -> None:
        water = record(kind="water", at="2026-11-22T09:00:00Z", volume_ml=250)
        path = f"/v1/entries/{water['id']}"
        assert call("PATCH", path, {"volume_ml": 300}).status == 428
        assert call("PATCH", path, {"volume_ml": 300}, headers={"If-Match": '"1"'}).status == 200
        assert call("PATCH", path, {"volume_ml": 400}, headers={"If-Match": '"1"'}).status == 412
        assert call("GET", path).body["volume_ml"] == 300

    def test_a_new_day_end_moves_no_entry_whose_time_stays(
        self, call: Send, record: Record, owner_url: str, person: UUID
    ) -> None:
        water = record(kind="water", at="2026-11-22T00:30:00Z", volume_ml=250)
        assert water["on"] == "2026-11-22"
        with psycopg.connect(owner_url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(person),))
            connection.execute(
                "UPDATE accounts.profile SET day_end_minutes = 180 WHERE user_id = %s", (person,)
            )
        path = f"/v1/entries/{water['id']}"
        answer = call("PATCH", path, {"volume_ml": 300}, headers={"If-Match": '"1"'})
        assert answer.body["on"] == "2026-11-22"
        answer = call("PATCH", path, {"at": "2026-11-22T00:45:00Z"}, headers={"If-Match": '"2"'})
        assert answer.body["on"] == "2026-11-21"

    def test_a_sleep_may_turn_from_times_into_a_duration(self, call: Send, record: Record) -> None:
        night = record(**NIGHT)
        patch = {
            "started_at": None,
            "ended_at": None,
            "on": "2026-11-21",
            "duration_seconds": 25_200,
        }
        path, version = f"/v1/entries/{night['id']}", {"If-Match": '"1"'}
        answer = call("PATCH", path, patch, headers=version)
        assert answer.status == 200, answer.body
        assert "started_at" not in answer.body
        assert (answer.body["on"], answer.body["duration_seconds"]) == ("2026-11-21", 25_200)


class TestDeleteAndRestore:
    def test_a_deletion_empties_the_day_and_can_be_taken_back(
        self, call: Send, record: Record, measurements: RoleDatabase
    ) -> None:
        kept = record(kind="weight", at="2026-11-22T06:30:00Z", weight_kg=71.3, note="After a run")
        path = f"/v1/entries/{kept['id']}"
        assert call("DELETE", path).status == 204
        assert call("GET", path).status == 404
        assert call("DELETE", path).status == 404
        assert call("GET", "/v1/today").body["values"] == []
        event = measurements.kept.events[-1]
        assert (event.type, event.data["metrics"]) == ("SampleDeleted", ["weight"])
        answer = call("POST", f"{path}/restore")
        assert answer.body == {**kept, "version": 3}
        assert [v["value"] for v in call("GET", "/v1/today").body["values"]] == [71.3]
        assert call("POST", f"{path}/restore").status == 404

    def test_after_thirty_days_it_is_final(
        self, call: Send, record: Record, clock: SetClock
    ) -> None:
        kept = record(kind="mood", at="2026-11-22T06:30:00Z", mood=3)
        call("DELETE", f"/v1/entries/{kept['id']}")
        clock.advance(timedelta(days=30, seconds=1))
        assert call("POST", f"/v1/entries/{kept['id']}/restore").status == 404
