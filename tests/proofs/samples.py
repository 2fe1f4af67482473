"""Valid requests for every operation, for the proofs that send something to each route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from infra.openapi import hubs, operations
from serenity.http import IfMatch, Operation
from serenity.http.operation import adapter

# What a path variable may be, for those that name nothing of a person's own.
FREE: Mapping[str, str] = {"provider": "Google", "on": "2026-11-20"}
# Where the others come from: the operation that lists or creates what the caller owns.
OWNED: Mapping[str, str] = {
    "entry_id": "record_entry",
    "goal_id": "create_goal",
    "session_id": "list_sessions",
    "sequence": "list_notifications",
}

# What has to be done to one's own before a route has anything to do.
BEFORE: Mapping[str, str] = {"restore_entry": "delete_entry"}

_AT = "2026-11-19T07:30:00+01:00"
_WORDS = {"note": "a quiet walk by the river", "zone": "Europe/Paris"}
EMAIL = "ana@example.org"
PASSWORD = "a calm path in the hills"

BODIES: Mapping[str, tuple[Any, ...]] = {
    "sign_up": ({"email": EMAIL, "password": PASSWORD, "language": "fr"},),
    "confirm": ({"email": EMAIL, "code": "123456"},),
    "resend_code": ({"email": EMAIL},),
    "forgot_password": ({"email": EMAIL},),
    "reset_password": ({"email": EMAIL, "code": "123456", "password": PASSWORD},),
    "sign_in": ({"email": EMAIL, "password": PASSWORD},),
    "reauthenticate": ({"password": PASSWORD},),
    "change_profile": (
        {
            "display_name": "Ana Silva",
            "language": "fr",
            "units": "metric",
            "theme": "night",
            "time_zone": "Europe/Paris",
            "day_end_minutes": 180,
            "focus": ["sleep", "sport"],
            "onboarded": True,
        },
    ),
    "record_entry": (
        {"kind": "mood", "at": _AT, "mood": 4, **_WORDS},
        {"kind": "meal", "at": _AT, "energy_kcal": 612.5, **_WORDS},
        {"kind": "water", "at": _AT, "volume_ml": 333.0, **_WORDS},
        {"kind": "weight", "at": _AT, "weight_kg": 71.3, **_WORDS},
        {"kind": "steps", "on": "2026-11-19", "steps": 7312, **_WORDS},
        {"kind": "meditation", "started_at": _AT, "duration_seconds": 1234, **_WORDS},
        {
            "kind": "activity",
            "activity": "walk",
            "started_at": _AT,
            "duration_seconds": 2345,
            "distance_m": 3210.0,
            "effort": 4,
            **_WORDS,
        },
        {
            "kind": "sleep",
            "on": "2026-11-19",
            "duration_seconds": 27123,
            "quality": 3,
            "on_overlap": "replace",
            **_WORDS,
        },
    ),
    "change_entry": ({"note": "a longer walk by the river"},),
    "create_goal": (
        {
            "metric": "water",
            "direction": "at_least",
            "period": "day",
            "target": {"low": 1.0},
            "weekday_targets": {"6": {"low": 2.0}},
            "title": "Drink more water",
        },
    ),
    "change_goal": ({"target": {"low": 3.0}, "title": "Drink enough water"},),
    "read_notifications": ({"sequence": 1},),
    "set_preferences": (
        {
            "goal_reached": True,
            "streak_at_risk": True,
            "quiet_from_minutes": 1320,
            "quiet_to_minutes": 420,
        },
    ),
}

QUERIES: Mapping[str, Mapping[str, str]] = {
    "authorize": {"return_to": "/trends"},
    "callback": {"state": "a-state", "code": "a-code"},
    "list_goals": {"state": "active"},
    "list_progress": {"on": "2026-11-20"},
    "list_entries": {"from_on": "2026-11-01", "to_on": "2026-11-20", "limit": "20"},
    "get_series": {"metric": "water", "from_on": "2026-11-01", "to_on": "2026-11-20"},
    "export_series": {"metric": "water", "from_on": "2026-11-01", "to_on": "2026-11-20"},
    "list_notifications": {"limit": "20"},
}


@dataclass(frozen=True)
class Sample:
    """One valid request, but for the ids that only its sender knows."""

    operation: Operation
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.operation.name

    @property
    def unconditional(self) -> bool:
        """Whether it goes without an If-Match."""
        return self.operation.source(IfMatch) is None

    def path(self, ids: Mapping[str, str] | None = None) -> str:
        """The path and query, with the sender's ids in place of the variables."""
        values = FREE | (ids or {})
        path = self.operation.path
        for variable in self.operation.path_types:
            path = path.replace(f"{{{variable}}}", quote(values[variable], safe=""))
        return f"{path}?{urlencode(self.query)}" if self.query else path


@dataclass(frozen=True)
class Known:
    """A sample with the ids and conditions of its sender: a request that is carried out."""

    operation: str
    path: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


def samples() -> list[Sample]:
    """At least one sample for every operation of the route table.

    Raises:
        AssertionError: when an operation cannot be covered, a sample is not valid, or one is left
            over.
    """
    found = operations(hubs())
    names = {operation.name for operation in found}
    left_over = (BODIES.keys() | QUERIES.keys()) - names
    assert not left_over, f"samples of operations that do not exist: {sorted(left_over)}"
    return [sample for operation in found for sample in samples_of(operation)]


def samples_of(operation: Operation) -> Iterator[Sample]:
    """The samples of one operation; see `samples`."""
    unknown = operation.path_types.keys() - FREE.keys() - OWNED.keys()
    assert not unknown, f"{operation.name}: no sample for the path variables {sorted(unknown)}"
    query = QUERIES.get(operation.name, {})
    if "query" in operation.sources:
        adapter(operation.sources["query"]).validate_strings(query)
    if "body" not in operation.sources:
        yield Sample(operation, None, query)
        return
    assert BODIES.get(operation.name), f"{operation.name}: no sample of its body"
    for body in BODIES[operation.name]:
        adapter(operation.sources["body"]).validate_python(body, strict=False)
        yield Sample(operation, body, query)
