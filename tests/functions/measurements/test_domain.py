"""The rules of measurements, without a database."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from functions.measurements.domain import placement, series
from functions.measurements.domain.catalogue import BY_CODE, CATALOGUE, Aggregation, Summary
from functions.measurements.domain.entry import Facts, overlapping, samples
from functions.measurements.domain.picture import picture, zone_of_day
from functions.measurements.domain.placement import Placement, Refused
from serenity.localday import PersonalCalendar

PARIS = PersonalCalendar("Europe/Paris")
NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def sleep(begins: datetime, ends: datetime) -> Facts:
    return Facts("sleep", placement.night(begins, ends, PARIS, ends))


def activity(begins: datetime, minutes: float, effort: int | None = None) -> Facts:
    place = placement.stretch(begins, round(minutes * 60), PARIS, begins + DAY)
    return Facts("activity", place, effort=effort)


class TestPlacement:
    def test_a_sleep_counts_for_the_local_date_of_waking(self) -> None:
        night = placement.night(
            datetime(2026, 11, 21, 14, tzinfo=UTC),
            datetime(2026, 11, 21, 22, tzinfo=UTC),
            PersonalCalendar("Asia/Tokyo", 300),
            NOW,
        )
        assert (night.local_on, night.duration_seconds) == (date(2026, 11, 22), 8 * 3600)
        assert night.counts_at == night.ended_at

    @pytest.mark.parametrize(
        ("length", "fits"),
        [
            (timedelta(seconds=59), False),
            (timedelta(minutes=1), True),
            (timedelta(hours=24), True),
            (timedelta(hours=24, seconds=1), False),
            (-timedelta(hours=1), False),
        ],
    )
    def test_a_sleep_lasts_from_a_minute_to_a_day(self, length: timedelta, *, fits: bool) -> None:
        begins = NOW - 2 * DAY
        if fits:
            assert placement.night(begins, begins + length, PARIS, NOW).ended_at == begins + length
        else:
            with pytest.raises(Refused) as refused:
                placement.night(begins, begins + length, PARIS, NOW)
            assert refused.value.pointer == "/ended_at"

    def test_who_wakes_before_their_day_end_has_slept_for_the_new_date(self) -> None:
        owl = PersonalCalendar("Europe/Paris", 300)
        two_at_night = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
        assert owl.day_of(two_at_night) == date(2026, 11, 21)
        assert placement.sleep_on(date(2026, 11, 22), 3600, owl, two_at_night).local_on == date(
            2026, 11, 22
        )
        with pytest.raises(Refused):
            placement.whole_day(date(2026, 11, 22), owl, two_at_night)

    def test_a_date_of_the_future_is_one_where_the_person_is(self) -> None:
        tomorrow = date(2026, 11, 23)
        with pytest.raises(Refused):
            placement.whole_day(tomorrow, PARIS, NOW)
        assert placement.whole_day(tomorrow, PersonalCalendar("Asia/Tokyo"), NOW)

    @given(st.datetimes(timezones=st.timezones()))
    def test_no_instant_of_any_zone_breaks_the_bounds(self, at: datetime) -> None:
        try:
            place = placement.moment(at, PARIS, NOW)
        except Refused as refused:
            assert refused.code in {"past", "future"}
        else:
            assert placement.EARLIEST <= place.counts_at <= NOW + placement.CLOCK_SKEW

    @given(st.dates())
    def test_no_date_breaks_the_bounds(self, on: date) -> None:
        try:
            place = placement.whole_day(on, PARIS, NOW)
        except Refused as refused:
            assert refused.pointer == "/on"
        else:
            assert PARIS.day_of(place.counts_at) == on


class TestSamples:
    def test_every_reading_lies_within_its_metric(self) -> None:
        place = placement.stretch(NOW - DAY, 1_800, PARIS, NOW)
        facts = Facts("activity", place, distance_m=5_000, effort=6)
        taken = samples(uuid4(), facts)
        values = {sample.metric: sample.value for sample in taken}
        assert values == {
            BY_CODE["activity_duration"].id: 1_800,
            BY_CODE["distance"].id: 5_000,
            BY_CODE["effort"].id: 6,
        }

    def test_a_meal_in_words_has_none(self) -> None:
        assert samples(uuid4(), Facts("meal", placement.moment(NOW, PARIS, NOW))) == []

    @pytest.mark.parametrize(("code", "value"), [("water", 900), ("mood", 300), ("weight", 200)])
    def test_a_day_is_the_sum_the_mean_or_the_last(self, code: str, value: float) -> None:
        assert Summary(readings=3, total=900, latest=200).value(BY_CODE[code]) == value


spans = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=6)


@given(spans)
def test_overlap_is_to_share_an_instant(given_spans: list[tuple[int, int]]) -> None:
    begins = NOW - 2 * DAY
    sleeps = [
        sleep(begins + timedelta(minutes=at), begins + timedelta(minutes=at + length))
        for at, length in given_spans
    ]
    shared = any(
        set(range(a, a + la)) & set(range(b, b + lb))
        for (a, la), (b, lb) in itertools.combinations(given_spans, 2)
    )
    assert overlapping(sleeps) == shared


class TestPicture:
    def test_nothing_known_draws_nothing(self) -> None:
        hours = picture(MIDNIGHT, MIDNIGHT + DAY, [], NOW + DAY)
        assert len(hours) == 24
        assert {(h.movement_minutes, h.rest_minutes, h.calm_minutes) for h in hours} == {
            (None, None, None)
        }

    def test_what_touches_the_day_from_outside_is_cut_at_its_edges(self) -> None:
        night = sleep(MIDNIGHT - timedelta(hours=1), MIDNIGHT + timedelta(hours=1))
        hours = picture(MIDNIGHT, MIDNIGHT + DAY, [night], NOW + DAY)
        assert [h.rest_minutes for h in hours] == [60.0] + [0.0] * 23
        before = sleep(MIDNIGHT - timedelta(hours=1), MIDNIGHT)
        assert picture(MIDNIGHT, MIDNIGHT + DAY, [before], NOW + DAY)[0].rest_minutes is None

    def test_movement_is_weighted_by_effort_where_it_is_known(self) -> None:
        run = activity(MIDNIGHT + timedelta(minutes=30), 60, effort=8)
        walk = activity(MIDNIGHT + timedelta(minutes=60), 30)
        hours = picture(MIDNIGHT, MIDNIGHT + DAY, [run, walk], NOW + DAY)
        assert [h.movement_minutes for h in hours][:3] == [48, 48 + 30, 0]

    def test_hours_to_come_are_not_known(self) -> None:
        run = activity(MIDNIGHT, 60)
        hours = picture(MIDNIGHT, MIDNIGHT + DAY, [run], MIDNIGHT + timedelta(hours=2, minutes=1))
        assert [h.movement_minutes for h in hours][:4] == [60, 0, 0, None]

    def test_a_date_the_zone_skipped_has_no_hours(self) -> None:
        bounds = PersonalCalendar("Pacific/Apia").bounds_of(date(2011, 12, 30))
        assert picture(*bounds, [], NOW) == []

    @given(
        st.integers(0, 28 * 60),
        st.integers(1, 12 * 60),
        st.integers(1, 10),
        st.sampled_from([23.5, 24, 25]),
    )
    def test_no_minute_is_lost_or_made_up(
        self, at: int, minutes: int, effort: int, length: float
    ) -> None:
        ends = MIDNIGHT + timedelta(hours=length)
        begins = MIDNIGHT - timedelta(hours=2) + timedelta(minutes=at)
        hours = picture(MIDNIGHT, ends, [activity(begins, minutes, effort)], ends)
        inside = min(begins + timedelta(minutes=minutes), ends) - max(begins, MIDNIGHT)
        drawn = sum(h.movement_minutes or 0 for h in hours)
        assert drawn == pytest.approx(max(inside.total_seconds(), 0) / 60 * effort / 5, abs=0.1)

    def test_a_past_day_is_shown_where_it_was_lived(self) -> None:
        def at(zone: str) -> Facts:
            return Facts("mood", Placement(date(2026, 11, 1), zone, 0, NOW))

        assert zone_of_day([], "Europe/Paris") == "Europe/Paris"
        tokyo = [at("Asia/Tokyo"), at("Asia/Tokyo"), at("Europe/Paris")]
        assert zone_of_day(tokyo, "Europe/Paris") == "Asia/Tokyo"
        assert zone_of_day([at("Asia/Tokyo"), at("Europe/Paris")], "Europe/Paris") == "Europe/Paris"


ranges = st.tuples(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 800)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)
buckets = st.sampled_from(["day", "week", "month", "year"])


class TestSeries:
    @given(ranges, buckets, st.sampled_from(["sum", "mean", "last"]), st.randoms())
    def test_buckets_cover_the_range_once(
        self,
        span: tuple[date, date],
        by: series.Bucket,
        aggregation: Aggregation,
        random: Random,
    ) -> None:
        first, last = span
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        values = {day: float(random.randint(1, 9)) for day in days if random.random() < 0.5}
        points = series.points(values, first, last, by, aggregation)
        assert sum(point.days for point in points) == len(values)
        starts = [point.on for point in points]
        assert starts == sorted(set(starts))
        assert [series.bucket_of(day, by) for day in starts] == starts
        assert all((point.value is None) == (point.days == 0) for point in points)
        if aggregation == "sum":
            total = sum(point.value or 0 for point in points)
            assert total == sum(values.values())
        if aggregation == "last" and values:
            known = [point.value for point in points if point.value is not None]
            assert known[-1] == values[max(values)]

    @pytest.mark.parametrize(
        ("day", "by", "first"),
        [
            (date(2026, 1, 1), "week", date(2025, 12, 29)),  # ISO week 1 of 2026
            (date(2027, 1, 3), "week", date(2026, 12, 28)),  # ISO week 53 of 2026
            (date(2024, 2, 29), "month", date(2024, 2, 1)),
            (date(2024, 2, 29), "year", date(2024, 1, 1)),
        ],
    )
    def test_known_buckets(self, day: date, by: series.Bucket, first: date) -> None:
        assert series.bucket_of(day, by) == first

    @given(ranges)
    def test_the_previous_period_is_as_long_and_ends_the_day_before(
        self, span: tuple[date, date]
    ) -> None:
        before = series.previous_range(*span)
        assert before[1] == span[0] - DAY
        assert before[1] - before[0] == span[1] - span[0]

    @given(st.lists(st.floats(0.1, 100), min_size=1, max_size=9))
    def test_average_and_best(self, values: list[float]) -> None:
        points = [series.Point(date(2026, 1, 1) + DAY * n, v, 1) for n, v in enumerate(values)]
        points.append(series.Point(date(2026, 2, 1), None, 0))
        assert series.average(points) == pytest.approx(sum(values) / len(values))
        first_best = values.index(max(values))
        assert series.best(points, "higher") == (date(2026, 1, 1) + DAY * first_best, max(values))
        assert (series.best(points, "lower") or (0, 0))[1] == min(values)
        assert series.best(points, "neither") is None

    def test_without_values_there_is_nothing_to_say(self) -> None:
        empty = [series.Point(date(2026, 1, 1), None, 0)]
        assert series.average(empty) is None
        assert series.best(empty, "higher") is None
        assert series.change(empty, empty) is None

    @given(st.floats(0.1, 1e6), st.floats(0.1, 1e6))
    def test_change_is_relative_to_before(self, now: float, before: float) -> None:
        assume(now / before < 1e6)
        found = series.change(known(now), known(before))
        assert found is not None
        assert before * (1 + found) == pytest.approx(now)

    @pytest.mark.parametrize(
        ("now", "before", "claimed"), [(4, 2, True), (2, 4, True), (5, 2, False), (1, 3, False)]
    )
    def test_nothing_is_claimed_from_too_little(
        self, now: int, before: int, *, claimed: bool
    ) -> None:
        assert (series.change(known(*[3] * now), known(*[2] * before)) is not None) == claimed

    def test_from_nothing_no_fraction_follows(self) -> None:
        assert series.change(known(3), known(0)) is None


def known(*values: float) -> list[series.Point]:
    return [series.Point(date(2026, 1, 1) + DAY * n, value, 1) for n, value in enumerate(values)]


def test_codes_and_ids_are_unique() -> None:
    assert len({m.code for m in CATALOGUE}) == len({m.id for m in CATALOGUE}) == len(CATALOGUE)
