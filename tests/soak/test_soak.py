"""The instruments of the soak: slopes, the steepest of a part, and what explains an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psutil
import pytest

from tests.proofs.durability.writer import Trouble
from tests.soak.errors import unexplained
from tests.soak.leavings import error_in
from tests.soak.watch import FUNCTION, MEGABYTE, Track, Watch, steepest


def track(part: str, growth: float, seconds: int = 600) -> Track:
    """A process that grows by so many MB an hour."""
    found = Track(part)
    for second in range(0, seconds, 5):
        found.add(second, int((100 + growth * second / 3600) * MEGABYTE))
    return found


def test_a_slope_is_told_in_megabytes_an_hour() -> None:
    assert track("edge", 12).slope == pytest.approx(12, abs=0.01)
    assert track("edge", 0).slope == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("when", [0.2, 0.4, 0.6, 0.8])
def test_what_is_loaded_once_is_no_slope_and_hides_none(when: float) -> None:
    calm, leaking = track("authorizer", 0), track("authorizer", 30)
    late = int(when * len(calm.at))
    for each in (calm, leaking):
        each.megabytes[late:] = [size + 10 for size in each.megabytes[late:]]
    assert calm.slope == pytest.approx(0, abs=0.01)
    assert leaking.slope >= 30


def test_a_leak_in_steps_is_a_slope() -> None:
    found = track("authorizer", 30)
    found.megabytes = [size // 0.5 * 0.5 for size in found.megabytes]
    assert found.slope == pytest.approx(30, rel=0.1)


def test_the_steepest_process_that_lived_long_enough_speaks_for_its_part() -> None:
    tracks = [track("handler process", 3), track("handler process", 9)]
    tracks.append(track("handler process", 500, seconds=60))
    found = steepest(tracks, 100, 200)
    assert found["handler process"].slope == pytest.approx(9, abs=0.01)


class Quiet:
    """Nothing that could be watched."""

    def processes(self) -> Iterator[tuple[str, list[psutil.Process]]]:
        yield from ()

    def connections(self) -> Mapping[str, int]:
        return {}


def test_a_function_is_busy_when_most_looks_found_it() -> None:
    watch = Watch(Quiet())
    watch.looks = [float(second) for second in range(0, 600, 5)]
    watch.tracks = {
        "a": track(FUNCTION + "goals", 0),
        "b": track(FUNCTION + "relay", 0, seconds=200),
        "c": track("edge", 0),
    }
    assert watch.busy(0) == [FUNCTION + "goals"]
    assert watch.busy(300) == [FUNCTION + "goals"]


def test_what_nobody_read_is_within_no_bounds() -> None:
    watch = Watch(Quiet())
    assert watch.most("edge") > 10**6
    assert watch.read(0) == 0
    watch.looks, watch.readings = [1.0, 2.0], [(2.0, {"edge": 3})]
    assert watch.most("edge") == 3
    assert watch.read(0) == 0.5


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"level":"ERROR","message":"push failed"}', "push failed"),
        ('{"level":"INFO","message":"done"}', None),
        ("Traceback (most recent call last):", "an exception that escaped"),
        ("END RequestId: 1", None),
        ("7", None),
    ],
)
def test_an_error_is_told_by_its_level_or_its_trace(line: str, error: str | None) -> None:
    assert error_in(line) == error


@pytest.mark.parametrize(
    ("trouble", "explained"),
    [
        (Trouble("no answer", 10, 11), True),  # cut meanwhile
        (Trouble("503", 10, 11), False),  # a cut gives no answer at all
        (Trouble("no answer", 12, 13), False),
        (Trouble("a ticket shown twice", 10, 11), True),
        (Trouble("a ticket shown twice", 12, 13), False),
        (Trouble("503", 101, 103), True),  # a worker was killed
        (Trouble("503", 107, 108), False),
        (Trouble("504", 230, 260), True),  # the database was starting
        (Trouble("504", 265, 266), False),
        (Trouble("500", 400, 401), False),  # a repeated event excuses nothing
    ],
)
def test_an_error_is_explained_by_a_fault_of_its_time(trouble: Trouble, *, explained: bool) -> None:
    faults = [
        (100.5, "handler processes killed", 1),
        (200.0, "database killed", 1),
        (400.0, "events delivered twice", 10),
    ]
    assert (unexplained([trouble], [10.5], faults) == []) is explained
