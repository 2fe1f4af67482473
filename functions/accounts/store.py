"""Persistence of accounts in DynamoDB: sessions, pending sign-ins, counters and revocations."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from functions.accounts.domain import PendingLogin, Revocation, Session, SignUpBinding
from serenity.dynamo import ConditionFailed, Item, Table
from serenity.ids import digest

_EXISTS = "attribute_exists(session_hash)"


class DynamoSessions:
    """Sessions by the hash of their secret; the index by_user finds a person's."""

    def __init__(self, table: str) -> None:
        self._table = Table(table, "session_hash")

    def put(self, session: Session) -> None:
        """Keep a new session."""
        self._table.put(_session_item(session))

    def get(self, session_hash: str) -> Session | None:
        """The session, read consistently."""
        item = self._table.get(session_hash)
        return _session(item) if item else None

    def delete(self, session_hash: str) -> None:
        """Forget a session; one that is gone counts as deleted."""
        self._table.delete(session_hash)

    def of_person(self, user_id: UUID) -> list[Session]:
        """Every session of a person, newest first."""
        found = self._table.query(
            "user_id = :person", {":person": str(user_id)}, index="by_user", ScanIndexForward=False
        )
        return [_session(item) for item in found]

    def saw(self, session_hash: str, at: datetime, expires_at: datetime) -> None:
        """Note the last use, unless the session ended meanwhile."""
        values = {":seen": _epoch(at), ":expires": int(_epoch(expires_at))}
        with suppress(ConditionFailed):
            self._table.update(
                session_hash, "SET last_seen_at = :seen, expires_at = :expires", values, _EXISTS
            )

    def proved(self, session_hash: str, at: datetime) -> bool:
        """Note a fresh proof of identity; False if the session ended meanwhile."""
        try:
            self._table.update(
                session_hash, "SET authenticated_at = :at", {":at": _epoch(at)}, _EXISTS
            )
        except ConditionFailed:
            return False
        return True

    def take_turn(self, session_hash: str, now: datetime, until: datetime) -> bool:
        """Win the right to renew the session's tokens until then; one caller wins."""
        free = f"{_EXISTS} AND (attribute_not_exists(renewing_until) OR renewing_until < :now)"
        values = {":now": _epoch(now), ":until": _epoch(until)}
        try:
            self._table.update(session_hash, "SET renewing_until = :until", values, free)
        except ConditionFailed:
            return False
        return True

    def renewed(
        self,
        session_hash: str,
        refresh_token: bytes | None,
        access_expires_at: datetime,
        roles: frozenset[str],
    ) -> None:
        """Keep what a renewal brought, unless the session ended meanwhile."""
        change = "SET access_expires_at = :expires, session_roles = :roles"
        values: dict[str, Any] = {":expires": _epoch(access_expires_at), ":roles": sorted(roles)}
        if refresh_token is not None:
            change += ", refresh_token = :token"
            values[":token"] = refresh_token
        with suppress(ConditionFailed):
            self._table.update(session_hash, f"{change} REMOVE renewing_until", values, _EXISTS)


class DynamoLoginStates:
    """What lives for minutes: pending sign-ins, counters of tries, contested sign-ups."""

    def __init__(self, table: str) -> None:
        self._table = Table(table, "state_hash")

    def keep(self, state: str, login: PendingLogin, expires_at: datetime) -> None:
        """Keep a pending sign-in under the hash of its state."""
        self._table.put(
            {
                "state_hash": f"login#{state}",
                "browser_hash": login.browser_hash,
                "provider": login.provider,
                "return_to": login.return_to,
                "begun_at": _epoch(login.begun_at),
                "reauthenticates": login.reauthenticates,
                "expires_at": int(_epoch(expires_at)),
            },
            condition="attribute_not_exists(state_hash)",
        )

    def take(self, state: str, browser_hash: str, now: datetime) -> PendingLogin | None:
        """The pending sign-in, once, for the browser that began it; else None."""
        try:
            item = self._table.delete(
                f"login#{state}",
                "browser_hash = :browser AND expires_at > :now",
                {":browser": browser_hash, ":now": _epoch(now)},
            )
        except ConditionFailed:
            return None
        if item is None:
            return None
        return PendingLogin(
            browser_hash=item["browser_hash"],
            provider=item["provider"],
            return_to=item["return_to"],
            begun_at=_instant(item["begun_at"]),
            reauthenticates=item.get("reauthenticates"),
        )

    def count(self, subject: str, step: int, expires_at: datetime) -> int:
        """Add to a counter and answer its new value."""
        item = self._table.update(
            f"count#{subject}",
            "SET expires_at = :expires ADD tries :step",
            {":expires": int(_epoch(expires_at)), ":step": step},
        )
        return int(item["tries"])

    def bind_sign_up(self, email: str, browser_hash: str, until: datetime) -> None:
        """Remember which browser signed up last, and whether another one did before, at once."""
        change = "SET browser_hash = :browser, expires_at = :expires, contested = "
        values = {":browser": browser_hash, ":expires": int(_epoch(until))}
        key = f"sign-up#{digest(email)}"
        try:
            self._table.update(
                key,
                f"{change}if_not_exists(contested, :no)",
                values | {":no": False},
                "attribute_not_exists(state_hash) OR browser_hash = :browser",
            )
        except ConditionFailed:
            self._table.update(key, f"{change}:yes", values | {":yes": True})

    def bound_sign_up(self, email: str) -> SignUpBinding | None:
        """The binding of an address that was signed up with lately."""
        item = self._table.get(f"sign-up#{digest(email)}")
        return SignUpBinding(item["browser_hash"], item["contested"]) if item else None


