"""Entries and metrics read back: the journal, a day, a series, its CSV."""

from __future__ import annotations

import csv
import io

import pytest

from tests.functions.measurements.conftest import EVERY_KIND, NIGHT, Record, Send


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
        record(kind="sleep", on="2026-11-21", duration_seconds=3600, on_overlap="add")
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


def test_metrics_are_listed(call: Send) -> None:
    items = call("GET", "/v1/metrics").body["items"]
    assert [item["code"] for item in items][:2] == ["sleep_duration", "sleep_quality"]
