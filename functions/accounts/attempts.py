"""Slows down guessing: counts tries per e-mail address and per caller address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from functions.accounts.domain import Limit, caller_address
from functions.accounts.ports import LoginStates
from serenity.clock import Clock
from serenity.errors import TooManyRequests
from serenity.exchange import RequestInfo
from serenity.ids import digest

_QUARTER: Final = timedelta(minutes=15)
_HOUR: Final = timedelta(hours=1)
BY_SUBJECT: Final = {
    "sign-in": Limit(10, _QUARTER),
    "code": Limit(10, _QUARTER),
    "send": Limit(5, _HOUR),
}
BY_CALLER: Final = {
    "sign-in": Limit(50, _QUARTER),
    "code": Limit(50, _QUARTER),
    "send": Limit(40, _HOUR),
}


class Attempts:
    """Counts before the try, so that a hundred tries at once are a hundred."""

    def __init__(self, states: LoginStates, clock: Clock) -> None:
        self._states = states
        self._clock = clock

    def spend(self, kind: str, subject: str, caller: str | None) -> None:
        """Count one try.

        Raises:
            TooManyRequests: when this subject or this caller has none left.
        """
        self._count(kind, f"subject:{subject}", BY_SUBJECT[kind], 1)
        if caller is not None:
            self._count(kind, f"caller:{caller}", BY_CALLER[kind], 1)

    def refund(self, kind: str, subject: str, caller: str | None) -> None:
        """Take a try back that turned out right; only failures add up."""
        self._count(kind, f"subject:{subject}", BY_SUBJECT[kind], -1)
        if caller is not None:
            self._count(kind, f"caller:{caller}", BY_CALLER[kind], -1)

    def _count(self, kind: str, who: str, limit: Limit, step: int) -> None:
        seconds = int(limit.window.total_seconds())
        window = int(self._clock.now().timestamp()) // seconds
        ends = datetime.fromtimestamp((window + 1) * seconds, UTC)
        tries = self._states.count(digest(f"{kind}|{who}|{window}"), step, ends)
        if step > 0 and tries > limit.tries:
            left = int((ends - self._clock.now()).total_seconds()) + 1
            raise TooManyRequests("Too many tries.", retry_after=max(left, 1))


def client_of(request: RequestInfo) -> str | None:
    """The public address of the caller, where there is one."""
    return caller_address(request.headers.get("x-forwarded-for"))