class DynamoRevocations:
    """From when on a person's sessions and tokens count."""

    def __init__(self, table: str) -> None:
        self._table = Table(table, "user_id")

    def of(self, user_id: UUID) -> Revocation:
        """What is revoked, read consistently."""
        item = self._table.get(str(user_id))
        if item is None:
            return Revocation()
        return Revocation(
            not_before=_instant(item["not_before"]) if "not_before" in item else None,
            erased=bool(item.get("erased", False)),
            ended_grants=frozenset(item.get("ended_grants", ())),
        )

    def refuse_before(self, user_id: UUID, instant: datetime, keep_for: timedelta) -> None:
        """Refuse what was issued before an instant."""
        self._update(user_id, "SET not_before = :at", {":at": _epoch(instant)}, instant + keep_for)

    def end_grant(self, user_id: UUID, grant_id: str, keep_until: datetime) -> None:
        """Refuse the tokens of one grant."""
        self._update(user_id, "ADD ended_grants :grant", {":grant": {grant_id}}, keep_until)

    def erase(self, user_id: UUID, instant: datetime, keep_until: datetime) -> None:
        """Refuse everything of a person who asked to be erased."""
        values = {":at": _epoch(instant), ":erased": True}
        self._update(user_id, "SET not_before = :at, erased = :erased", values, keep_until)

    def _update(
        self, user_id: UUID, change: str, values: dict[str, Any], keep_until: datetime
    ) -> None:
        verb, _, rest = change.partition(" ")
        kept = "expires_at = :keep"
        whole = f"SET {kept}, {rest}" if verb == "SET" else f"SET {kept} {change}"
        self._table.update(str(user_id), whole, values | {":keep": int(_epoch(keep_until))})


def _session_item(session: Session) -> Item:
    return {
        "session_hash": session.session_hash,
        "session_id": session.id,
        "user_id": str(session.user_id),
        "csrf_token": session.csrf_token,
        "device": session.device,
        "provider": session.provider,
        "created_at": session.created_at.isoformat(timespec="microseconds"),
        "last_seen_at": _epoch(session.last_seen_at),
        "authenticated_at": _epoch(session.authenticated_at),
        "expires_at": int(_epoch(session.expires_at)),
        "session_roles": sorted(session.roles),
        "refresh_token": session.refresh_token,
        "access_expires_at": _epoch(session.access_expires_at),
    }


def _session(item: Item) -> Session:
    return Session(
        session_hash=item["session_hash"],
        id=item["session_id"],
        user_id=UUID(item["user_id"]),
        csrf_token=item["csrf_token"],
        device=item["device"],
        provider=item.get("provider"),
        created_at=datetime.fromisoformat(item["created_at"]),
        last_seen_at=_instant(item["last_seen_at"]),
        authenticated_at=_instant(item["authenticated_at"]),
        expires_at=_instant(item["expires_at"]),
        roles=frozenset(item["session_roles"]),
        refresh_token=item["refresh_token"],
        access_expires_at=_instant(item["access_expires_at"]),
    )


def _epoch(instant: datetime) -> float:
    return instant.timestamp()


def _instant(epoch: Any) -> datetime:
    return datetime.fromtimestamp(float(epoch), UTC)
