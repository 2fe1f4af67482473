"""Tickets and sockets: one use, our own origin, and no longer than the session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import boto3
import pytest

from functions.notifications.domain import TICKET_LIFE, Admission
from functions.notifications.service.sockets import MAX_MESSAGE
from serenity.auth import Principal
from serenity.data import Attempt
from serenity.events import Event
from tests.functions.notifications.conftest import NOW, ORIGIN, Parts, reached, revoke


def caller(user_id: UUID, session_id: str = "s-1") -> Principal:
    return Principal(user_id, session_id, NOW)


def admission(user_id: UUID, session_id: str = "s-1") -> Admission:
    return Admission(user_id, session_id, NOW)


def connections(parts: Parts, user_id: UUID) -> list[str]:
    return [s.connection_id for s in parts.socket_store.room(user_id, parts.clock.now()).sockets]


def ended(user_id: UUID, *session_ids: str) -> Event:
    return Event("SessionsEnded", user_id, {"session_ids": list(session_ids)}, "accounts")


def test_a_ticket_opens_one_socket_once(parts: Parts, person: UUID) -> None:
    ticket = parts.sockets.issue(caller(person), Attempt())
    assert len(ticket.ticket) == 43
    assert ticket.expires_at == NOW + TICKET_LIFE
    assert parts.sockets.admit(ticket.ticket, ORIGIN) == admission(person)
    assert parts.sockets.admit(ticket.ticket, ORIGIN) is None


def test_a_ticket_is_not_stored_readably(parts: Parts, person: UUID) -> None:
    ticket = parts.sockets.issue(caller(person), Attempt()).ticket
    items = boto3.client("dynamodb").scan(TableName="TicketsTable")["Items"]
    assert ticket not in str(items)


@pytest.mark.parametrize("rounds", [20])
def test_of_many_racing_replays_one_wins(parts: Parts, person: UUID, rounds: int) -> None:
    for _ in range(rounds):
        ticket = parts.sockets.issue(caller(person), Attempt()).ticket
        with ThreadPoolExecutor(16) as pool:
            results = list(pool.map(lambda t: parts.sockets.admit(t, ORIGIN), [ticket] * 50))
        assert [r for r in results if r is not None] == [admission(person)]


def test_a_ticket_lasts_thirty_seconds(parts: Parts, person: UUID) -> None:
    ticket, late = (parts.sockets.issue(caller(person), Attempt()).ticket for _ in range(2))
    parts.clock.advance(TICKET_LIFE - timedelta(milliseconds=1))
    assert parts.sockets.admit(ticket, ORIGIN) is not None
    parts.clock.advance(timedelta(milliseconds=1))
    assert parts.sockets.admit(late, ORIGIN) is None


@pytest.mark.parametrize(
    "origin", ["http://localhost:8001", "https://evil.example", "null", "", ORIGIN + "/"]
)
def test_other_origins_are_refused_and_do_not_spend_the_ticket(
    parts: Parts, person: UUID, origin: str
) -> None:
    ticket = parts.sockets.issue(caller(person), Attempt()).ticket
    assert parts.sockets.admit(ticket, origin) is None
    assert parts.sockets.admit(ticket, None) is not None


@pytest.mark.parametrize("ticket", ["", "x", "a" * 43, "é" * 43, "a" * 5000, "a" * 42 + "\n"])
def test_what_is_no_ticket_is_refused(parts: Parts, ticket: str) -> None:
    assert parts.sockets.admit(ticket, ORIGIN) is None


def test_revoked_erased_and_ended_sessions_get_no_socket(parts: Parts, person: UUID) -> None:
    ticket = parts.sockets.issue(caller(person), Attempt()).ticket
    revoke(person, not_before=int(NOW.timestamp()) + 1)
    assert parts.sockets.admit(ticket, ORIGIN) is None
    assert not parts.sockets.opened("tab", admission(person))
    assert connections(parts, person) == []

    revoke(person, erased=True)
    assert (
        parts.sockets.admit(parts.sockets.issue(caller(person), Attempt()).ticket, ORIGIN) is None
    )

    revoke(person)
    parts.sockets.sessions_ended(ended(person, "s-1"))
    assert (
        parts.sockets.admit(parts.sockets.issue(caller(person), Attempt()).ticket, ORIGIN) is None
    )
    assert parts.sockets.admit(parts.sockets.issue(caller(person, "s-2"), Attempt()).ticket, ORIGIN)


def test_ending_sessions_closes_their_sockets_and_no_others(parts: Parts, person: UUID) -> None:
    for tab, session in (("a", "s-1"), ("b", "s-2"), ("c", "s-1"), ("d", "s-3")):
        assert parts.sockets.opened(tab, admission(person, session))
    for _ in range(2):
        parts.sockets.sessions_ended(ended(person, "s-1", "s-3"))
    assert sorted(parts.listening.closed) == ["a", "c", "d"]
    assert connections(parts, person) == ["b"]


def test_a_revocation_of_everything_closes_the_sockets_of_phones_too(
    parts: Parts, person: UUID
) -> None:
    parts.sockets.opened("phone", admission(person, "grant-1"))
    revoke(person, not_before=int(NOW.timestamp()) + 1)
    parts.clock.advance(timedelta(seconds=2))
    parts.sockets.opened("later", Admission(person, "s-2", parts.clock.now()))
    parts.sockets.sessions_ended(ended(person))
    assert parts.listening.closed == ["phone"]
    assert connections(parts, person) == ["later"]


def test_pings_are_answered_and_all_else_ignored(parts: Parts, person: UUID) -> None:
    parts.sockets.opened("tab", admission(person))
    for text in ("", "hello", "[]", '{"type":"shout"}', "\ud800", "[" * 1000, "{", "1" * 5000):
        parts.sockets.said("tab", admission(person), text)
    parts.sockets.said("tab", admission(person), '{"type":"ping"}' + " " * MAX_MESSAGE)
    assert parts.listening.heard == {}
    parts.sockets.said("tab", admission(person), '{"type":"ping"}')
    assert parts.listening.heard == {"tab": [{"type": "pong"}]}
    assert parts.listening.closed == []


@pytest.mark.parametrize("erased", [True, False])
def test_every_message_is_authorised_again(parts: Parts, person: UUID, *, erased: bool) -> None:
    parts.sockets.opened("tab", admission(person))
    revoke(person, erased=erased, not_before=int(NOW.timestamp()) + 60)
    parts.sockets.said("tab", admission(person), '{"type":"ping"}')
    assert (parts.listening.heard, parts.listening.closed) == ({}, ["tab"])
    assert connections(parts, person) == []


def test_an_unknown_socket_is_closed_when_it_speaks(parts: Parts, person: UUID) -> None:
    parts.sockets.said("ghost", admission(person), '{"type":"ping"}')
    assert (parts.listening.heard, parts.listening.closed) == ({}, ["ghost"])


def test_nothing_is_pushed_to_a_revoked_session(parts: Parts, person: UUID) -> None:
    parts.sockets.opened("old", admission(person))
    revoke(person, not_before=int(NOW.timestamp()) + 1)
    parts.clock.advance(timedelta(seconds=2))
    parts.sockets.opened("new", Admission(person, "s-2", parts.clock.now()))
    parts.inbox.receive(reached(person))
    assert list(parts.listening.heard) == ["new"]
    assert parts.listening.closed == ["old"]


def test_the_oldest_of_too_many_sockets_close(parts: Parts, person: UUID) -> None:
    for n in range(22):
        parts.clock.advance(timedelta(seconds=1))
        assert parts.sockets.opened(f"tab-{n:02d}", admission(person))
    assert parts.listening.closed == ["tab-00", "tab-01"]
    assert connections(parts, person) == [f"tab-{n:02d}" for n in range(2, 22)]


def test_sockets_are_forgotten_when_they_close_and_after_two_hours(
    parts: Parts, person: UUID
) -> None:
    told, untold, kept = (uuid4().hex for _ in range(3))
    for tab in (told, untold, kept):
        parts.sockets.opened(tab, admission(person))
    parts.sockets.closed(told, person)
    parts.sockets.closed(untold, None)
    parts.sockets.closed("never", None)
    assert connections(parts, person) == [kept]
    parts.clock.advance(timedelta(hours=2, minutes=6))
    assert connections(parts, person) == []


def test_sockets_belong_to_their_person(parts: Parts, person: UUID) -> None:
    parts.sockets.opened("tab", admission(person))
    parts.sockets.sessions_ended(ended(uuid4(), "s-1"))
    assert connections(parts, person) == ["tab"]
