"""Explains what a writer could not get done by the fault that was injected at that time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tests.proofs.durability.writer import Trouble

# How long after its end a part may still be missed: the supervisor starts it again.
RECOVERY_SECONDS = {
    "handler processes killed": 5.0,
    "cloud killed": 60.0,
    "database killed": 60.0,
    "edge killed": 60.0,
}
NO_ANSWER = "no answer"
# The visitors' library asks once more by itself when a line is cut, and a ticket counts once.
TICKET_TWICE = "a ticket shown twice"
CUT_SHORT = frozenset({NO_ANSWER, TICKET_TWICE})
CUT_SECONDS = 0.5  # between the cut and its notice on a busy machine


def unexplained(
    troubles: Iterable[Trouble], cut_at: Sequence[float], faults: Iterable[tuple[float, str, int]]
) -> list[Trouble]:
    """The troubles that no fault explains."""
    cuts = sorted(cut_at)
    kills = [(at, RECOVERY_SECONDS[kind]) for at, kind, _ in faults if kind in RECOVERY_SECONDS]

    def is_explained(trouble: Trouble) -> bool:
        first = bisect_left(cuts, trouble.began)
        cut = first < len(cuts) and cuts[first] <= trouble.ended + CUT_SECONDS
        if cut and trouble.what in CUT_SHORT:
            return True
        return any(at - 1 <= trouble.ended and trouble.began <= at + long for at, long in kills)

    return [trouble for trouble in troubles if not is_explained(trouble)]
