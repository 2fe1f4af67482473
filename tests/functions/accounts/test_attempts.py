"""Only what the content network vouches for says who called; a direct caller forges nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from functions.accounts.attempts import BY_CALLER, Attempts
from serenity.clock import SystemClock
from serenity.errors import TooManyRequests
from serenity.exchange import RequestInfo

SECRET = "s" * 64


class Counted:
    """The counters of tries, in memory."""

    def __init__(self) -> None:
        self._tries: dict[str, int] = {}

    def count(self, subject: str, step: int, _expires_at: datetime) -> int:
        """Add to a counter and answer its new value."""
        self._tries[subject] = self._tries.get(subject, 0) + step
        return self._tries[subject]


@pytest.fixture
def attempts() -> Attempts:
    return Attempts(Counted(), SystemClock(), SECRET)  # type: ignore[arg-type]


def request(forwarded_for: str, secret: str | None = None) -> RequestInfo:
    headers = {"x-forwarded-for": forwarded_for}
    return RequestInfo("r", headers | ({"x-origin-secret": secret} if secret else {}), {})


@pytest.mark.parametrize("secret", [None, "", "s" * 63, "guess", "\u00e9"])
def test_a_direct_caller_does_not_become_another_by_writing_so(
    attempts: Attempts, secret: str | None
) -> None:
    for number in range(BY_CALLER["provider"].tries):
        attempts.spend("provider", request(f"8.8.8.{number}, 9.9.9.9", secret))
    with pytest.raises(TooManyRequests):
        attempts.spend("provider", request("8.8.4.4, 9.9.9.9", secret))
    # Nor has anybody else run out of tries by it.
    attempts.spend("provider", request("8.8.8.1, 130.176.0.1", SECRET))


def test_what_the_content_network_passes_on_counts_for_the_browser(attempts: Attempts) -> None:
    for _ in range(BY_CALLER["provider"].tries):
        attempts.spend("provider", request("8.8.8.8, 130.176.0.1", SECRET))
    with pytest.raises(TooManyRequests):
        attempts.spend("provider", request("forged, 8.8.8.8, 130.176.0.2", SECRET))
    attempts.spend("provider", request("8.8.4.4, 130.176.0.1", SECRET))


def test_without_a_secret_nothing_is_vouched_for() -> None:
    attempts = Attempts(Counted(), SystemClock())  # type: ignore[arg-type]
    for number in range(BY_CALLER["provider"].tries):
        attempts.spend("provider", request(f"8.8.8.{number}, 9.9.9.9", ""))
    with pytest.raises(TooManyRequests):
        attempts.spend("provider", request("8.8.4.4, 9.9.9.9", ""))
