"""Which operations the writers carry out; every other one that writes is left out for a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from infra.openapi import hubs, operations
from serenity.http.operation import MUTATING

_AT_ONCE = "outside the database; the proof of once sends twins and crashes it at each message"
_ONE_ROW = "one row that sums up nothing; the proof of once crashes it at each statement"
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "sign_up",
            "confirm",
            "resend_code",
            "forgot_password",
            "reset_password",
            "sign_in",
            "sign_out",
            "reauthenticate",
            "end_session",
            "end_other_sessions",
            "read_notification",
            "read_notifications",
        ),
        _AT_ONCE,
    ),
    **dict.fromkeys(("change_profile", "set_preferences"), _ONE_ROW),
    "delete_account": "ends the person, whose diary could not be compared any more",
    "create_ticket": "ends by itself after half a minute",
}


def operation_of(method: str, path: str) -> str:
    """The name of the operation that a request is for.

    Raises:
        AssertionError: when there is none.
    """
    asked = f"{method} {path.partition('?')[0]}"
    name = next((name for name, route in _routes() if route.fullmatch(asked)), None)
    assert name, f"no operation is asked by {method}"
    return name


@lru_cache(maxsize=1)
def _routes() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (each.name, re.compile(re.sub(r"\{\w+\}", "[^/]+", f"{each.method} {each.path}")))
        for each in operations(hubs())
    ]


def unwritten(acknowledged: Counter[str]) -> list[str]:
    """The operations that write, that nobody carried out, and that are not left out.

    Raises:
        AssertionError: when an operation is left out that does not exist.
    """
    return sorted(name for name in _written() if not acknowledged[name])


@lru_cache(maxsize=1)
def _written() -> frozenset[str]:
    mutating = {each.name for each in operations(hubs()) if each.method in MUTATING}
    unknown = LEFT_OUT.keys() - mutating
    assert not unknown, f"left out, but there is no {', '.join(sorted(unknown))}"
    return frozenset(mutating - LEFT_OUT.keys())
