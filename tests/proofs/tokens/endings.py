"""The end of a session, a grant or an account reaches REST and open sockets soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from infra.local.deployed import Deployed
from tests.proofs.proof import Finding, Planted
from tests.support.door import Door
from tests.support.live_socket import OPENED, LiveSocket, seconds_until
from tests.support.people import People, Person

PATIENCE = 60.0
LIMIT = 60


@dataclass(frozen=True)
class Place:
    """One sign-in of a person, by the headers that vouch for it."""

    door: Door
    headers: dict[str, str]

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Carry out something that must succeed; answers the document."""
        answer = self.door.send(method, path, body, self.headers)
        assert HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES, answer.body
        return answer.body

    def is_in(self) -> bool:
        """Whether the API still knows who this is."""
        status = self.door.send("GET", "/v1/sessions", None, self.headers).status
        assert status in {HTTPStatus.OK, HTTPStatus.UNAUTHORIZED}, status
        return status == HTTPStatus.OK

    def ticket(self) -> str:
        """A ticket for a socket."""
        return str(self.do("POST", "/v1/tickets")["ticket"])


class Scene:
    """A new person with two browsers and a phone."""

    def __init__(self, deployed: Deployed) -> None:
        door = Door(deployed)
        self.people = People(deployed, door)
        self.person: Person = self.people.born()
        self.browser = Place(door, self.person.browser.headers)
        self.other = Place(door, self.people.another_browser(self.person).headers)
        self.phone = Place(door, self.person.phone.headers)
        self.places = (self.browser, self.other, self.phone)


def sign_out(at: Scene) -> list[Place]:
    """The browser signs out."""
    at.browser.do("POST", "/v1/auth/sign-out")
    return [at.browser]


def sign_out_phone(at: Scene) -> list[Place]:
    """The phone signs out."""
    at.phone.do("POST", "/v1/auth/sign-out")
    return [at.phone]


def end_from_elsewhere(at: Scene) -> list[Place]:
    """The other browser ends the first one's session."""
    listed = at.browser.do("GET", "/v1/sessions")["items"]
    current = next(each["id"] for each in listed if each["current"])
    at.other.do("DELETE", f"/v1/sessions/{current}")
    return [at.browser]


def end_others(at: Scene) -> list[Place]:
    """The other browser ends all sessions but its own."""
    at.other.do("POST", "/v1/sessions/end-others")
    return [at.browser]


def new_password(at: Scene) -> list[Place]:
    """Somebody with access to the mailbox sets a new password."""
    email = at.person.email
    at.other.do("POST", "/v1/auth/forgot", {"email": email})
    code = at.people.code_for(email)
    body = {"email": email, "code": code, "password": "another horse battery"}
    at.other.do("POST", "/v1/auth/reset", body)
    return [at.browser, at.other, at.phone]


def delete_account(at: Scene) -> list[Place]:
    """The person deletes the account."""
    at.browser.do("DELETE", "/v1/me")
    return [at.browser, at.other, at.phone]


Ending = Callable[[Scene], list[Place]]
ENDINGS: tuple[Ending, ...] = (
    sign_out, sign_out_phone, end_from_elsewhere, end_others, new_password, delete_account,
)  # fmt: skip


@dataclass
class Effect:
    """How many seconds an ending took; None when it did not take effect in time."""

    rest: float | None = 0
    sockets: float | None = 0
    late_sockets: int = 0


def effect_of(ending: Ending, deployed: Deployed, patience: float = PATIENCE) -> Effect:
    """Sign in everywhere, open sockets, end, and wait for the places that must be out.

    A ticket that was issued before the end must not open a socket after it.
    """
    at = Scene(deployed)
    tickets = [place.ticket() for place in at.places]
    with ExitStack() as opened:
        sockets = [
            opened.enter_context(LiveSocket(deployed, place.ticket())) for place in at.places
        ]
        assert not any(socket.closed.is_set() for socket in sockets)
        out = [at.places.index(place) for place in ending(at)]
        rest = seconds_until(lambda: not any(at.places[n].is_in() for n in out), patience)
        closed = seconds_until(lambda: all(sockets[n].closed.is_set() for n in out), patience)
        late = [opened.enter_context(LiveSocket(deployed, tickets[n])) for n in out]
        late_sockets = sum(each.status == OPENED for each in late)
    waited = None if rest is None or closed is None else rest + closed
    return Effect(rest, waited, late_sockets)


@contextmanager
def nobody_told(deployed: Deployed) -> Iterator[None]:
    """Planted: the events of ended sessions reach nobody."""
    functions, arn = deployed.client("lambda"), deployed.queue_arn("NotificationsQueue")
    sources = functions.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=sources[0]["UUID"], Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=sources[0]["UUID"], Enabled=True)


def plant(deployed: Deployed) -> Iterator[Planted]:
    """Endings that end nothing, or only half."""
    nothing = effect_of(lambda at: [at.browser, at.phone], deployed, 1)
    caught = nothing.rest is None and nothing.sockets is None and nothing.late_sockets > 0
    yield Planted("a sign-out that only forgets", caught)
    with nobody_told(deployed):
        half = effect_of(sign_out, deployed, 3)
    yield Planted("sockets that are not told", half.rest is not None and half.sockets is None)


def prove(deployed: Deployed, rounds: int) -> Iterator[Finding]:
    """Every ending, so many times."""
    effects = [effect_of(ending, deployed) for _ in range(rounds) for ending in ENDINGS]
    missed = sum(each.rest is None or each.sockets is None for each in effects)
    yield Finding("endings tried", len(effects), "endings", at_least=len(ENDINGS))
    yield Finding("endings without effect", missed, "endings", at_most=0)
    rest = max(each.rest or 0 for each in effects)
    yield Finding("slowest end of a session on REST", round(rest, 2), "seconds", at_most=LIMIT)
    sockets = max(each.sockets or 0 for each in effects)
    yield Finding("slowest end of open sockets", round(sockets, 2), "seconds", at_most=LIMIT)
    late = sum(each.late_sockets for each in effects)
    yield Finding("sockets opened with a ticket of an ended session", late, "sockets", at_most=0)
