"""Who knocks at every route: the actors of the matrix, each with the credentials they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from infra.local.deployed import Deployed
from serenity.ids import new_id
from serenity.tokens import ROLES
from tests.support.door import Door
from tests.support.people import PASSWORD, Browser, People, Person, Phone, bearer
from tests.support.product import wait_until

HOUR = 3600
Headers = Mapping[str, str]


By = Callable[[Person], Headers]


class Standing(Enum):
    """What an actor may expect."""

    OWNER = "the person whose rows they are"
    STRANGER = "somebody else, signed in"
    UNPROVEN = "the owner's cookie, without the proof that the owner sent it"
    NOBODY = "no credential that counts"


@dataclass(frozen=True)
class Actor:
    """Somebody who knocks; `anew` makes a fresh person for routes that end the one who asks."""

    name: str
    standing: Standing
    headers: Headers
    roles: frozenset[str] = frozenset()
    anew: Callable[[], Headers] | None = None


class Cast:
    """The actors around one owner; `roles` are those that routes ask for."""

    def __init__(self, deployed: Deployed, door: Door, roles: frozenset[str]) -> None:
        self.people = People(deployed, door)
        self.door = door
        self._roles = roles
        self.with_roles = lru_cache(self.people.born)

    @cached_property
    def owner(self) -> Person:
        """The person whose rows everybody is after; they have been told of a second browser."""
        person = self.people.born(self._roles)
        self.people.another_browser(person, known=False)
        inbox = "/v1/notifications"
        wait_until(
            lambda: bool(self.door.send("GET", inbox, None, person.phone.headers).body["items"])
        )
        return person

    @cached_property
    def other(self) -> Person:
        """Somebody else, with the same roles."""
        return self.people.born(self._roles)

    def insiders(self, role: str) -> Iterator[Actor]:
        """Those who are signed in; the last has every role but the one that is asked for."""
        people = (
            ("the owner's", Standing.OWNER, self.owner),
            ("another's", Standing.STRANGER, self.other),
        )
        for whose, standing, person in people:
            yield self._insider(f"{whose} browser", standing, person, self._roles, _by_browser)
            yield self._insider(f"{whose} phone", standing, person, self._roles, _by_phone)
        roles = ROLES - {role}
        mighty = self.with_roles(roles)
        name = "a person of every other role"
        yield self._insider(name, Standing.STRANGER, mighty, roles, _by_browser)

    @cached_property
    def outsiders(self) -> list[Actor]:
        """Those whom no private route may let in."""
        owner, withdrawn, erased = self.owner, self.withdrawn, self.erased
        garbage = {"Cookie": f"__Host-session={'x' * 43}", "X-CSRF-Token": "x"}
        stranger = self.people.foreign_phone()
        elsewhere = self.people.phone_of_another_app(owner)
        aged = self.people.aged(owner.phone.access, 2 * HOUR)
        shown: dict[str, Headers] = {
            "nobody": {},
            "a garbage cookie": garbage,
            "a garbage token": bearer("a.b.c"),
            "a cookie beside a garbage token": owner.browser.headers | bearer("a.b.c"),
            "a token whose signature was cut": bearer(owner.phone.access[:-4]),
            "an expired session": self.expired.headers,
            "an expired token": bearer(aged),
            "a session signed out": self.left[0].headers,
            "a token signed out": self.left[1].headers,
            "a session from before a new password": withdrawn.browser.headers,
            "a token from before a new password": withdrawn.phone.headers,
            "an erased person's session": erased.browser.headers,
            "an erased person's token": erased.phone.headers,
            "the owner's ID token": bearer(owner.phone.identity),
            "the owner's refresh token": bearer(owner.phone.refresh),
            "the owner's token of another app": elsewhere.headers,
            "a token of another pool": stranger.headers,
        }
        return [Actor(name, Standing.NOBODY, headers) for name, headers in shown.items()]

    @cached_property
    def unproven(self) -> list[Actor]:
        """The owner's cookie as another site would make the browser send it."""
        cookie = {"Cookie": self.owner.browser.cookie}
        stolen = cookie | {"X-CSRF-Token": self.other.browser.csrf}
        foreign = {**self.owner.browser.headers, "Origin": "https://elsewhere.example"}
        shown = {
            "a cookie alone": cookie,
            "a cookie with another's CSRF token": stolen,
            "a cookie from a foreign origin": foreign,
        }
        return [
            Actor(name, Standing.UNPROVEN, headers, self._roles) for name, headers in shown.items()
        ]

    @cached_property
    def expired(self) -> Browser:
        """A session of the owner's that is over."""
        browser = self.people.another_browser(self.owner)
        self.people.let_expire(browser)
        return browser

    @cached_property
    def left(self) -> tuple[Browser, Phone]:
        """A browser and a phone of the owner's that signed out."""
        browser = self.people.another_browser(self.owner)
        phone = self.people.phone(self.owner.email)
        self.sign_out(browser.headers)
        self.sign_out(phone.headers)
        return browser, phone

    @cached_property
    def withdrawn(self) -> Person:
        """Someone who has set a new password since."""
        person = self.people.born()
        self.set_password(person)
        return person

    @cached_property
    def erased(self) -> Person:
        """Someone who has deleted their account since."""
        person = self.people.born()
        self.erase(person)
        return person

    def sign_out(self, headers: Headers) -> None:
        """End the session or grant that these headers stand for."""
        self._expect(204, "POST", "/v1/auth/sign-out", None, headers)

    def set_password(self, person: Person) -> None:
        """Set the password anew, with the code that was mailed."""
        self._expect(202, "POST", "/v1/auth/forgot", {"email": person.email})
        proof = {
            "email": person.email,
            "code": self.people.code_for(person.email),
            "password": PASSWORD,
        }
        self._expect(204, "POST", "/v1/auth/reset", proof)

    def erase(self, person: Person) -> None:
        """Let the person delete their account."""
        self._expect(202, "DELETE", "/v1/me", None, person.browser.headers)

    def tell_apart(self) -> frozenset[str]:
        """Give the owner words of their own; what nobody else's answer may contain."""
        words = f"Only mine {new_id()}"
        me, headers = "/v1/me", self.owner.browser.headers
        etag = self.door.send("GET", me, None, headers).headers["etag"][0]
        self._expect(200, "PATCH", me, {"display_name": words}, {**headers, "If-Match": etag})
        return frozenset({words, self.owner.user_id, self.owner.email})

    def _insider(
        self, name: str, standing: Standing, person: Person, roles: frozenset[str], by: By
    ) -> Actor:
        return Actor(name, standing, by(person), roles, lambda: by(self.people.born(roles)))

    def _expect(
        self, status: int, method: str, path: str, body: object, headers: Headers | None = None
    ) -> None:
        answer = self.door.send(method, path, body, headers)
        assert answer.status == status, f"{method} {path} answers {answer.status} {answer.kind}"


def _by_browser(person: Person) -> Headers:
    return person.browser.headers


def _by_phone(person: Person) -> Headers:
    return person.phone.headers
