"""Sessions of browsers: opened after a sign-in, admitted on each request, renewed and ended."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from functions.accounts.domain import (
    RENEWAL_TURN,
    SESSION_LIFE,
    IdentityRefused,
    Reason,
    Session,
    Tokens,
)
from functions.accounts.ports import IdentityProvider, Revocations, SessionStore
from serenity.clock import Clock
from serenity.data import Attempt
from serenity.errors import Unavailable
from serenity.ids import digest
from serenity.telemetry import hashed, logger
from serenity.tokens import AccessToken, IdToken, TokenRefused, TokenVerifier, UnknownKey
from serenity.vault import Vault

PLACE = "sessions.tokens"
WAIT_SECONDS = 0.2
WAITS = 15
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Grant:
    """A sign-in whose tokens were verified."""

    access: AccessToken
    identity: IdToken
    refresh: str


@contextmanager
def _straight_from_provider() -> Iterator[None]:
    """A token the provider just gave us by a key we do not know: it is we who lag behind."""
    try:
        yield
    except UnknownKey as error:
        raise Unavailable("The sign-in service changed its keys.") from error


def verified(verifier: TokenVerifier, tokens: Tokens, nonce: str | None = None) -> Grant:
    """The grant behind tokens that came from the identity provider.

    Raises:
        TokenRefused: when they do not belong together, or to this sign-in.
        Unavailable: when their key cannot be known yet.
    """
    with _straight_from_provider():
        access = verifier.access(tokens.access)
        identity = verifier.identity(tokens.identity, nonce)
    if access.user_id != identity.user_id or not tokens.refresh:
        raise TokenRefused("the tokens do not belong together")
    return Grant(access, identity, tokens.refresh)


class Sessions:
    """Every session use case; knows nothing of HTTP."""

    def __init__(
        self,
        store: SessionStore,
        revocations: Revocations,
        identity: IdentityProvider,
        verifier: TokenVerifier,
        vault: Vault,
        clock: Clock,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._revocations = revocations
        self._identity = identity
        self._verifier = verifier
        self._vault = vault
        self._clock = clock
        self._pause = pause

    def open(self, grant: Grant, device: str, attempt: Attempt) -> tuple[str, Session]:
        """A new session and the secret that opens it; only the secret's hash is kept.

        A repeated attempt opens the same one again.
        """
        now = self._clock.now()
        secret = attempt.secret("session")
        user_id = grant.access.user_id
        session = Session(
            session_hash=digest(secret),
            id=str(attempt.id),
            user_id=user_id,
            csrf_token=attempt.secret("csrf"),
            device=device,
            provider=grant.identity.provider,
            created_at=now,
            last_seen_at=now,
            authenticated_at=now,
            expires_at=now + SESSION_LIFE,
            roles=grant.access.roles,
            refresh_token=self._vault.seal(user_id, PLACE, grant.refresh),
            access_expires_at=grant.access.expires_at,
        )
        self._store.put(session)
        return secret, session

    def admit(self, secret: str | None) -> Session | None:
        """The live session behind a secret, kept alive by this use; None if there is none.

        Raises:
            Unavailable: when it cannot be told, or its tokens could not be renewed for too long.
        """
        session = self._found(secret)
        if session is None:
            return None
        now = self._clock.now()
        if session.is_over(now) or self._revocations.of(session.user_id).covers(session.created_at):
            self._store.delete(session.session_hash)
            return None
        if session.should_renew(now):
            renewed = self._renew(session, now)
            if renewed is None:
                return None
            session = renewed
        if session.should_be_seen(now):
            session = replace(session, last_seen_at=now, expires_at=now + SESSION_LIFE)
            self._store.saw(session.session_hash, now, session.expires_at)
        return session

    def proved(self, session: Session) -> bool:
        """Note that the person proved again who they are."""
        return self._store.proved(session.session_hash, self._clock.now())

    def of_person(self, user_id: UUID) -> list[Session]:
        """The person's live sessions, newest first."""
        now = self._clock.now()
        return [each for each in self._store.of_person(user_id) if not each.is_over(now)]

    def end(self, session: Session) -> None:
        """End one session; its tokens are withdrawn too, as far as that can be done now."""
        self._store.delete(session.session_hash)
        with suppress(Unavailable, IdentityRefused, ValueError):
            self._identity.revoke(self._opened(session))

    def drop_all(self, user_id: UUID) -> None:
        """Forget every session of a person whose sign-in itself ends, and the tokens with it."""
        for session in self._store.of_person(user_id):
            self._store.delete(session.session_hash)

    def _found(self, secret: str | None) -> Session | None:
        if secret is None or not _SECRET.fullmatch(secret):
            return None
        return self._store.get(digest(secret))

    def _opened(self, session: Session) -> str:
        return self._vault.open(session.user_id, PLACE, session.refresh_token)

    def _renew(self, session: Session, now: datetime) -> Session | None:
        """The session with new tokens; one request renews, the others go on or wait for it."""
        if not self._store.take_turn(session.session_hash, now, now + RENEWAL_TURN):
            return self._meanwhile(session, now)
        try:
            tokens, access = self._renewal(session)
        except Unavailable:
            return _within_grace(session, now)
        except (IdentityRefused, TokenRefused, ValueError) as refusal:
            self._dismiss(session, refusal)
            return None
        return self._keep(session, tokens, access)

    def _renewal(self, session: Session) -> tuple[Tokens, AccessToken]:
        """New tokens of the session's person.

        Raises:
            Unavailable: when they cannot be had now.
            IdentityRefused, TokenRefused, ValueError: when they cannot be had at all.
        """
        try:
            tokens = self._identity.renew(self._opened(session))
        except IdentityRefused as refusal:
            if refusal.reason is Reason.TOO_MANY:
                raise Unavailable("The sign-in service asks for patience.") from refusal
            raise
        with _straight_from_provider():
            access = self._verifier.access(tokens.access)
        if access.user_id != session.user_id:
            raise TokenRefused("tokens of another person")
        return tokens, access

    def _keep(self, session: Session, tokens: Tokens, access: AccessToken) -> Session:
        sealed = None
        if tokens.refresh:
            sealed = self._vault.seal(session.user_id, PLACE, tokens.refresh)
        self._store.renewed(session.session_hash, sealed, access.expires_at, access.roles)
        return replace(
            session,
            refresh_token=sealed or session.refresh_token,
            access_expires_at=access.expires_at,
            roles=access.roles,
        )

    def _meanwhile(self, session: Session, now: datetime) -> Session | None:
        """What a request does while another renews: go on within the grace, else wait for it."""
        if not session.is_past_grace(now):
            return session
        for _ in range(WAITS):
            self._pause(WAIT_SECONDS)
            current = self._store.get(session.session_hash)
            if current is None or not current.should_renew(now):
                return current
        return _within_grace(session, now)

    def _dismiss(self, session: Session, refusal: Exception) -> None:
        """The identity provider no longer vouches for it."""
        cause = {"user": hashed(session.user_id), "cause": type(refusal).__name__}
        logger.info("session ended by the sign-in service", extra=cause)
        self._store.delete(session.session_hash)


def _within_grace(session: Session, now: datetime) -> Session:
    if session.is_past_grace(now):
        raise Unavailable("The sign-in service does not answer.")
    return session
