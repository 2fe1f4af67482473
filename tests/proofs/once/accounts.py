"""Cases of accounts: addresses that nobody has, people who are signed in, codes that arrived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from serenity.auth import Principal
from tests.proofs.once.case import Case, Maker
from tests.proofs.samples import Sample
from tests.support.people import PASSWORD, People


class Accounts:
    """Makes the cases of accounts whose effect is outside the database."""

    def __init__(self, maker: Maker, people: People) -> None:
        self._maker = maker
        self._facts = maker.facts
        self._people = people
        self.made: Mapping[str, Callable[[Sample], Case]] = {
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
        }

    def _sign_up(self, sample: Sample) -> Case:
        return self._for_address(sample, _address(), lambda email: len(self._facts.users(email)))

    def _confirm(self, sample: Sample) -> Case:
        def confirmed(email: str) -> int:
            return sum(user["UserStatus"] == "CONFIRMED" for user in self._facts.users(email))

        email = self._unconfirmed()
        case = self._for_address(sample, email, confirmed)
        return replace(case, body={**case.body, "code": self._people.code_for(email)})

    def _resend(self, sample: Sample) -> Case:
        return self._one_letter(sample, self._unconfirmed())

    def _forgot(self, sample: Sample) -> Case:
        return self._one_letter(sample, self._people.enrol(self._people.pool))

    def _one_letter(self, sample: Sample, email: str) -> Case:
        """No letter is called back: a crash may cost a second one, and only its code counts."""
        before = self._facts.letters(email)
        return self._for_address(
            sample, email, lambda email: min(self._facts.letters(email) - before, 1)
        )

    def _reset(self, sample: Sample) -> Case:
        email, new = self._people.enrol(self._people.pool), "a new path in the hills"
        subject = self._enter(email)["user_id"]
        cognito = self._people.deployed.client("cognito-idp")
        cognito.forgot_password(ClientId=self._people.client, Username=email)

        def renewed(_: str) -> int:
            marks = self._facts.items("RevocationsTable", user_id=subject)
            ended = not self._sessions(subject) and any("not_before" in mark for mark in marks)
            return int(ended and self._facts.opens(email, new))

        case = self._for_address(sample, email, renewed)
        code = self._people.code_for(email)
        return replace(case, body={**case.body, "code": code, "password": new})

    def _sign_in(self, sample: Sample) -> Case:
        email = self._people.enrol(self._people.pool)
        subject = UUID(self._facts.users(email)[0]["Username"])

        def sessions(_: str) -> int:
            found = len(self._sessions(subject))
            devices = self._facts.number(subject, "SELECT count(*) FROM accounts.device")
            return max(found, devices)

        case = self._for_address(sample, email, sessions)
        return replace(case, body={**case.body, "password": PASSWORD})

    def _for_address(self, sample: Sample, email: str, done: Callable[[str], int]) -> Case:
        case = self._maker.case(sample, None, lambda: done(email))
        before = self._facts.letters(email)
        return replace(
            case,
            body={**case.body, "email": email},
            letters=lambda: self._facts.letters(email) - before,
        )

    def _unconfirmed(self) -> str:
        email = _address()
        self._people.deployed.client("cognito-idp").sign_up(
            ClientId=self._people.client, Username=email, Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": email}],
        )  # fmt: skip
        return email

    def _sessions(self, user_id: UUID | str) -> list[Mapping[str, Any]]:
        return self._facts.items("SessionsTable", user_id=str(user_id))

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
        case = self._maker.case(sample, caller, lambda: done(self._sessions(user_id)), ids)
        return replace(case, headers={"Cookie": entered["cookie"]})

    def _enter(self, email: str) -> dict[str, str]:
        """Sign in; answers the person's id and the cookies."""
        found = self._maker.ask("sign_in", None, {}, email=email, password=PASSWORD)
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
        return replace(case, effects=lambda: self._facts.erasures(case.user_id))


def _address() -> str:
    return f"{uuid4().hex[:12]}@example.org"
