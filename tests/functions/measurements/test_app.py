"""The routes of measurements, from the gateway's event down to the database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest

from functions.measurements import app as module
from tests.conftest import add_person
from tests.functions.measurements.conftest import NOW, Send
from tests.support.clock import SetClock
from tests.support.gateway import principal
from tests.support.postgres import RoleDatabase

Record = Callable[..., dict[str, Any]]

NIGHT = {
    "kind": "sleep",
    "started_at": "2026-11-21T22:30:00Z",
    "ended_at": "2026-11-22T06:00:00Z",
    "quality": 4,
}
EVERY_KIND: list[dict[str, Any]] = [
    NIGHT,
    {"kind": "sleep", "on": "2026-11-20", "duration_seconds": 27_000},
    {"kind": "meal", "at": "2026-11-22T12:00:00+01:00", "energy_kcal": 640.5, "note": "Soup"},
    {"kind": "meal", "at": "2026-11-22T08:00:00+01:00", "note": "Bread"},
    {"kind": "water", "at": "2026-11-22T09:00:00Z", "volume_ml": 250},
    {
        "kind": "activity",
        "activity": "run",
        "started_at": "2026-11-22T08:00:00Z",
        "duration_seconds": 1_800,
        "distance_m": 5_000,
        "effort": 7,
    },
    {"kind": "meditation", "started_at": "2026-11-22T07:00:00Z", "duration_seconds": 600},
    {"kind": "mood", "at": "2026-11-22T16:59:00Z", "mood": 4},
    {"kind": "weight", "at": "2026-11-22T06:30:00Z", "weight_kg": 71.3},
    {"kind": "steps", "on": "2026-11-22", "steps": 8_123},
]


@pytest.mark.parametrize("body", EVERY_KIND, ids=lambda body: body["kind"])
def test_every_kind_is_kept_as_it_was_logged(body: dict[str, Any], call: Send) -> None:
    answer = call("POST", "/v1/entries", body)
    assert answer.status == 201, answer.body
    kept = call("GET", f"/v1/entries/{answer.body['id']}")
    assert kept.body == answer.body
    assert kept.headers["etag"] == '"1"'
    for name, value in body.items():
        if name not in {"at", "started_at", "ended_at"}:
            assert kept.body[name] == value
    assert kept.body["zone"] == "Europe/Paris"
    assert kept.body["offset_minutes"] == 60


def test_sleep_counts_for_the_date_of_waking_and_its_length_is_real(record: Record) -> None:
    kept = record(**NIGHT)
    assert (kept["on"], kept["duration_seconds"]) == ("2026-11-22", 27_000)
    # The night of the autumn change is an hour longer than the clock says.
    kept = record(
        kind="sleep", started_at="2026-10-24T23:00:00+02:00", ended_at="2026-10-25T07:00:00+01:00"
    )
    assert (kept["on"], kept["duration_seconds"]) == ("2026-10-25", 9 * 3600)


def test_the_own_day_end_decides_about_the_hours_after_midnight(owner_url: str, call: Send) -> None:
    owl = principal(add_person(owner_url, day_end_minutes=180))
    late = {"kind": "water", "at": "2026-11-22T02:30:00+01:00", "volume_ml": 200}
    assert call("POST", "/v1/entries", late, caller=owl).body["on"] == "2026-11-21"
    nap = {"kind": "sleep", "started_at": "2026-11-22T00:30:00+01:00"}
    nap["ended_at"] = "2026-11-22T02:00:00+01:00"
    assert call("POST", "/v1/entries", nap, caller=owl).body["on"] == "2026-11-22"


def test_the_zone_of_the_entry_decides_about_its_day(record: Record) -> None:
    kept = record(kind="mood", at="2026-11-21T20:00:00Z", mood=3, zone="Asia/Tokyo")
    assert (kept["on"], kept["offset_minutes"]) == ("2026-11-22", 540)
    kept = record(kind="mood", at="2026-11-21T20:00:00Z", mood=3, zone="Asia/Kathmandu")
    assert (kept["on"], kept["offset_minutes"]) == ("2026-11-22", 345)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "sleep", **NIGHT, "ended_at": "2026-11-23T05:00:00Z"}, "/ended_at"),
    (
        {**NIGHT, "started_at": "2026-11-20T22:00:00Z", "ended_at": "2026-11-22T04:00:00Z"},
        "/ended_at",
    ),
    ({**NIGHT, "ended_at": NIGHT["started_at"]}, "/ended_at"),
    (
        {**NIGHT, "started_at": "1999-12-31T22:00:00Z", "ended_at": "1999-12-31T23:00:00Z"},
        "/started_at",
    ),
    ({**NIGHT, "quality": 6}, "/quality"),
    ({"kind": "sleep", "on": "2026-11-23", "duration_seconds": 3600}, "/on"),
    ({"kind": "sleep", "on": "1999-12-31", "duration_seconds": 3600}, "/on"),
    ({"kind": "sleep", "on": "2026-11-22", "duration_seconds": 108_000}, "/duration_seconds"),
    ({"kind": "meal", "at": "2026-11-22T12:00:00Z", "energy_kcal": 90_000}, "/energy_kcal"),
    ({"kind": "meal", "at": "2026-11-22T12:00:00Z"}, ""),
    ({"kind": "meal", "at": "2026-11-22T12:00:00Z", "note": "x" * 501}, "/note"),
    ({"kind": "meal", "at": "2026-11-22T12:00:00Z", "note": "a\x00b"}, "/note"),
    ({"kind": "water", "at": "2026-11-22T17:06:00Z", "volume_ml": 200}, "/at"),
    ({"kind": "water", "at": "9999-12-31T23:59:59-23:59", "volume_ml": 200}, "/at"),
    ({"kind": "water", "at": "0001-01-01T00:00:00+23:59", "volume_ml": 200}, "/at"),
    ({"kind": "water", "at": "2026-11-22T12:00:00", "volume_ml": 200}, "/at"),
    ({"kind": "water", "at": 1_795_000_000, "volume_ml": 200}, "/at"),
    ({"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": "200"}, "/volume_ml"),
    ({"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": True}, "/volume_ml"),
    ({"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": 0}, "/volume_ml"),
    ({"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": 10**400}, "/volume_ml"),
    ({"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": 9, "mood": 1}, "/mood"),
    (
        {"kind": "water", "at": "2026-11-22T12:00:00Z", "volume_ml": 9, "zone": "../etc/passwd"},
        "/zone",
    ),
    ({"kind": "mood", "at": "2026-11-22T12:00:00Z", "mood": 3, "zone": "Mars/Olympus"}, "/zone"),
    (
        {"kind": "meditation", "started_at": "2026-11-22T16:30:00Z", "duration_seconds": 3600},
        "/duration_seconds",
    ),
    ({"kind": "steps", "on": "2026-11-23", "steps": 10}, "/on"),
    ({"kind": "steps", "on": "9999-12-31", "steps": 10}, "/on"),
    ({"kind": "steps", "on": "2026-11-22", "steps": 10**30}, "/steps"),
    ({"kind": "dance"}, "/kind"),
    ({}, "/kind"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD, ids=lambda value: str(value)[:60])
def test_bad_input_names_the_field_and_keeps_nothing(
    body: dict[str, Any], pointer: str, call: Send
) -> None:
    answer = call("POST", "/v1/entries", body)
    assert answer.status == 422, answer.body
    assert pointer in [error["pointer"] for error in answer.body["errors"]]
    assert call("GET", "/v1/entries").body["items"] == []


@pytest.mark.parametrize(
    "raw",
    [
        '{"kind":"mood","at":"2026-11-22T12:00:00Z","mood":NaN}',
        '{"kind":"meal","at":"2026-11-22T12:00:00Z","note":"\\ud800"}',
        '{"kind":"meal","at":"2026-11-22T12:00:00Z","note":"\\u0000"}',
        '{"kind":',
        "[]",
        "null",
        "",
        "[" * 5_000,
    ],
    ids=lambda raw: raw[:40],
)
def test_what_is_no_entry_is_refused(raw: str, call: Send) -> None:
    assert call("POST", "/v1/entries", raw=raw).status == 422


def test_five_minutes_of_clock_skew_are_forgiven(call: Send) -> None:
    late = (NOW + timedelta(minutes=5)).isoformat()
    assert call("POST", "/v1/entries", {"kind": "mood", "at": late, "mood": 3}).status == 201


class TestOverlappingSleep:
    OVERLAP: ClassVar[dict[str, Any]] = {
        "kind": "sleep",
        "started_at": "2026-11-22T05:00:00Z",
        "ended_at": "2026-11-22T07:00:00Z",
    }

    def test_is_a_question(self, call: Send, record: Record) -> None:
        night = record(**NIGHT)
        answer = call("POST", "/v1/entries", self.OVERLAP)
        assert answer.status == 409
        assert answer.body["type"] == "/problems/overlapping-sleep"
        assert answer.body["overlaps"] == [
            {
                "id": night["id"],
                "started_at": NIGHT["started_at"],
                "ended_at": NIGHT["ended_at"],
            }
        ]

    def test_replaces_on_demand(
        self, call: Send, record: Record, measurements: RoleDatabase
    ) -> None:
        night = record(**NIGHT)
        taken = record(**self.OVERLAP, on_overlap="replace")
        assert call("GET", f"/v1/entries/{night['id']}").status == 404
        values = {v["metric"]: v["value"] for v in call("GET", "/v1/today").body["values"]}
        assert values == {"sleep_duration": 7_200}
        told = [(e.type, e.data["entry_id"]) for e in measurements.kept.events[-2:]]
        assert told == [("SampleRecorded", taken["id"]), ("SampleDeleted", night["id"])]

    def test_touching_is_not_overlapping(self, record: Record) -> None:
        record(**NIGHT)
        record(kind="sleep", started_at=NIGHT["ended_at"], ended_at="2026-11-22T07:00:00Z")
        record(kind="sleep", started_at="2026-11-21T21:00:00Z", ended_at=NIGHT["started_at"])

    def test_a_change_into_one_asks_too_but_not_about_itself(
        self, call: Send, record: Record
    ) -> None:
        record(**NIGHT)
        nap = record(
            kind="sleep", started_at="2026-11-22T12:00:00Z", ended_at="2026-11-22T13:00:00Z"
        )
        path, version = f"/v1/entries/{nap['id']}", {"If-Match": '"1"'}
        into = {"started_at": "2026-11-22T05:30:00Z"}
        assert call("PATCH", path, into, headers=version).status == 409
        longer = {"ended_at": "2026-11-22T13:30:00Z"}
        assert call("PATCH", path, longer, headers=version).status == 200

    def test_a_restored_one_asks(self, call: Send, record: Record) -> None:
        night = record(**NIGHT)
        call("DELETE", f"/v1/entries/{night['id']}")
        other = record(**self.OVERLAP)
        assert call("POST", f"/v1/entries/{night['id']}/restore").status == 409
        call("DELETE", f"/v1/entries/{other['id']}")
        assert call("POST", f"/v1/entries/{night['id']}/restore").status == 200


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


class TestList:
    def test_pages_newest_first_without_gaps_or_repeats(self, call: Send, record: Record) -> None:
        for day in range(1, 6):
            for hour in (20, 8, 14):
                record(kind="mood", at=f"2026-11-{day:02}T{hour:02}:00:00Z", mood=3)
            record(kind="steps", on=f"2026-11-{day:02}", steps=1000)
        seen: list[tuple[str, str]] = []
        path = "/v1/entries?limit=7"
        while True:
            page = call("GET", path).body
            seen += [(item["on"], item.get("started_at", "")) for item in page["items"]]
            if "next_cursor" not in page:
                break
            path = f"/v1/entries?limit=7&cursor={page['next_cursor']}"
        assert len(seen) == 20
        assert seen == sorted(seen, reverse=True)

    def test_a_page_goes_on_where_the_last_ended_whatever_orders_the_day(
        self, call: Send, record: Record
    ) -> None:
        record(kind="sleep", started_at="2026-11-20T22:00:00Z", ended_at="2026-11-21T06:00:00Z")
        record(kind="water", at="2026-11-21T01:00:00Z", volume_ml=100.0)
        record(kind="water", at="2026-11-21T12:00:00Z", volume_ml=200.0)
        record(kind="steps", on="2026-11-21", steps=10)
        record(kind="sleep", on="2026-11-21", duration_seconds=3600)
        whole = [entry["id"] for entry in call("GET", "/v1/entries").body["items"]]
        paged: list[str] = []
        cursor = ""
        for _ in whole:
            page = call("GET", f"/v1/entries?limit=1{cursor}").body
            paged += [entry["id"] for entry in page["items"]]
            cursor = f"&cursor={page.get('next_cursor')}"
        assert paged == whole

    def test_filters(self, call: Send, record: Record) -> None:
        for body in EVERY_KIND:
            record(**body)

        def kinds(query: str) -> list[str]:
            return [item["kind"] for item in call("GET", f"/v1/entries?{query}").body["items"]]

        assert kinds("kind=water") == ["water"]
        assert kinds("to_on=2026-11-21") == ["sleep"]
        assert len(kinds("from_on=2026-11-22&to_on=2026-11-22")) == len(EVERY_KIND) - 1

    @pytest.mark.parametrize(
        "query",
        [
            "cursor=nonsense",
            "cursor=WyIyMDI2LTExLTIyIiwiMjAyNiIsIngiXQ",
            "cursor=WyI5OTk5LTEyLTMxIiwiOTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OSIsIngiXQ",
            "limit=0",
            "limit=201",
            "kind=dance",
            "from_on=2026-11-22&to_on=2026-11-21",
            "from_on=yesterday",
            "unknown=1",
        ],
    )
    def test_bad_queries_are_refused(self, query: str, call: Send) -> None:
        assert call("GET", f"/v1/entries?{query}").status == 422


class TestDay:
    def test_the_picture_is_drawn_from_what_is_known(self, call: Send, record: Record) -> None:
        record(**NIGHT)
        record(
            kind="activity",
            activity="run",
            started_at="2026-11-22T08:30:00Z",
            duration_seconds=3_600,
            effort=10,
        )
        day = call("GET", "/v1/days/2026-11-22").body
        assert day["today"] is True
        assert (day["starts_at"], day["ends_at"]) == (
            "2026-11-21T23:00:00Z",
            "2026-11-22T23:00:00Z",
        )
        rest = [hour.get("rest_minutes") for hour in day["hours"]]
        assert rest[:8] == [60, 60, 60, 60, 60, 60, 60, 0]
        movement = {hour["starts_at"][11:13]: hour.get("movement_minutes") for hour in day["hours"]}
        assert (movement["08"], movement["09"], movement["10"]) == (60, 60, 0)
        assert all("calm_minutes" not in hour for hour in day["hours"])
        # 17:00 is the present hour; of those after it nothing is known.
        assert [h["starts_at"][11:13] for h in day["hours"] if "rest_minutes" not in h] == [
            "18", "19", "20", "21", "22",
        ]  # fmt: skip

    def test_entries_come_in_the_order_of_the_day(self, call: Send, record: Record) -> None:
        for body in reversed(EVERY_KIND):
            record(**body)
        day = call("GET", "/v1/today").body
        assert [entry["kind"] for entry in day["entries"]] == [
            "steps", "sleep", "weight", "meditation", "meal", "activity", "water", "meal", "mood",
        ]  # fmt: skip
        assert {v["metric"]: v["value"] for v in day["values"]} == {
            "sleep_duration": 27_000,
            "sleep_quality": 4,
            "energy_intake": 640.5,
            "water": 250,
            "activity_duration": 1_800,
            "distance": 5_000,
            "effort": 7,
            "steps": 8_123,
            "meditation": 600,
            "mood": 4,
            "weight": 71.3,
        }

    @pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
    def test_days_of_clock_changes_have_real_hours(self, on: str, hours: int, call: Send) -> None:
        assert len(call("GET", f"/v1/days/{on}").body["hours"]) == hours

    def test_a_day_abroad_is_shown_in_its_own_zone(self, call: Send, record: Record) -> None:
        record(kind="mood", at="2026-11-09T20:00:00Z", mood=5, zone="Asia/Tokyo")
        day = call("GET", "/v1/days/2026-11-10").body
        assert (day["zone"], day["starts_at"]) == ("Asia/Tokyo", "2026-11-09T15:00:00Z")

    @pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1999-12-31", "2026-02-30", "x"])
    def test_dates_without_a_calendar_are_refused(self, on: str, call: Send) -> None:
        assert call("GET", f"/v1/days/{on}").status == 422


class TestSeries:
    PATH = "/v1/series?metric={}&from_on=2026-11-16&to_on=2026-11-22&by={}"

    def test_days_with_average_best_and_change(self, call: Send, record: Record) -> None:
        for day, steps in ((10, 4_000), (11, 4_000), (17, 6_000), (18, 8_000), (22, 10_000)):
            record(kind="steps", on=f"2026-11-{day}", steps=steps)
        series = call("GET", self.PATH.format("steps", "day")).body
        assert [p.get("value") for p in series["points"]] == [
            None, 6_000, 8_000, None, None, None, 10_000,
        ]  # fmt: skip
        assert series["average"] == 8_000
        assert series["best"] == {"on": "2026-11-22", "value": 10_000}
        assert series["previous"] == {
            "from_on": "2026-11-09",
            "to_on": "2026-11-15",
            "average": 4_000,
        }
        assert series["change"] == 1

    def test_weeks_add_up_sums_and_average_levels(self, call: Send, record: Record) -> None:
        for day, level in ((17, 2), (18, 5)):
            record(kind="steps", on=f"2026-11-{day}", steps=1_000)
            record(kind="mood", at=f"2026-11-{day}T10:00:00Z", mood=level)
            record(kind="weight", at=f"2026-11-{day}T10:00:00Z", weight_kg=70 + level)
        for metric, value in (("steps", 2_000), ("mood", 3.5), ("weight", 75)):
            points = call("GET", self.PATH.format(metric, "week")).body["points"]
            assert points == [{"on": "2026-11-16", "value": value, "days": 2}]

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("metric=steps&from_on=2026-11-22&to_on=2026-11-21", 422),
            ("metric=steps&from_on=2010-01-01&to_on=2026-11-21", 422),
            ("metric=steps&from_on=0001-01-01&to_on=0001-02-01", 422),
            ("metric=steps&from_on=9999-12-01&to_on=9999-12-31", 422),
            ("metric=steps&from_on=2026-11-01&to_on=2026-11-21&by=decade", 422),
            ("metric=heart&from_on=2026-11-01&to_on=2026-11-21", 404),
            ("metric=steps&from_on=2016-10-06&to_on=2026-11-22", 200),
            ("metric=steps&from_on=2016-10-05&to_on=2026-11-22", 422),
        ],
    )
    def test_limits(self, query: str, status: int, call: Send) -> None:
        assert call("GET", f"/v1/series?{query}").status == status
        assert call("GET", f"/v1/series/export?{query}").status == status

    def test_the_export_is_csv(self, call: Send, record: Record) -> None:
        record(kind="weight", at="2026-11-20T10:00:00Z", weight_kg=71.35)
        path = self.PATH.format("weight", "day").replace("series?", "series/export?")
        answer = call("GET", path)
        assert answer.headers["content-type"].startswith("text/csv")
        assert "serenity-weight-2026-11-16" in answer.headers["content-disposition"]
        assert answer.body.endswith("\r\n")
        assert list(csv.reader(io.StringIO(answer.body))) == [
            ["date", "metric", "value", "unit", "days_with_a_value"],
            ["2026-11-20", "weight", "71.35", "kg", "1"],
        ]


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


def test_metrics_are_listed(call: Send) -> None:
    items = call("GET", "/v1/metrics").body["items"]
    assert [item["code"] for item in items][:2] == ["sleep_duration", "sleep_quality"]


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
