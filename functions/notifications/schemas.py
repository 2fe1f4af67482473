"""The public contract of notifications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from serenity.schema import Schema, Versioned

Period = Literal["day", "week", "month", "year"]
Kind = Literal["goal_reached", "streak_at_risk", "new_device"]
Minutes = Annotated[int, Field(ge=0, lt=1440)]


class GoalReached(Schema):
    """A goal's target was met for the first time in its period."""

    kind: Literal["goal_reached"] = "goal_reached"
    goal_id: UUID
    metric: str
    period: Literal["day", "week", "month", "year", "once"]
    period_on: date
    value: float
    target: float
    unit: str
    streak: int


class StreakAtRisk(Schema):
    """A streak ends with the person's day unless something is logged."""

    kind: Literal["streak_at_risk"] = "streak_at_risk"
    goal_id: UUID
    metric: str
    period: Period = "day"
    """What the streak is counted in; inboxes hold messages from before it was said."""
    streak: int
    left: float
    unit: str
    ends_at: datetime


class NewDevice(Schema):
    """Someone signed in from a device not seen before."""

    kind: Literal["new_device"] = "new_device"
    session_id: str
    device: str
    signed_in_at: datetime


Content = Annotated[GoalReached | StreakAtRisk | NewDevice, Field(discriminator="kind")]


class Notification(Schema):
    """One message in the inbox; clients put it into words in the person's language."""

    id: UUID
    sequence: int
    """Grows by one with each message of this person; the replay cursor."""
    content: Content
    created_at: datetime
    quiet: bool
    """Arrived in quiet hours: shown in the inbox, without a toast."""
    read_at: datetime | None = None


class InboxQuery(Schema):
    """Newest first by default; with `after`, oldest first from that sequence on."""

    limit: Annotated[int, Field(ge=1, le=100)] = 30
    before: Annotated[int, Field(ge=1)] | None = None
    after: Annotated[int, Field(ge=0)] | None = None


class Inbox(Schema):
    """A page of the inbox."""

    items: list[Notification]
    unread: int
    """Unread messages in the whole inbox."""
    next_before: int | None = None
    """The `before` of the next older page."""
    latest: int
    """The highest sequence given out so far."""


class ReadUpTo(Schema):
    """Mark every message up to this sequence as read."""

    sequence: Annotated[int, Field(ge=1)]


class ReadState(Schema):
    """What is left unread."""

    unread: int


class Preferences(Versioned):
    """What may interrupt the person, and when nothing may; every message reaches the inbox."""

    goal_reached: bool
    streak_at_risk: bool
    quiet_from_minutes: Minutes | None = None
    """Minutes after local midnight; None when quiet hours are off."""
    quiet_to_minutes: Minutes | None = None


class PreferencesChange(Schema):
    """The new choices as a whole; sign-ins from new devices always interrupt."""

    goal_reached: bool
    streak_at_risk: bool
    quiet_from_minutes: Minutes | None = None
    quiet_to_minutes: Minutes | None = None


class Ticket(Schema):
    """Opens one socket, once, within thirty seconds."""

    ticket: str
    expires_at: datetime
