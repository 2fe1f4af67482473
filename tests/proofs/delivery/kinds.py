"""Every kind of event that has a consumer: where the template leads it, and an example of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from serenity.events import Event
from serenity.ids import new_id
from tests.support.templates import resources

Data = dict[str, Any]
_QUEUE = "Queue"


@dataclass(frozen=True)
class Route:
    """One rule of the bus: the kinds of event that it leads to a queue."""

    queue: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]

    def takes(self, event: Event) -> bool:
        """Whether the rule's pattern matches."""
        return event.type in self.kinds and f"serenity.{event.source}" in self.sources


def routes() -> list[Route]:
    """Every rule of the templates that leads events to a queue.

    Raises:
        AssertionError: when there is none, or when a kind has no example, or an example no rule.
    """
    found = []
    for _, rule in resources("AWS::Events::Rule"):
        pattern = rule["Properties"]["EventPattern"]
        for target in rule["Properties"]["Targets"]:
            queue = target["Arn"]["Fn::GetAtt"][0].removesuffix(_QUEUE)
            found.append(Route(queue, tuple(pattern["detail-type"]), tuple(pattern["source"])))
    led = {kind for route in found for kind in route.kinds}
    assert found, "no rule leads to a queue"
    assert led == EXAMPLES.keys(), f"without an example or a rule: {led ^ EXAMPLES.keys()}"
    return found


def example(kind: str, user_id: UUID, event_id: UUID | None = None) -> Event:
    """An event of a kind, which its consumer can handle; its id is also that of its subject."""
    source, data = EXAMPLES[kind]
    own = event_id or new_id()
    return replace(Event(kind, user_id, data(own), source), id=own)


def _changed(event_id: UUID) -> Data:
    today = datetime.now(UTC).date().isoformat()
    return {"entry_id": str(event_id), "metrics": ["water"], "days": [today]}


def _reached(event_id: UUID) -> Data:
    return {
        "goal_id": str(event_id),
        "metric": "water",
        "period": "day",
        "period_on": "2026-11-22",
        "value": 1500.0,
        "target": 1500.0,
        "unit": "ml",
        "streak": 3,
    }


def _at_risk(event_id: UUID) -> Data:
    return {
        "goal_id": str(event_id),
        "metric": "water",
        "period": "day",
        "streak": 4,
        "left": 250.0,
        "unit": "ml",
        "ends_at": datetime(2026, 11, 23, 2, tzinfo=UTC).isoformat(),
    }


def _new_device(event_id: UUID) -> Data:
    at = datetime(2026, 11, 22, 17, tzinfo=UTC) + timedelta(seconds=event_id.int % 1000)
    return {
        "session_id": str(event_id),
        "device": "Firefox on Linux",
        "signed_in_at": at.isoformat(),
    }


def _ended(event_id: UUID) -> Data:
    return {"session_ids": [str(event_id)]}


EXAMPLES: Mapping[str, tuple[str, Callable[[UUID], Data]]] = {
    "SampleRecorded": ("measurements", _changed),
    "SampleDeleted": ("measurements", _changed),
    "GoalReached": ("goals", _reached),
    "StreakAtRisk": ("goals", _at_risk),
    "SignedInFromNewDevice": ("accounts", _new_device),
    "SessionsEnded": ("accounts", _ended),
}
