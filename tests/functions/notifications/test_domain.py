"""The rules of notifications."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notifications.domain import (
    KINDS,
    Choices,
    QuietHours,
    Revocation,
    may_listen,
)

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
minutes = st.integers(0, 1439)


def at(clock: str) -> datetime:
    """A wall time in Paris on a winter day."""
    return datetime.combine(NOW.date(), time.fromisoformat(clock), ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("start", "end", "clock", "quiet"),
    [
        ("22:00", "07:00", "21:59", False),
        ("22:00", "07:00", "22:00", True),
        ("22:00", "07:00", "23:59", True),
        ("22:00", "07:00", "00:00", True),
        ("22:00", "07:00", "06:59", True),
        ("22:00", "07:00", "07:00", False),
        ("13:00", "14:30", "12:59", False),
        ("13:00", "14:30", "13:00", True),
        ("13:00", "14:30", "14:30", False),
        ("00:00", "06:00", "00:00", True),
        ("22:00", "00:00", "23:59", True),
        ("22:00", "00:00", "00:00", False),
    ],
)
def test_quiet_hours_hold_over_midnight(start: str, end: str, clock: str, *, quiet: bool) -> None:
    hours = QuietHours(*(t.hour * 60 + t.minute for t in map(time.fromisoformat, (start, end))))
    assert hours.hold(at(clock), "Europe/Paris") is quiet


def test_quiet_hours_are_read_off_the_persons_own_clock() -> None:
    night = QuietHours(22 * 60, 7 * 60)
    assert not night.hold(NOW, "Europe/Paris")
    assert night.hold(NOW, "Asia/Tokyo")
    # The hour that winter repeats is quiet both times, the one that spring skips costs nothing.
    assert night.hold(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Paris")
    assert night.hold(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Paris")
    assert night.hold(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Paris")


@given(minutes, minutes, st.datetimes())
def test_an_instant_is_quiet_in_the_hours_or_in_their_complement(
    start: int, end: int, instant: datetime
) -> None:
    if start == end or instant.year in {1, 9999}:
        return
    now = instant.replace(tzinfo=UTC)
    hours, others = QuietHours(start, end), QuietHours(end, start)
    assert hours.hold(now, "America/New_York") != others.hold(now, "America/New_York")


def test_what_interrupts_and_what_waits() -> None:
    unwanted = Choices(goal_reached=False)
    assert [kind for kind in KINDS.values() if unwanted.quiet(kind, NOW, "UTC")] == ["goal_reached"]
    night = Choices(quiet_hours=QuietHours(0, 1439))
    assert [kind for kind in KINDS.values() if night.quiet(kind, NOW, "UTC")] == [
        "goal_reached",
        "streak_at_risk",
    ]
    everything_off = Choices(goal_reached=False, streak_at_risk=False)
    assert not everything_off.quiet("new_device", NOW, "UTC")
    assert not Choices().quiet("goal_reached", NOW, "UTC")


@pytest.mark.parametrize(
    ("ended", "revocation", "stays"),
    [
        (set(), Revocation(), True),
        ({"s-2"}, Revocation(), True),
        ({"s-1"}, Revocation(), False),
        (set(), Revocation(not_before=NOW.timestamp()), True),
        (set(), Revocation(not_before=NOW.timestamp() + 1), False),
        (set(), Revocation(erased=True), False),
    ],
)
def test_a_socket_stays_no_longer_than_its_session(
    ended: set[str], revocation: Revocation, *, stays: bool
) -> None:
    assert may_listen("s-1", NOW, ended, revocation) is stays
    assert may_listen("s-1", NOW + timedelta(seconds=1), {"s-1"}, Revocation()) is False
