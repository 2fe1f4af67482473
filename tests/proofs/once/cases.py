"""One request for every route that changes something, and how to count what it has done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

from infra.openapi import hubs
from serenity.auth import Principal
from serenity.http import Hub, Operation
from serenity.http.operation import MUTATING
from tests.conftest import add_person
from tests.proofs.once.facts import Facts
from tests.proofs.once.workers import Answer, Workers
from tests.proofs.samples import OWNED, Sample, samples_of
from tests.support.gateway import event_of
from tests.support.people import PASSWORD, People

NOBODY = UUID(int=0)
# Another value for the first field of these that a body has: the same request it is not.
CHANGES: Mapping[str, Any] = {
    "password": "another path in the hills",
    "code": "000000",
    "note": "something else",
    "title": "Something else",
    "display_name": "Bo",
    "sequence": 2,
    "goal_reached": False,
    "language": "en",
    "amount": 2,
}


@dataclass(frozen=True)
class Case:
    """A request that was prepared for, whose it is, and how often it had its effect."""

    hub: Hub
    domain: str
    operation: Operation
    path: str
    body: Any
    caller: Principal | None
    effects: Callable[[], int]
    letters: Callable[[], int] = lambda: 0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def route(self) -> str:
        """The route."""
        return f"{self.operation.method} {self.operation.path}"

    @property
    def user_id(self) -> UUID:
        """The caller, if there is one."""
        return self.caller.user_id if self.caller else NOBODY

    def event(self, key: str | None) -> dict[str, Any]:
        """The request as the gateway sends it."""
        sent = {"Idempotency-Key": key} if key else {}
        return event_of(
            self.hub, self.operation.method, self.path,
            caller=self.caller, body=self.body, headers={**self.headers, **sent},
        )  # fmt: skip

    def changed(self) -> Case | None:
        """Another request to the same route, by the same person; None if there is no other.

        Raises:
            AssertionError: when the body has no field that is known to have other values.
        """
        if not isinstance(self.body, dict):
            return replace(self, body={"unasked": True})
        if self.operation.recorded and set(self.body) == {self.operation.recorded.by}:
            return None
        name = next((each for each in CHANGES if each in self.body), None)
        assert name, f"{self.route}: nothing known to change in the body"
        return replace(self, body={**self.body, name: CHANGES[name]})

    def foreign(self) -> Case:
        """The same request from a page of another site, which is refused."""
        return replace(self, headers={**self.headers, "Origin": "https://elsewhere.example"})

    def invalid(self) -> Case | None:
        """The same request with a body that is not valid; None if it has no body."""
        return None if self.body is None else replace(self, body={"unknown": True})


# What a route of a unit has done once it was carried out, as a number of the caller's rows.
DONE: Mapping[str, LiteralString] = {
    "record_entry": "SELECT count(*) FROM measurements.entry",
    "change_entry": "SELECT sum(version - 1) FROM measurements.entry",
    "delete_entry": "SELECT count(deleted_at) FROM measurements.entry",
    "restore_entry": "SELECT count(*) - count(deleted_at) FROM measurements.entry",
    "create_goal": "SELECT count(*) FROM goals.goal",
    "change_goal": "SELECT sum(version - 1) FROM goals.goal",
    "delete_goal": "SELECT 1 - count(*) FROM goals.goal",
    "change_profile": "SELECT sum(version - 1) FROM accounts.profile",
    "set_preferences": "SELECT sum(version) FROM notifications.preference",
}


class Product:
    """Makes a case of every operation of the product, each for a person of its own."""

    def __init__(self, workers: Workers, facts: Facts, people: People) -> None:
        self.facts = facts
        self._workers = workers
        self._people = people
        self._made: dict[str, Callable[[Sample], Case]] = {
            "sign_up": self._sign_up,
            "confirm": self._confirm,
            "resend_code": self._resend,
            "forgot_password": self._forgot,
            "reset_password": self._reset,
            "sign_in": self._sign_in,
            "sign_out": self._sign_out,
            "reauthenticate": self._reauthenticate,
            "end_session": self._end_session,
            "end_other_sessions": self._end_others,
            "delete_account": self._delete_account,
            "read_notification": self._read,
            "read_notifications": self._read,
            "create_ticket": self._ticket,
            **dict.fromkeys(DONE, self._in_database),
        }
        self._hubs = {operation.name: hub for hub in hubs() for operation in hub.operations}
        self._operations = {o.name: o for hub in hubs() for o in hub.operations}

    def operations(self) -> list[Operation]:
        """Every operation of the route table that changes something.

        Raises:
            AssertionError: when one has no case, or there is none at all.
        """
        return covered(self._operations.values(), self._made)

    def case(self, operation: Operation) -> Case:
        """A case for a new person."""
        return self._made[operation.name](next(samples_of(operation)))

    def _case(
        self,
        sample: Sample,
        caller: Principal | None,
        done: Callable[[], int],
        ids: Mapping[str, str] | None = None,
    ) -> Case:
        hub, path = self._hubs[sample.name], sample.path(ids)
        return Case(hub, hub.domain, sample.operation, path, sample.body, caller, done)

    # ------------------------------------------------------------------ what units write

    def _in_database(self, sample: Sample) -> Case:
        caller, query = _caller(add_person(self.facts.url)), DONE[sample.name]
        ids = {name: self._own(name, caller) for name in sample.operation.path_types}
        if sample.name == "restore_entry":
            self._ask("delete_entry", caller, ids)
        case = self._case(sample, caller, lambda: self.facts.number(caller.user_id, query), ids)
        if not sample.unconditional:
            seen = self._workers.settled(case.domain, _reading(case))
            case = replace(case, headers={"If-Match": seen.headers["ETag"]})
        return case

    def _own(self, variable: str, caller: Principal) -> str:
        return str(self._ask(OWNED[variable], caller, {}).document["id"])

    def _ask(self, name: str, caller: Principal, ids: Mapping[str, str]) -> Answer:
        sample = next(samples_of(self._operations[name]))
        case = self._case(sample, caller, lambda: 0, ids)
        found = self._workers.settled(case.domain, case.event(None))
        assert found.status < 300, f"{name} answers {found.status}"
        return found

    # ------------------------------------------------------------------ accounts

    def _sign_up(self, sample: Sample) -> Case:
        return self._for_address(sample, _address(), lambda email: len(self.facts.users(email)))

    def _confirm(self, sample: Sample) -> Case:
        def confirmed(email: str) -> int:
            return sum(user["UserStatus"] == "CONFIRMED" for user in self.facts.users(email))

        email = self._unconfirmed()
        case = self._for_address(sample, email, confirmed)
        return replace(case, body={**case.body, "code": self._people.code_for(email)})

    def _resend(self, sample: Sample) -> Case:
        return self._one_letter(sample, self._unconfirmed())

    def _forgot(self, sample: Sample) -> Case:
        return self._one_letter(sample, self._people.enrol(self._people.pool))

    def _one_letter(self, sample: Sample, email: str) -> Case:
        """No letter is called back: a crash may cost a second one, and only its code counts."""
        before = self.facts.letters(email)
        return self._for_address(
            sample, email, lambda email: min(self.facts.letters(email) - before, 1)
        )

    def _reset(self, sample: Sample) -> Case:
        email, new = self._people.enrol(self._people.pool), "a new path in the hills"
        subject = self._enter(email)["user_id"]
        cognito = self._people.deployed.client("cognito-idp")
        cognito.forgot_password(ClientId=self._people.client, Username=email)

        def renewed(_: str) -> int:
            marks = self.facts.items("RevocationsTable", user_id=subject)
            ended = not self._sessions(subject) and any("not_before" in mark for mark in marks)
            return int(ended and self.facts.opens(email, new))

        case = self._for_address(sample, email, renewed)
        code = self._people.code_for(email)
        return replace(case, body={**case.body, "code": code, "password": new})

    def _sign_in(self, sample: Sample) -> Case:
        email = self._people.enrol(self._people.pool)
        subject = UUID(self.facts.users(email)[0]["Username"])

        def sessions(_: str) -> int:
            found = len(self._sessions(subject))
            devices = self.facts.number(subject, "SELECT count(*) FROM accounts.device")
            return max(found, devices)

        case = self._for_address(sample, email, sessions)
        return replace(case, body={**case.body, "password": PASSWORD})

    def _for_address(self, sample: Sample, email: str, done: Callable[[str], int]) -> Case:
        case = self._case(sample, None, lambda: done(email))
        before = self.facts.letters(email)
        return replace(
            case,
            body={**case.body, "email": email},
            letters=lambda: self.facts.letters(email) - before,
        )

    def _unconfirmed(self) -> str:
        email = _address()
        self._people.deployed.client("cognito-idp").sign_up(
            ClientId=self._people.client, Username=email, Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": email}],
        )  # fmt: skip
        return email

    def _sessions(self, user_id: UUID | str) -> list[Mapping[str, Any]]:
        return self.facts.items("SessionsTable", user_id=str(user_id))

    def _signed_in(
        self, sample: Sample, browsers: int, done: Callable[[list[Mapping[str, Any]]], int]
    ) -> Case:
        """A person with so many sessions; the first is the one that asks."""
        email = self._people.enrol(self._people.pool)
        entered = self._enter(email)
        user_id: str = entered["user_id"]
        first = self._sessions(user_id)[0]["session_id"]["S"]
        for _ in range(browsers - 1):
            self._enter(email)
        caller = Principal(UUID(user_id), first, datetime.now(UTC))
        ids = dict.fromkeys(sample.operation.path_types, "")  # known once the sessions are
        case = self._case(sample, caller, lambda: done(self._sessions(user_id)), ids)
        return replace(case, headers={"Cookie": entered["cookie"]})

    def _enter(self, email: str) -> dict[str, str]:
        """Sign in; answers the person's id and the cookies."""
        sample = next(samples_of(self._operations["sign_in"]))
        body = {"email": email, "password": PASSWORD}
        case = replace(self._case(sample, None, lambda: 0), body=body)
        found = self._workers.settled(case.domain, case.event(None))
        assert found.status == 200, f"signing in answers {found.status}"
        cookies = [each.split(";")[0] for each in found.headers["Set-Cookie"]]
        return {"user_id": found.document["user_id"], "cookie": "; ".join(cookies)}

    def _sign_out(self, sample: Sample) -> Case:
        return self._signed_in(sample, 1, lambda sessions: 1 - len(sessions))

    def _reauthenticate(self, sample: Sample) -> Case:
        signed_in: list[float] = []

        def proved(sessions: list[Mapping[str, Any]]) -> int:
            proofs = {float(session["authenticated_at"]["N"]) for session in sessions}
            return len(proofs - set(signed_in))

        case = self._signed_in(sample, 1, proved)
        sessions = self._sessions(case.user_id)
        signed_in += [float(session["authenticated_at"]["N"]) for session in sessions]
        return replace(case, body={"password": PASSWORD})

    def _end_session(self, sample: Sample) -> Case:
        case = self._signed_in(sample, 2, lambda sessions: 2 - len(sessions))
        assert case.caller is not None
        ids = {session["session_id"]["S"] for session in self._sessions(case.user_id)}
        other = (ids - {case.caller.session_id}).pop()
        return replace(case, path=sample.path({"session_id": other}))

    def _end_others(self, sample: Sample) -> Case:
        return self._signed_in(sample, 2, lambda sessions: 2 - len(sessions))

    def _delete_account(self, sample: Sample) -> Case:
        case = self._signed_in(sample, 1, lambda _: 0)
        return replace(case, effects=lambda: self.facts.erasures(case.user_id))

    # ------------------------------------------------------------------ notifications

    def _read(self, sample: Sample) -> Case:
        caller = _caller(add_person(self.facts.url))
        person = {"user_id": {"S": str(caller.user_id)}}
        ends = {"expires_at": {"N": str(int((datetime.now(UTC) + timedelta(1)).timestamp()))}}
        for number in (1, 2):
            item = {"entry": {"S": f"item#{number:012d}"}, "id": {"S": str(uuid4())}}
            self.facts.put("InboxTable", person | item | ends)
        self.facts.put("InboxTable", person | {"entry": {"S": "counter"}, "latest": {"N": "2"}})

        def marks() -> int:
            found = self.facts.items("InboxTable", user_id=str(caller.user_id))
            return sum("read_at" in item or "read_up_to" in item for item in found)

        ids = {"sequence": "1"} if sample.operation.path_types else {}
        return self._case(sample, caller, marks, ids)

    def _ticket(self, sample: Sample) -> Case:
        caller = _caller(uuid4())
        user_id = str(caller.user_id)
        return self._case(
            sample, caller, lambda: len(self.facts.items("TicketsTable", user_id=user_id))
        )


def covered(operations: Any, made: Mapping[str, Any]) -> list[Operation]:
    """Those of the operations that change something.

    Raises:
        AssertionError: when one of them has no case, or there is none at all.
    """
    found = [operation for operation in operations if operation.method in MUTATING]
    missing = [operation.name for operation in found if operation.name not in made]
    assert found, "no operation changes anything"
    assert not missing, f"no case for {', '.join(missing)}"
    return found


def _caller(user_id: UUID) -> Principal:
    return Principal(user_id, "session-1", datetime.now(UTC))


def _address() -> str:
    return f"{uuid4().hex[:12]}@example.org"


def _reading(case: Case) -> dict[str, Any]:
    return event_of(case.hub, "GET", case.path, caller=case.caller)
