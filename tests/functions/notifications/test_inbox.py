"""The inbox: exactly once, numbered without gaps, read everywhere, gone when the person is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from functions.notifications import schemas
from functions.notifications.domain import KEPT, Admission
from functions.notifications.service.inbox import Inbox
from functions.notifications.service.push import Push
from functions.notifications.store.preferences import PostgresPreferences
from serenity.errors import Invalid, NotFound
from serenity.events import Event
from tests.functions.notifications.conftest import (
    NOW,
    Parts,
    new_device,
    reached,
    revoke,
    stored,
)
from tests.support.postgres import RoleDatabase


def page(parts: Parts, user_id: UUID, **query: Any) -> schemas.Inbox:
    return parts.inbox.list(user_id, schemas.InboxQuery(**query))


def sequences(found: schemas.Inbox) -> list[int]:
    return [item.sequence for item in found.items]


def open_socket(parts: Parts, user_id: UUID, connection_id: str, session_id: str = "s-1") -> None:
    assert parts.sockets.opened(connection_id, Admission(user_id, session_id, parts.clock.now()))


def test_an_empty_inbox_is_empty(parts: Parts, person: UUID) -> None:
    assert page(parts, person) == schemas.Inbox(items=[], unread=0, latest=0)
    assert parts.inbox.read_up_to(person, 5).unread == 0
    assert stored("InboxTable", person) == []


def test_a_message_is_kept_then_pushed_to_every_tab(parts: Parts, person: UUID) -> None:
    open_socket(parts, person, "tab-1")
    open_socket(parts, person, "tab-2")
    event = reached(person)
    parts.inbox.receive(event)
    found = page(parts, person)
    assert sequences(found) == [1]
    assert (found.unread, found.latest) == (1, 1)
    item = found.items[0]
    assert item.id == event.id
    assert item.content == schemas.GoalReached.model_validate(event.data)
    pushed = {
        "type": "notification",
        "notification": item.model_dump(mode="json", exclude_none=True),
        "unread": 1,
    }
    assert parts.listening.heard == {"tab-1": [pushed], "tab-2": [pushed]}


def test_the_same_event_is_kept_once(parts: Parts, person: UUID) -> None:
    event = reached(person)
    for _ in range(3):
        parts.inbox.receive(event)
    assert sequences(page(parts, person)) == [1]


def test_concurrent_and_repeated_events_leave_one_message_each_without_gaps(
    parts: Parts, person: UUID, database: Callable[[str], RoleDatabase]
) -> None:
    events = [reached(person, value=n) for n in range(8)] * 3

    def deliver(batch: list[Event]) -> None:
        preferences, opened = PostgresPreferences(), database("notifications")
        push = Push(parts.socket_store, parts.listening, parts.clock)
        inbox = Inbox(parts.inbox_store, preferences, opened, push, parts.clock)
        for event in batch:
            while True:
                try:
                    inbox.receive(event)
                    break
                except Exception:  # noqa: BLE001 (as the queue does: deliver it again)
                    continue

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver, [events[n::6] for n in range(6)]))
    found = page(parts, person, after=0)
    assert sequences(found) == list(range(1, 9))
    assert {item.id for item in found.items} == {event.id for event in events}
    assert (found.latest, found.unread) == (8, 8)


def test_a_broken_or_closed_tab_loses_nothing(parts: Parts, person: UUID) -> None:
    for tab in ("broken", "gone", "open"):
        open_socket(parts, person, tab)
    parts.listening.broken.add("broken")
    parts.listening.gone.add("gone")
    parts.inbox.receive(reached(person))
    assert sequences(page(parts, person)) == [1]
    assert list(parts.listening.heard) == ["open"]
    left = {socket.connection_id for socket in parts.socket_store.room(person, NOW).sockets}
    assert left == {"broken", "open"}


def test_pages_go_back_and_replay_goes_forward(parts: Parts, person: UUID) -> None:
    for n in range(7):
        parts.inbox.receive(reached(person, value=n + 1))
    first = page(parts, person, limit=3)
    assert (sequences(first), first.next_before) == ([7, 6, 5], 5)
    second = page(parts, person, limit=3, before=first.next_before)
    assert (sequences(second), second.next_before) == ([4, 3, 2], 2)
    last = page(parts, person, limit=3, before=second.next_before)
    assert (sequences(last), last.next_before) == ([1], None)
    assert sequences(page(parts, person, after=4)) == [5, 6, 7]
    assert sequences(page(parts, person, after=4, limit=2)) == [5, 6]
    assert sequences(page(parts, person, after=7)) == []
    assert sequences(page(parts, person, after=10**30)) == []
    assert sequences(page(parts, person, before=1)) == []
    assert len(page(parts, person, before=10**30).items) == 7
    with pytest.raises(Invalid):
        page(parts, person, before=3, after=1)


def test_reading_one_follows_in_every_tab(parts: Parts, person: UUID) -> None:
    for n in range(3):
        parts.inbox.receive(reached(person, value=n + 1))
    open_socket(parts, person, "tab")
    assert parts.inbox.read(person, 2).unread == 2
    parts.clock.advance(timedelta(minutes=5))
    assert parts.inbox.read(person, 2).unread == 2
    assert parts.listening.heard["tab"][0] == {"type": "read", "sequence": 2, "unread": 2}
    assert [item.read_at for item in page(parts, person).items] == [None, NOW, None]
    for sequence in (0, -1, 4, 10**30):
        with pytest.raises(NotFound):
            parts.inbox.read(person, sequence)


def test_reading_all_up_to_one_never_goes_back(parts: Parts, person: UUID) -> None:
    for n in range(5):
        parts.inbox.receive(reached(person, value=n + 1))
    open_socket(parts, person, "tab")
    assert parts.inbox.read_up_to(person, 3).unread == 2
    assert parts.listening.heard["tab"] == [{"type": "read", "up_to": 3, "unread": 2}]
    assert parts.inbox.read_up_to(person, 1).unread == 2
    assert parts.inbox.read(person, 5).unread == 1
    assert parts.inbox.read_up_to(person, 10**30).unread == 0
    parts.inbox.receive(reached(person))
    assert page(parts, person).unread == 1
    assert all(item.read_at == NOW for item in page(parts, person, before=6).items)


def test_other_people_see_nothing_of_it(parts: Parts, person: UUID) -> None:
    parts.inbox.receive(reached(person))
    assert page(parts, uuid4()).items == []
    with pytest.raises(NotFound):
        parts.inbox.read(uuid4(), 1)


def test_expired_messages_are_neither_shown_nor_counted(parts: Parts, person: UUID) -> None:
    parts.inbox.receive(reached(person))
    parts.clock.advance(KEPT - timedelta(days=1))
    parts.inbox.receive(reached(person))
    parts.clock.advance(timedelta(days=2))
    found = page(parts, person)
    assert (sequences(found), found.unread, found.latest) == ([2], 1, 2)
    with pytest.raises(NotFound):
        parts.inbox.read(person, 1)


def choose(parts: Parts, person: UUID, version: int, **choices: Any) -> schemas.Preferences:
    body = schemas.PreferencesChange(**{"goal_reached": True, "streak_at_risk": True, **choices})
    with parts.database.unit(person) as unit:
        return parts.preferences.choose(unit, body, version)


def test_a_kind_switched_off_waits_quietly_in_the_inbox(parts: Parts, person: UUID) -> None:
    choose(parts, person, 0, goal_reached=False)
    open_socket(parts, person, "tab")
    parts.inbox.receive(reached(person))
    parts.inbox.receive(new_device(person))
    urgent, unwanted = page(parts, person).items
    assert (unwanted.content.kind, unwanted.quiet) == ("goal_reached", True)
    assert (urgent.content.kind, urgent.quiet) == ("new_device", False)
    told = [sent["notification"]["quiet"] for sent in parts.listening.heard["tab"]]
    assert told == [True, False]


@pytest.mark.parametrize(("hours", "quiet"), [((1020, 1140), True), ((1140, 1020), False)])
def test_quiet_hours_are_those_of_the_persons_zone(
    parts: Parts, person: UUID, hours: tuple[int, int], *, quiet: bool
) -> None:
    choose(parts, person, 0, quiet_from_minutes=hours[0], quiet_to_minutes=hours[1])
    parts.inbox.receive(reached(person))
    parts.inbox.receive(new_device(person))
    urgent, usual = page(parts, person).items
    assert (usual.quiet, urgent.quiet) == (quiet, False)


def test_an_event_that_breaks_the_contract_is_refused_and_not_kept(
    parts: Parts, person: UUID
) -> None:
    event = Event("GoalReached", person, {"goal_id": "x"}, "goals")
    with pytest.raises(ValueError, match="validation error"):
        parts.inbox.receive(event)
    with pytest.raises(KeyError):
        parts.inbox.receive(Event("SomethingElse", person, {}, "goals"))
    assert stored("InboxTable", person) == []


def test_nothing_is_kept_for_people_without_a_profile(parts: Parts) -> None:
    stranger = uuid4()
    parts.inbox.receive(reached(stranger))
    assert stored("InboxTable", stranger) == []


def test_nothing_is_kept_for_erased_people(parts: Parts, person: UUID) -> None:
    revoke(person, erased=True)
    parts.inbox.receive(reached(person))
    assert stored("InboxTable", person) == []


def test_a_revocation_alone_keeps_the_inbox(parts: Parts, person: UUID) -> None:
    revoke(person, not_before=1)
    parts.inbox.receive(reached(person))
    assert len(page(parts, person).items) == 1


def test_erasure_closes_sockets_and_leaves_nothing(parts: Parts, person: UUID) -> None:
    choose(parts, person, 0, goal_reached=True)
    for n in range(30):
        parts.inbox.receive(reached(person, value=n))
    open_socket(parts, person, "tab")
    for _ in range(2):
        assert parts.erasure.erase(person)["status"] == "erased"
        assert stored("InboxTable", person) == stored("SocketsTable", person) == []
    assert parts.listening.closed == ["tab"]
    assert parts.preferences.preferences(parts.database.reader(person)).version == 0
    parts.inbox.receive(reached(person))
    assert stored("InboxTable", person) == []
