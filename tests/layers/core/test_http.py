"""The typed route: where arguments come from, and that every refusal is a problem."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from pydantic import Field

from serenity.auth import Principal
from serenity.data import Attempt, Unit
from serenity.errors import Conflict, Unavailable
from serenity.exchange import Cookie, Download, Redirect, Replied, RequestInfo
from serenity.http import Hub, IfMatch, Recorded
from serenity.schema import Schema, Versioned
from tests.support.gateway import event_of, invoke, principal

app = Hub("probe")


class Body(Schema):
    name: Annotated[str, Field(max_length=5)]
    amount: float


class Query(Schema):
    limit: Annotated[int, Field(ge=1, le=3)] = 2


class Thing(Versioned):
    id: UUID
    made_at: datetime
    name: str | None = None


@app.endpoint("GET", "/things/{thing_id}", policy="owner-of")
def get_thing(caller: Principal, thing_id: UUID, query: Query) -> Thing:
    """Get."""
    assert caller.roles == frozenset()
    return Thing(version=query.limit, id=thing_id, made_at=datetime(2026, 1, 2, tzinfo=UTC))


@app.endpoint("POST", "/things", policy="user", status=201, problems=(Conflict,), once=Recorded())
def make_thing(caller: Principal, body: Body) -> Thing:
    """Make."""
    if body.name == "twin":
        raise Conflict("There is one already.", overlaps=[1])
    if body.name == "crash":
        raise RuntimeError("secret detail")
    if body.name == "down":
        raise Unavailable("The database does not answer.")
    return Thing(version=1, id=caller.user_id, made_at=datetime.now(UTC), name=body.name)


@app.endpoint("PATCH", "/things", policy="user", status=204, once=Recorded())
def change_thing(caller: Principal, version: IfMatch) -> None:
    """Change."""
    assert version == 7


@app.endpoint("POST", "/enter", policy="public", once=Recorded(by="name"))
def enter(body: Body, request: RequestInfo) -> Replied[Body]:
    """Enter."""
    assert body.name
    given = Body(name=request.cookies["a"], amount=1)
    return Replied(given, cookies=(Cookie("__Host-x", "1", 60), Cookie("__Host-y", "2", 60)))


@app.endpoint("GET", "/away", policy="public")
def away() -> Redirect:
    """Go."""
    return Redirect("/there", cookies=(Cookie("__Host-x", "", 0),))


@app.endpoint("GET", "/file", policy="public")
def file() -> Download:
    """Save."""
    return Download("a.csv", "text/csv; charset=utf-8", "a,b\r\n")


@app.endpoint("GET", "/staff", policy="admin")
def staff(caller: Principal) -> None:
    """Staff only."""


me = principal()
ENTRY = {"name": "ana", "amount": 1}


def test_path_query_and_result_are_typed() -> None:
    thing_id = uuid4()
    found = invoke(app, "GET", f"/things/{thing_id}?limit=3", caller=me)
    assert found.status == 200
    assert found.body == {"version": 3, "id": str(thing_id), "made_at": "2026-01-02T00:00:00Z"}
    assert found.headers["etag"] == '"3"'


def test_every_field_at_fault_is_named_at_once_and_never_echoed() -> None:
    found = invoke(app, "GET", "/things/nothing?limit=9&more=1", caller=me)
    assert found.status == 422
    assert found.headers["content-type"] == "application/problem+json"
    pointers = {(e["in"], e["pointer"]) for e in found.body["errors"]}
    assert pointers == {("path", "/thing_id"), ("query", "/limit"), ("query", "/more")}
    assert "nothing" not in json.dumps(found.body["errors"])


@pytest.mark.parametrize("amount", ["1", True, [1], None, {}])
def test_a_value_of_another_type_is_refused_not_converted(amount: object) -> None:
    found = invoke(app, "POST", "/things", caller=me, body={"name": "a", "amount": amount})
    assert found.status == 422
    assert [e["pointer"] for e in found.body["errors"]] == ["/amount"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"name": "a"}',
        b'{"name": "a", "amount": "x"}',
        b'{"name": "a", "amount": NaN}',
        b'{"name": "a", "amount": 1e999}',
        b'{"name": "toolong", "amount": 1}',
        b'{"name": "a", "amount": 1, "extra": 1}',
        b'{"name": "\\ud800", "amount": 1}',
        b'{"name": "a", "amount": ' + b"[" * 30 + b"]" * 30 + b"}",
    ],
)
def test_a_bad_body_is_a_validation_problem(raw: bytes) -> None:
    found = invoke(app, "POST", "/things", caller=me, raw=raw)
    assert found.status == 422, found.body
    assert found.body["errors"]


@pytest.mark.parametrize(
    ("body", "encoded"), [("a", True), ("é", True), ("\ud800", False)], ids=["short", "é", "half"]
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/things"), ("PATCH", "/things")])
def test_a_body_that_cannot_be_decoded_is_malformed(
    method: str, path: str, body: str, *, encoded: bool
) -> None:
    headers = {"If-Match": '"7"', "Idempotency-Key": "k"}
    event = event_of(app, method, path, caller=me, raw=body, headers=headers)
    answer = app(event | {"isBase64Encoded": encoded}, None)
    assert answer["statusCode"] == 400
    assert json.loads(answer["body"])["type"] == "/problems/malformed"


def test_another_content_type_is_a_problem_that_can_be_found_in_the_logs() -> None:
    found = invoke(
        app, "POST", "/things", caller=me, raw="<a/>", headers={"Content-Type": "text/xml"}
    )
    assert found.status == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert len(found.body["instance"]) > len("/requests/")


def test_a_body_beyond_the_limit_is_refused() -> None:
    raw = json.dumps({"name": "x" * 300_000, "amount": 1})
    assert invoke(app, "POST", "/things", caller=me, raw=raw).status == 413


def test_a_problem_carries_cause_next_step_and_members() -> None:
    found = invoke(app, "POST", "/things", caller=me, body={"name": "twin", "amount": 1})
    assert found.status == 409
    assert found.body["detail"] == "There is one already."
    assert found.body["overlaps"] == [1]
    assert found.body["instance"].startswith("/requests/")


def test_an_unexpected_error_says_nothing_of_its_cause() -> None:
    found = invoke(app, "POST", "/things", caller=me, body={"name": "crash", "amount": 1})
    assert found.status == 500
    assert "secret" not in json.dumps(found.body)


def test_unavailable_says_when_to_come_back() -> None:
    found = invoke(app, "POST", "/things", caller=me, body={"name": "down", "amount": 1})
    assert found.status == 503
    assert found.headers["retry-after"] == "2"


def test_without_a_caller_nothing_is_done() -> None:
    assert invoke(app, "POST", "/things", body={"name": "a", "amount": 1}).status == 401


def test_a_role_policy_refuses_everybody_else() -> None:
    assert invoke(app, "GET", "/staff", caller=me).status == 403
    admin = Principal(me.user_id, "s", datetime.now(UTC), frozenset({"admin"}))
    assert invoke(app, "GET", "/staff", caller=admin).status == 204


@pytest.mark.parametrize(
    ("value", "status"),
    [(None, 428), ('"7"', 204), ('W/"7"', 204), ("7", 422), ('"x"', 422), ("*", 422)],
)
def test_if_match_is_required_and_read(value: str | None, status: int) -> None:
    headers = {"If-Match": value} if value else {}
    assert invoke(app, "PATCH", "/things", caller=me, headers=headers).status == status


@pytest.mark.parametrize("key", ["", "x" * 256, "é"])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(key: str) -> None:
    found = invoke(
        app,
        "POST",
        "/things",
        caller=me,
        body={"name": "a", "amount": 1},
        headers={"Idempotency-Key": key},
    )
    assert found.status == 422


def test_cookies_are_first_party_and_each_has_its_own_header() -> None:
    found = invoke(app, "POST", "/enter", body=ENTRY, headers={"Cookie": "a=b; c=d"})
    assert found.body == {"name": "b", "amount": 1.0}
    assert len(found.cookies) == 2
    assert all("Secure" in c and "HttpOnly" in c and "Path=/" in c for c in found.cookies)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing(headers: dict[str, str]) -> None:
    found = invoke(app, "POST", "/enter", body=ENTRY, headers={"Cookie": "a=b", **headers})
    assert found.status == 403
    assert found.body["type"] == "/problems/foreign-origin"


def test_redirects_and_downloads() -> None:
    found = invoke(app, "GET", "/away")
    assert (found.status, found.headers["location"], len(found.cookies)) == (302, "/there", 1)
    found = invoke(app, "GET", "/file")
    assert found.body == "a,b\r\n"
    assert 'filename="a.csv"' in found.headers["content-disposition"]


def test_an_unknown_route_is_a_problem_too() -> None:
    found = invoke(app, "GET", "/nowhere")
    assert found.status == 404
    assert found.headers["content-type"] == "application/problem+json"


def test_a_refused_type_is_not_repeated() -> None:
    found = invoke(app, "POST", "/things", raw="x", headers={"Content-Type": "text/a-secret"})
    assert found.status == 400
    assert "a-secret" not in json.dumps(found.body)


def test_an_incomplete_route_does_not_start() -> None:
    with pytest.raises(TypeError, match="policy"):

        @app.endpoint("GET", "/a", policy="everyone")  # type: ignore[arg-type]
        def unguarded() -> None:
            """Nobody guards this."""

    with pytest.raises(TypeError, match="no source"):

        @app.endpoint("GET", "/b", policy="user")
        def unsourced(anything: int) -> None:
            """Where would `anything` come from?"""

    with pytest.raises(TypeError, match="path variables"):

        @app.endpoint("GET", "/c/{thing_id}", policy="user")
        def missing() -> None:
            """The variable goes nowhere."""

    with pytest.raises(TypeError, match="no caller"):

        @app.endpoint("GET", "/d", policy="public")
        def nobody(caller: Principal) -> None:
            """A public route has no caller."""


def test_a_route_that_would_do_twice_what_it_is_asked_twice_does_not_start() -> None:
    with pytest.raises(TypeError, match="takes a Unit or says once"):

        @app.endpoint("POST", "/e", policy="user")
        def forgetful(caller: Principal) -> None:
            """Nothing keeps the answer."""

    with pytest.raises(TypeError, match="take no Unit"):

        @app.endpoint("POST", "/f", policy="user", once=Recorded())
        def twofold(unit: Unit) -> None:
            """The transaction keeps the answer already."""

    with pytest.raises(TypeError, match="routes that change something"):

        @app.endpoint("GET", "/g", policy="user", once=Recorded())
        def harmless(caller: Principal) -> None:
            """Nothing to keep."""

    with pytest.raises(TypeError, match="no cookies or headers"):

        @app.endpoint("POST", "/h", policy="user")
        def lossy(unit: Unit) -> Replied[Body]:
            """The cookies would be lost in a repetition."""

    with pytest.raises(TypeError, match="Attempt belongs"):

        @app.endpoint("POST", "/i", policy="user")
        def unrecorded(unit: Unit, attempt: Attempt) -> None:
            """A transaction needs no attempt."""

    with pytest.raises(TypeError, match="by which field"):

        @app.endpoint("POST", "/j", policy="public", once=Recorded())
        def anybody(body: Body) -> None:
            """Whose key would it be?"""

    with pytest.raises(TypeError, match="no field 'email'"):

        @app.endpoint("POST", "/k", policy="public", once=Recorded(by="email"))
        def nameless(body: Body) -> None:
            """The body says no address."""
