"""The rules of notifications: what is told, when it stays quiet, and which socket may listen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

# The kinds of message, by the event that brings each.
KINDS: Mapping[str, str] = {
    "GoalReached": "goal_reached",
    "StreakAtRisk": "streak_at_risk",
    "SignedInFromNewDevice": "new_device",
}
# Whoever signs in as you does not wait for your morning.
URGENT = frozenset({"new_device"})
KEPT = timedelta(days=180)
TICKET_LIFE = timedelta(seconds=30)
SOCKET_LIFE = timedelta(hours=2)  # API Gateway ends every socket after two hours
MOST_SOCKETS = 20


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one local minute of the day until another, over midnight if it comes first."""

    from_minutes: int
    to_minutes: int

    def hold(self, now: datetime, zone: str) -> bool:
        """Whether an instant lies in the quiet hours on the wall clock of a zone."""
        local = now.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        if self.from_minutes < self.to_minutes:
            return self.from_minutes <= minute < self.to_minutes
        return minute >= self.from_minutes or minute < self.to_minutes


@dataclass(frozen=True, slots=True)
class Choices:
    """What may interrupt a person; version 0 is what holds before anything was chosen."""

    goal_reached: bool = True
    streak_at_risk: bool = True
    quiet_hours: QuietHours | None = None
    version: int = 0

    def quiet(self, kind: str, now: datetime, zone: str) -> bool:
        """Whether a message of this kind waits in the inbox without a toast now."""
        if kind in URGENT:
            return False
        unwanted = {
            "goal_reached": not self.goal_reached,
            "streak_at_risk": not self.streak_at_risk,
        }
        hours = self.quiet_hours
        return unwanted.get(kind, False) or (hours is not None and hours.hold(now, zone))


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the inbox: a kind and its data, no words."""

    id: UUID
    kind: str
    data: Mapping[str, Any]
    created_at: datetime
    quiet: bool
    sequence: int = 0
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """How far an inbox goes, and up to where it was read as a whole."""

    latest: int = 0
    read_up_to: int = 0
    read_up_to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may open a socket: what a ticket was made for, and when."""

    user_id: UUID
    session_id: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Socket:
    """An open socket of a person's session."""

    connection_id: str
    session_id: str
    admitted_at: datetime
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Revocation:
    """From when on a person's sessions count, and whether the person is gone."""

    not_before: float = 0
    erased: bool = False


def may_listen(
    session_id: str, admitted_at: datetime, ended: Collection[str], revocation: Revocation
) -> bool:
    """Whether a socket's session still stands: not ended, not revoked since, person not erased."""
    if revocation.erased or session_id in ended:
        return False
    return admitted_at.timestamp() >= revocation.not_before
