"""Entries as they are logged: every kind, the day they count for, bad input, overlapping sleep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.conftest import add_person
from tests.functions.measurements.conftest import EVERY_KIND, NIGHT, NOW, Record, Send
from tests.support.clock import SetClock
from tests.support.gateway import principal
from tests.support.postgres import RoleDatabase


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
                "on": "2026-11-22",
                "started_at": NIGHT["started_at"],
                "ended_at": NIGHT["ended_at"],
                "duration_seconds": 27_000,
            }
        ]
        assert answer.body["answers"] == ["replace"]

    def test_cannot_be_answered_by_keeping_both(self, call: Send, record: Record) -> None:
        record(**NIGHT)
        added = call("POST", "/v1/entries", {**self.OVERLAP, "on_overlap": "add"})
        assert (added.status, added.body["answers"]) == (409, ["replace"])

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

    def test_replaces_no_nap_that_was_kept_beside_it(self, call: Send, record: Record) -> None:
        night = record(**NIGHT)
        nap = record(kind="sleep", on="2026-11-22", duration_seconds=1_800, on_overlap="add")
        asked = call("POST", "/v1/entries", self.OVERLAP)
        assert [sleep["id"] for sleep in asked.body["overlaps"]] == [night["id"]]
        record(**self.OVERLAP, on_overlap="replace")
        assert call("GET", f"/v1/entries/{nap['id']}").status == 200
        assert call("GET", f"/v1/entries/{night['id']}").status == 404

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


def lasting(hours: float, on: str = "2026-11-22") -> dict[str, Any]:
    return {"kind": "sleep", "on": on, "duration_seconds": int(hours * 3600)}


def slept(call: Send) -> float:
    values = {v["metric"]: v["value"] for v in call("GET", "/v1/today").body["values"]}
    return float(values["sleep_duration"]) / 3600


class TestSleepWithoutTimes:
    """Whether a sleep without times is another one or the same again, only the person knows."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [(NIGHT, lasting(8)), (lasting(8), NIGHT), (lasting(8), lasting(8))],
        ids=["a night, then hours", "hours, then a night", "hours twice"],
    )
    def test_is_a_question(
        self, first: dict[str, Any], second: dict[str, Any], call: Send, record: Record
    ) -> None:
        kept = record(**first)
        answer = call("POST", "/v1/entries", second)
        assert (answer.status, answer.body["type"]) == (409, "/problems/overlapping-sleep")
        assert [sleep["id"] for sleep in answer.body["overlaps"]] == [kept["id"]]
        assert answer.body["answers"] == ["replace", "add"]
        assert len(call("GET", "/v1/entries").body["items"]) == 1

    def test_takes_the_place_of_the_other_or_is_added(self, call: Send, record: Record) -> None:
        record(**NIGHT)
        record(**lasting(1), on_overlap="add")
        assert slept(call) == 8.5
        record(**lasting(7), on_overlap="replace")
        assert slept(call) == 7

    def test_is_no_question_on_another_date(self, record: Record) -> None:
        record(**NIGHT)
        record(**lasting(8, "2026-11-21"))

    def test_a_change_asks_only_about_what_is_new(self, call: Send, record: Record) -> None:
        record(**NIGHT)
        nap = record(**lasting(0.5), on_overlap="add")
        path = f"/v1/entries/{nap['id']}"
        better = call("PATCH", path, {"quality": 5}, headers={"If-Match": '"1"'})
        longer = call("PATCH", path, {"duration_seconds": 2_700}, headers={"If-Match": '"2"'})
        assert (better.status, longer.status) == (200, 200)
        record(**lasting(8, "2026-11-21"))
        moved = {"on": "2026-11-21"}
        assert call("PATCH", path, moved, headers={"If-Match": '"3"'}).status == 409
        moved["on_overlap"] = "add"
        assert call("PATCH", path, moved, headers={"If-Match": '"3"'}).status == 200

    def test_a_change_into_the_hours_of_another_asks_again(
        self, call: Send, record: Record
    ) -> None:
        record(**NIGHT)
        nap = record(**lasting(0.5), on_overlap="add")
        times = {"on": None, "duration_seconds": None, "on_overlap": "add"}
        times |= {"started_at": "2026-11-22T05:00:00Z", "ended_at": "2026-11-22T05:30:00Z"}
        answer = call("PATCH", f"/v1/entries/{nap['id']}", times, headers={"If-Match": '"1"'})
        assert answer.status == 409

    def test_what_was_kept_beside_it_is_no_obstacle_to_its_return(
        self, call: Send, record: Record, clock: SetClock
    ) -> None:
        record(**NIGHT)
        nap = record(**lasting(0.5), on_overlap="add")
        call("DELETE", f"/v1/entries/{nap['id']}")
        assert call("POST", f"/v1/entries/{nap['id']}/restore").status == 200
        call("DELETE", f"/v1/entries/{nap['id']}")
        clock.advance(timedelta(minutes=1))
        again = record(**lasting(0.75), on_overlap="add")
        refused = call("POST", f"/v1/entries/{nap['id']}/restore")
        assert refused.status == 409
        assert [sleep["id"] for sleep in refused.body["overlaps"]] == [again["id"]]


class TestADateHolds24HoursOfSleep:
    def test_no_sum_exceeds_them(self, call: Send, record: Record) -> None:
        record(**lasting(20))
        asked = call("POST", "/v1/entries", lasting(20))
        assert (asked.status, asked.body["answers"]) == (409, ["replace"])
        added = call("POST", "/v1/entries", lasting(20) | {"on_overlap": "add"})
        assert [(e["pointer"], e["code"]) for e in added.body["errors"]] == [
            ("/duration_seconds", "day_full")
        ]
        record(**lasting(4), on_overlap="add")
        assert slept(call) == 24

    def test_nor_do_sleeps_with_times(self, call: Send, record: Record) -> None:
        record(kind="sleep", started_at="2026-11-21T00:30:00Z", ended_at="2026-11-22T00:15:00Z")
        rest = {"kind": "sleep", "started_at": "2026-11-22T01:00:00Z"}
        answer = call("POST", "/v1/entries", rest | {"ended_at": "2026-11-22T02:00:00Z"})
        assert [e["pointer"] for e in answer.body["errors"]] == ["/ended_at"]
        record(**rest, ended_at="2026-11-22T01:15:00Z")

    def test_nor_does_one_that_returns_or_moves(
        self, call: Send, record: Record, clock: SetClock
    ) -> None:
        first = record(**lasting(20))
        call("DELETE", f"/v1/entries/{first['id']}")
        clock.advance(timedelta(minutes=1))
        record(**lasting(10))
        assert call("POST", f"/v1/entries/{first['id']}/restore").status == 409
        other = record(**lasting(20, "2026-11-21"))
        moved = {"on": "2026-11-22", "on_overlap": "add"}
        answer = call("PATCH", f"/v1/entries/{other['id']}", moved, headers={"If-Match": '"1"'})
        assert answer.status == 422
