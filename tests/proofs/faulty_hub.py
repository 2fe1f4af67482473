"""Routes and authorizers with one fault each, deployed beside the product to show they are found.

This module runs as Lambda functions of the local cloud, so it imports no more than they need.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

from functions.accounts import authorizer, wiring
from serenity.auth import Principal
from serenity.errors import Forbidden, NotFound
from serenity.http import Hub
from serenity.schema import Schema
from serenity.tokens import ROLES, IdToken

app = Hub("faulty")
# Everybody owns one thing, whose id is this and the rest of their own.
_MARK = "c0ffee00"


class Thing(Schema):
    """Something that belongs to a person."""

    owner: str


def thing_of(user_id: str) -> str:
    """The id of a person's thing."""
    return _MARK + user_id[len(_MARK) :]


def _thing(thing_id: UUID) -> Thing:
    if not str(thing_id).startswith(_MARK):
        raise NotFound("There is no such thing.")
    return Thing(owner=str(thing_id))


@app.endpoint("GET", "/v1/sound/{thing_id}", policy="owner-of")
def sound(caller: Principal, thing_id: UUID) -> Thing:
    """No fault at all."""
    if str(thing_id) != thing_of(str(caller.user_id)):
        raise NotFound("There is no such thing.")
    return _thing(thing_id)


@app.endpoint("GET", "/v1/unchecked/{thing_id}", policy="owner-of")
def unchecked(thing_id: UUID) -> Thing:
    """Whose it is was not looked at."""
    return _thing(thing_id)


@app.endpoint("GET", "/v1/telling/{thing_id}", policy="owner-of")
def telling(caller: Principal, thing_id: UUID) -> Thing:
    """What is another's is forbidden, what nobody has is not found."""
    found = _thing(thing_id)
    if found.owner != thing_of(str(caller.user_id)):
        raise Forbidden("This is not yours.")
    return found


@app.endpoint("GET", "/v1/unguarded", policy="user")
def unguarded() -> Thing:
    """The gateway asks no authorizer before it."""
    return Thing(owner="nobody")


@app.endpoint("GET", "/v1/exposed", policy="public")
def exposed() -> Thing:
    """Declared public by mistake."""
    return Thing(owner="nobody")


@app.endpoint("GET", "/v1/lenient", policy="user")
def lenient() -> Thing:
    """Behind an authorizer that takes an ID token for an access token."""
    return Thing(owner="nobody")


@app.endpoint("GET", "/v1/generous", policy="admin")
def generous() -> Thing:
    """Behind an authorizer that gives everybody every role."""
    return Thing(owner="nobody")


@app.route("/v1/bare")
def bare() -> dict[str, str]:
    """A route that names no policy, past the Hub's own declaration."""
    return {}


def authorize_leniently(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The real authorizer, but for ID tokens."""
    headers = {name.lower(): value for name, value in (event["headers"] or {}).items()}
    token = headers.get("authorization", "").removeprefix("Bearer ")
    try:
        found: IdToken = wiring.verifier().identity(token)
    except Exception:  # noqa: BLE001 (anything but an ID token goes the right way)
        return authorizer.authorize(event, context)
    person = Principal(found.user_id, "an ID token", found.authenticated_at)
    return _allowed(event, person.context())


def authorize_generously(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The real authorizer, but for the roles."""
    answer = authorizer.authorize(event, context)
    return answer | {"context": answer["context"] | {"roles": ",".join(ROLES)}}


def authorize_carelessly(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Opens a socket for any ticket."""
    issued_at = str(int(time.time()))
    person = {"user_id": str(uuid4()), "session_id": "anything", "issued_at": issued_at}
    return _allowed(event, person)


def _allowed(event: dict[str, Any], context: dict[str, str]) -> dict[str, Any]:
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow",
        "Resource": event["methodArn"],
    }
    return {
        "principalId": context["user_id"],
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }
