"""Slows down guessing: counts tries per e-mail address, per caller address and per both."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
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
# Of one caller against one address: a stranger's wrong tries do not lock out the person.
BY_BOTH: Final = {"sign-in": Limit(10, _QUARTER)}
# A six-digit code can be guessed and mail can be a nuisance, whoever tries.
BY_SUBJECT: Final = {
    "sign-in": Limit(100, _QUARTER),
    "code": Limit(10, _QUARTER),
    "send": Limit(5, _HOUR),
}
BY_CALLER: Final = {
    "sign-in": Limit(50, _QUARTER),
    "code": Limit(50, _QUARTER),
    "send": Limit(40, _HOUR),
    "provider": Limit(60, _QUARTER),
}
ORIGIN_SECRET: Final = "x-origin-secret"  # noqa: S105 (the name of a header)


class Attempts:
    """Counts before the try, so that a hundred tries at once are a hundred.

    The content network shows `origin_secret` with every request it passes on. Whoever calls the
    gateway directly cannot, and is known by the address that the gateway itself saw.
    """

    def __init__(self, states: LoginStates, clock: Clock, origin_secret: str = "") -> None:
        self._states = states
        self._clock = clock
        self._origin_secret = origin_secret

    def spend(self, kind: str, request: RequestInfo, subject: str = "") -> None:
        """Count one try.

        Raises:
            TooManyRequests: when this subject or this caller has none left.
        """
        for who, limit in self._counters(kind, request, subject):
            self._count(kind, who, limit, 1)

    def refund(self, kind: str, request: RequestInfo, subject: str = "") -> None:
        """Take a try back that turned out right; only failures add up."""
        for who, limit in self._counters(kind, request, subject):
            self._count(kind, who, limit, -1)

    def _counters(
        self, kind: str, request: RequestInfo, subject: str
    ) -> Iterator[tuple[str, Limit]]:
        caller = self._caller(request)
        if subject and kind in BY_BOTH:
            yield f"both:{subject}|{caller}", BY_BOTH[kind]
        if subject:
            yield f"subject:{subject}", BY_SUBJECT[kind]
        if caller is not None:
            yield f"caller:{caller}", BY_CALLER[kind]

    def _caller(self, request: RequestInfo) -> str | None:
        """The public address of the caller, where there is one."""
        shown = request.headers.get(ORIGIN_SECRET, "")
        passed_on = bool(self._origin_secret) and hmac.compare_digest(
            shown.encode(), self._origin_secret.encode()
        )
        return caller_address(request.headers.get("x-forwarded-for"), passed_on=passed_on)

    def _count(self, kind: str, who: str, limit: Limit, step: int) -> None:
        seconds = int(limit.window.total_seconds())
        window = int(self._clock.now().timestamp()) // seconds
        ends = datetime.fromtimestamp((window + 1) * seconds, UTC)
        tries = self._states.count(digest(f"{kind}|{who}|{window}"), step, ends)
        if step > 0 and tries > limit.tries:
            left = int((ends - self._clock.now()).total_seconds()) + 1
            raise TooManyRequests("Too many tries.", retry_after=max(left, 1))
