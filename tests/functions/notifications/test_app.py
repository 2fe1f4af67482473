"""The routes and the handlers of notifications, from the gateway's events down to the tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from functions.notifications import wiring
from functions.notifications.app import app, authorize_socket, erase, on_events, on_socket
from functions.notifications.service.events import Reception
from serenity.events import Event
from tests.functions.notifications.conftest import NOW, ORIGIN, Parts, new_device, reached
from tests.support.gateway import Result, invoke, principal

ARN = "arn:aws:execute-api:eu-central-1:000000000000:socket/live/$connect"


@pytest.fixture
def wired(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Parts:
    monkeypatch.setattr(app, "_database", lambda: parts.database)
    monkeypatch.setattr(wiring, "inbox", lambda: parts.inbox)
    monkeypatch.setattr(wiring, "sockets", lambda: parts.sockets)
    monkeypatch.setattr(wiring, "preferences", lambda: parts.preferences)
    monkeypatch.setattr(wiring, "erasure", lambda: parts.erasure)
    monkeypatch.setattr(wiring, "reception", lambda: Reception(parts.inbox, parts.sockets))
    return parts


@pytest.fixture
def call(wired: Parts, person: UUID) -> Callable[..., Result]:
    def send(method: str, path: str, body: Any = None, **more: Any) -> Result:
        return invoke(app, method, path, caller=principal(person), body=body, **more)

    return send


def deliver(*events: Event) -> dict[str, Any]:
    records = [
        {"messageId": str(n), "body": json.dumps({"detail": json.loads(event.detail())})}
        for n, event in enumerate(events)
    ]
    return on_events({"Records": records}, None)


def handshake(ticket: str, origin: str | None = ORIGIN) -> dict[str, Any]:
    return {
        "type": "REQUEST",
        "methodArn": ARN,
        "headers": {"Host": "x"} | ({"Origin": origin} if origin is not None else {}),
        "queryStringParameters": {"ticket": ticket},
        "requestContext": {"eventType": "CONNECT", "requestId": "handshake-1"},
    }


def frame(kind: str, context: Any, body: str = "", connection: str = "tab") -> dict[str, Any]:
    request = {"eventType": kind, "connectionId": connection}
    if context is not None:
        request["authorizer"] = context
    return {"requestContext": request, "body": body}


def effect(answer: dict[str, Any]) -> str:
    statement = answer["policyDocument"]["Statement"][0]
    assert (statement["Action"], statement["Resource"]) == ("execute-api:Invoke", ARN)
    return str(statement["Effect"])


def test_the_inbox_is_listed_and_read(call: Callable[..., Result], person: UUID) -> None:
    assert call("GET", "/v1/notifications").body == {"items": [], "unread": 0, "latest": 0}
    assert deliver(*(reached(person, value=n) for n in range(3))) == {"batchItemFailures": []}
    page = call("GET", "/v1/notifications?limit=2").body
    assert [item["sequence"] for item in page["items"]] == [3, 2]
    assert (page["unread"], page["next_before"], page["latest"]) == (3, 2, 3)
    assert page["items"][0]["content"]["kind"] == "goal_reached"
    assert call("POST", "/v1/notifications/2/read").body == {"unread": 2}
    assert call("POST", "/v1/notifications/read", {"sequence": 3}).body == {"unread": 0}
    assert call("POST", "/v1/notifications/9/read").status == 404
    after = call("GET", "/v1/notifications?after=1").body
    assert [item["sequence"] for item in after["items"]] == [2, 3]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "before=0", "after=-1", "before=2&after=1", "cursor=1"],
)
def test_odd_queries_are_refused(call: Callable[..., Result], query: str) -> None:
    assert call("GET", f"/v1/notifications?{query}").status == 422


@pytest.mark.parametrize("sequence", ["0", "-3", "99999999999999999999999999999999999999999"])
def test_odd_sequences_are_not_found(call: Callable[..., Result], sequence: str) -> None:
    assert call("POST", f"/v1/notifications/{sequence}/read").status == 404


@pytest.mark.parametrize("body", [{}, {"sequence": 0}, {"sequence": 1.5}, {"sequence": 1, "x": 2}])
def test_odd_marks_are_refused(call: Callable[..., Result], body: Any) -> None:
    assert call("POST", "/v1/notifications/read", body).status == 422


def test_choices_are_kept_with_their_version(call: Callable[..., Result]) -> None:
    first = call("GET", "/v1/notification-preferences")
    assert (first.headers["etag"], first.body["goal_reached"]) == ('"0"', True)
    wish = {
        "goal_reached": False,
        "streak_at_risk": True,
        "quiet_from_minutes": 1320,
        "quiet_to_minutes": 420,
    }
    path = "/v1/notification-preferences"
    assert call("PUT", path, wish).status == 428
    assert call("PUT", path, wish, headers={"If-Match": '"1"'}).status == 412
    kept = call("PUT", path, wish, headers={"If-Match": '"0"'})
    assert (kept.status, kept.headers["etag"]) == (200, '"1"')
    assert call("GET", path).body == kept.body == wish | {"version": 1}
    assert call("PUT", path, wish, headers={"If-Match": '"0"'}).status == 412
    loud = {"goal_reached": True, "streak_at_risk": True}
    assert call("PUT", path, loud, headers={"If-Match": '"1"'}).body == loud | {"version": 2}


@pytest.mark.parametrize(
    ("hours", "pointer"),
    [
        ({"quiet_from_minutes": 60}, "/quiet_to_minutes"),
        ({"quiet_to_minutes": 60}, "/quiet_from_minutes"),
        ({"quiet_from_minutes": 60, "quiet_to_minutes": 60}, "/quiet_to_minutes"),
        ({"quiet_from_minutes": 1440, "quiet_to_minutes": 60}, "/quiet_from_minutes"),
        ({"quiet_from_minutes": -1, "quiet_to_minutes": 60}, "/quiet_from_minutes"),
    ],
)
def test_quiet_hours_need_a_beginning_and_another_end(
    call: Callable[..., Result], hours: dict[str, int], pointer: str
) -> None:
    body = {"goal_reached": True, "streak_at_risk": True} | hours
    answer = call("PUT", "/v1/notification-preferences", body, headers={"If-Match": '"0"'})
    assert answer.status == 422
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


def test_a_socket_opens_with_a_ticket_and_hears_what_arrives(
    call: Callable[..., Result], wired: Parts, person: UUID
) -> None:
    ticket = call("POST", "/v1/tickets").body["ticket"]
    answer = authorize_socket(handshake(ticket), None)
    assert effect(answer) == "Allow"
    context = answer["context"]
    assert all(isinstance(value, str) for value in context.values())
    assert effect(authorize_socket(handshake(ticket), None)) == "Deny"

    assert on_socket(frame("CONNECT", context), None) == {"statusCode": 200}
    assert on_socket(frame("MESSAGE", context, '{"type":"ping"}'), None) == {"statusCode": 200}
    deliver(new_device(person))
    assert [message["type"] for message in wired.listening.heard["tab"]] == ["pong", "notification"]

    assert on_socket(frame("DISCONNECT", context), None) == {"statusCode": 200}
    deliver(reached(person))
    assert len(wired.listening.heard["tab"]) == 2


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_foreign_page_opens_no_socket(call: Callable[..., Result], origin: str) -> None:
    ticket = call("POST", "/v1/tickets").body["ticket"]
    assert effect(authorize_socket(handshake(ticket, origin), None)) == "Deny"


def test_a_handshake_without_a_ticket_is_refused(wired: Parts) -> None:
    bare = handshake("") | {"queryStringParameters": None, "headers": None}
    assert effect(authorize_socket(bare, None)) == "Deny"


@pytest.mark.parametrize(
    "context", [None, {}, {"user_id": "x", "session_id": "s", "issued_at": "1"}]
)
def test_frames_nobody_vouches_for_are_refused(wired: Parts, context: Any) -> None:
    for kind in ("CONNECT", "MESSAGE"):
        assert on_socket(frame(kind, context), None) == {"statusCode": 403}
    assert on_socket(frame("DISCONNECT", context), None) == {"statusCode": 200}


def test_a_session_that_ended_gets_no_socket(call: Callable[..., Result], person: UUID) -> None:
    context = {
        "user_id": str(person),
        "session_id": "session-1",
        "issued_at": str(int(NOW.timestamp())),
    }
    deliver(Event("SessionsEnded", person, {"session_ids": ["session-1"]}, "accounts"))
    assert on_socket(frame("CONNECT", context), None) == {"statusCode": 403}
    ticket = call("POST", "/v1/tickets").body["ticket"]
    assert effect(authorize_socket(handshake(ticket), None)) == "Deny"


def test_malformed_events_fail_alone(wired: Parts, person: UUID) -> None:
    answer = deliver(
        Event("GoalReached", person, {"goal_id": "x"}, "goals"),
        reached(person),
        Event("Unheard", person, {}, "goals"),
    )
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["0", "2"]


def test_erasure_answers_for_the_workflow(call: Callable[..., Result], person: UUID) -> None:
    deliver(reached(person))
    answer = erase({"user_id": str(person)}, None)
    assert answer == {"domain": "notifications", "status": "erased"}
    assert call("GET", "/v1/notifications").body["latest"] == 0


def test_no_figure_and_no_ticket_reaches_a_log(
    call: Callable[..., Result],
    wired: Parts,
    person: UUID,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    figure = 61537.25
    ticket = call("POST", "/v1/tickets").body["ticket"]
    context = authorize_socket(handshake(ticket), None)["context"]
    on_socket(frame("CONNECT", context), None)
    wired.listening.broken.add("tab")
    good = reached(person, value=figure)
    bad = Event("GoalReached", person, {**good.data, "value": f"{figure} steps"}, "goals")
    deliver(good, bad)
    on_socket(frame("MESSAGE", context, f'{{"type":"{figure}"}}'), None)
    out, err = capfd.readouterr()
    seen = out + err + caplog.text
    assert "push failed" in seen
    assert "event not handled" in seen
    assert str(figure) not in seen
    assert ticket not in seen
    assert str(person) not in seen
