"""What the use cases of accounts need from outside; adapters fulfil these protocols."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from functions.accounts.domain import PendingLogin, Revocation, Session, SignUpBinding, Tokens


class IdentityProvider(Protocol):
    """Keeps credentials and proves identities.

    Every method raises `IdentityRefused` with its reason, or `Unavailable`.
    """

    def sign_up(self, email: str, password: str, language: str) -> None:
        """Create an unconfirmed account; a code is sent to the address."""
        ...

    def is_confirmed(self, email: str) -> bool | None:
        """Whether the address was confirmed by its owner; None if there is no such account."""
        ...

    def discard_unconfirmed(self, email: str) -> None:
        """Drop such an account, so that its password and codes count no more."""
        ...

    def resend(self, email: str) -> None:
        """Send the confirmation code again."""
        ...

    def confirm(self, email: str, code: str) -> None:
        """Confirm the account with its code."""
        ...

    def forgot(self, email: str) -> None:
        """Send a code that allows a new password."""
        ...

    def reset(self, email: str, code: str, password: str) -> UUID | None:
        """Set the new password; answers whose it is."""
        ...

    def owner(self, email: str, password: str) -> UUID | None:
        """Whose account opens with that password; None if nobody's."""
        ...

    def sign_in(self, username: str, password: str) -> Tokens:
        """Tokens for a user name (address or person's id) and its password."""
        ...

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Tokens for an authorization code (RFC 6749 §4.1.3, RFC 7636)."""
        ...

    def renew(self, refresh_token: str) -> Tokens:
        """New tokens for a refresh token."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """End a refresh token and what came of it."""
        ...

    def sign_out_everywhere(self, user_id: UUID) -> None:
        """End every refresh token of a person."""
        ...

    def forget(self, user_id: UUID) -> None:
        """Delete the person's sign-in; one that is gone counts as deleted."""
        ...


class SessionStore(Protocol):
    """Keeps sessions by the hash of their secret."""

    def put(self, session: Session) -> None:
        """Keep a new session."""
        ...

    def get(self, session_hash: str) -> Session | None:
        """The session, read consistently."""
        ...

    def delete(self, session_hash: str) -> None:
        """Forget a session; one that is gone counts as deleted."""
        ...

    def of_person(self, user_id: UUID) -> list[Session]:
        """Every session of a person, newest first."""
        ...

    def saw(self, session_hash: str, at: datetime, expires_at: datetime) -> None:
        """Note the last use, unless the session ended meanwhile."""
        ...

    def proved(self, session_hash: str, at: datetime) -> bool:
        """Note a fresh proof of identity; False if the session ended meanwhile."""
        ...

    def take_turn(self, session_hash: str, now: datetime, until: datetime) -> bool:
        """Win the right to renew the session's tokens until then; one caller wins."""
        ...

    def renewed(
        self,
        session_hash: str,
        refresh_token: bytes | None,
        access_expires_at: datetime,
        roles: frozenset[str],
    ) -> None:
        """Keep what a renewal brought, unless the session ended meanwhile."""
        ...


class LoginStates(Protocol):
    """Keeps what must be remembered for minutes: pending sign-ins and counts of tries."""

    def keep(self, state: str, login: PendingLogin, expires_at: datetime) -> None:
        """Keep a pending sign-in under its state."""
        ...

    def take(self, state: str, browser_hash: str, now: datetime) -> PendingLogin | None:
        """The pending sign-in, once, for the browser that began it; else None."""
        ...

    def count(self, subject: str, step: int, expires_at: datetime) -> int:
        """Add to a counter and answer its new value."""
        ...

    def bind_sign_up(self, email: str, browser_hash: str, until: datetime) -> None:
        """Remember which browser signed up last, and whether another one did before, at once."""
        ...

    def bound_sign_up(self, email: str) -> SignUpBinding | None:
        """The binding of an address that was signed up with lately."""
        ...


class Revocations(Protocol):
    """Keeps from when on a person's sessions and tokens count."""

    def of(self, user_id: UUID) -> Revocation:
        """What is revoked, read consistently."""
        ...

    def refuse_before(self, user_id: UUID, instant: datetime, keep_for: timedelta) -> None:
        """Refuse what was issued before an instant."""
        ...

    def end_grant(self, user_id: UUID, grant_id: str, keep_until: datetime) -> None:
        """Refuse the tokens of one grant."""
        ...

    def erase(self, user_id: UUID, instant: datetime, keep_until: datetime) -> None:
        """Refuse everything of a person who asked to be erased."""
        ...


class Letters(Protocol):
    """Writes to people."""

    def already_registered(self, email: str, language: str) -> None:
        """Tell the owner of an address that it has an account; best effort."""
        ...


class Workflow(Protocol):
    """Starts the erasure of a person."""

    def start_erasure(self, user_id: UUID) -> None:
        """Start it once; starting it again changes nothing."""
        ...
