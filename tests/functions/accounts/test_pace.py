"""An answer that must tell nothing takes the same time whatever was behind it."""

from __future__ import annotations

import pytest

from functions.accounts import wiring
from functions.accounts.letters import Letters
from functions.accounts.pace import Pace
from functions.accounts.registration import Registration
from functions.accounts.schemas import EmailOnly, SignUp
from serenity.clock import SystemClock
from serenity.data import Attempt
from serenity.exchange import RequestInfo
from tests.functions.accounts.browser import PASSWORD, Browser

LONG = 30.0


class Time:
    """A clock that stands, and the pauses that were made."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        """Note a pause."""
        self.pauses.append(seconds)


@pytest.mark.parametrize(("work", "pause"), [(0.0, 1.0), (0.25, 0.75), (1.0, 0.0), (7.0, 0.0)])
def test_what_is_left_of_the_time_is_waited_for(work: float, pause: float) -> None:
    time = Time()
    with Pace(1, time, time.pause).even():
        time.now += work
    assert time.pauses == [pause]


def test_a_failure_takes_as_long() -> None:
    time = Time()
    with pytest.raises(ValueError, match="no"), Pace(1, time, time.pause).even():
        raise ValueError("no")
    assert time.pauses == [1]


def test_known_and_unknown_addresses_are_answered_at_one_pace(browser: Browser, email: str) -> None:
    browser.sign_up(email)
    time, request = Time(), RequestInfo("r", {}, {})
    registration = Registration(
        wiring.identity(),
        wiring.login_states(),
        wiring.attempts(),
        wiring.farewell(),
        Letters("", ""),
        wiring.revocations(),
        SystemClock(),
        Pace(LONG, time, time.pause),
    )
    for address in (email, f"new.{email}"):
        body = SignUp(email=address, password=PASSWORD, language="fr")
        registration.sign_up(body, request, Attempt())
    for address in (email, f"unknown.{email}"):
        registration.resend(EmailOnly(email=address), request)
        registration.forgot(EmailOnly(email=address), request)
    assert time.pauses == [LONG] * 6
