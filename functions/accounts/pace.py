"""Gives answers that must tell nothing of an address one and the same duration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Pace:
    """Lets what is done inside take a fixed time at least, however it ends.

    Known and unknown addresses take different ways through the sign-in service; whoever measures
    an answer would see which. The time must be longer than the longest of these ways.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._pause = pause

    @contextmanager
    def even(self) -> Iterator[None]:
        """Wait at the end for what is left of the time."""
        ends = self._clock() + self._seconds
        try:
            yield
        finally:
            self._pause(max(ends - self._clock(), 0))
