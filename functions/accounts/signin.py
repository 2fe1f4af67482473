"""Signing in by password, the state of a browser, its sessions, and the end of an account."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from functions.accounts import schemas
from functions.accounts.attempts import Attempts
from functions.accounts.cookies import (
    DEVICE,
    LOGIN,
    SESSION,
    SIGN_UP,
    cleared,
    secret_in,
    session_cookie,
)
from functions.accounts.domain import (
    SESSION_LIFE,
    TOMBSTONE_LIFE,
    IdentityRefused,
    Reason,
    Session,
)
from functions.accounts.farewell import Farewell
from functions.accounts.ports import IdentityProvider, Revocations, Workflow
from functions.accounts.sessions import Grant, Sessions, verified
from functions.accounts.welcome import Welcome
from serenity.auth import Principal
from serenity.clock import Clock
from serenity.data import Attempt
from serenity.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Problem,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from serenity.exchange import Replied, RequestInfo
from serenity.tokens import TokenRefused, TokenVerifier

_PAUSE_SECONDS: Final = 900
# The device cookie stays: the next sign-in from this browser is no news.
_LEAVE: Final = (("Clear-Site-Data", '"cache", "storage"'), ("Cache-Control", "no-store"))
_VANISH: Final = (("Clear-Site-Data", '"cache", "cookies", "storage"'),)


class SignIn:
    """Use cases around a browser's session."""

    def __init__(
        self,
        identity: IdentityProvider,
        verifier: TokenVerifier,
        sessions: Sessions,
        farewell: Farewell,
        revocations: Revocations,
        attempts: Attempts,
        welcome: Welcome,
        workflow: Workflow,
        providers: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self._identity = identity
        self._verifier = verifier
        self._sessions = sessions
        self._farewell = farewell
        self._revocations = revocations
        self._attempts = attempts
        self._welcome = welcome
        self._workflow = workflow
        self._providers = providers
        self._clock = clock

    def state(self, request: RequestInfo) -> Replied[schemas.SessionState]:
        """Whether this browser is signed in; a live session's cookie is handed out afresh."""
        secret = request.cookies.get(SESSION)
        session = self._sessions.admit(secret)
        if session is None or secret is None:
            stale = cleared(SESSION) if SESSION in request.cookies else ()
            return Replied(self._document(None), stale)
        return Replied(self._document(session), (session_cookie(secret),))

    def sign_in(
        self, body: schemas.Credentials, request: RequestInfo, attempt: Attempt
    ) -> Replied[schemas.SessionState]:
        """Sign in by address and password; a session this browser had before ends."""
        email = body.email.lower()
        self._attempts.spend("sign-in", request, email)
        grant = self._granted(email, body.password)
        self._attempts.refund("sign-in", request, email)
        before = self._sessions.admit(request.cookies.get(SESSION))
        session, cookies = self._welcome.admit(grant, request, attempt)
        if before is not None:
            self._farewell.end(before)
        return Replied(self._document(session), (*cookies, *cleared(SIGN_UP)))

    def sign_out(self, caller: Principal, request: RequestInfo) -> Replied[None]:
        """End the caller's session: the browser's, or the grant of a phone's token."""
        session = self._own(caller, request)
        if session is not None:
            self._farewell.end(session)
        else:
            until = self._clock.now() + SESSION_LIFE
            self._revocations.end_grant(caller.user_id, caller.session_id, until)
            self._farewell.tell(caller.user_id, [caller.session_id])
        return Replied(None, cleared(SESSION, LOGIN), _LEAVE)

    def reauthenticate(
        self, caller: Principal, body: schemas.PasswordProof, request: RequestInfo
    ) -> None:
        """Prove with the password that it is still the same person."""
        session = self._own(caller, request)
        if session is None or session.provider is not None:
            raise Conflict(
                "You signed in without a password here.",
                kind="no-password",
                next_step="Sign in with your provider again.",
            )
        subject = str(caller.user_id)
        self._attempts.spend("sign-in", request, subject)
        try:
            grant = self._granted(subject, body.password)
        except Unauthorized as refusal:
            raise Forbidden(refusal.detail, kind=refusal.name) from None
        self._attempts.refund("sign-in", request, subject)
        # Only the proof was wanted; the session keeps the tokens it has.
        with suppress(Unavailable, IdentityRefused):
            self._identity.revoke(grant.refresh)
        if grant.access.user_id != caller.user_id or not self._sessions.proved(session):
            raise Forbidden("This session has ended.", kind="wrong-credentials")

    def list_sessions(self, caller: Principal) -> schemas.Sessions:
        """The person's sessions, the current one first, then the latest used."""
        found = self._sessions.of_person(caller.user_id)
        found.sort(key=lambda each: (each.id != caller.session_id, -each.last_seen_at.timestamp()))
        return schemas.Sessions(
            items=[
                schemas.Session(
                    id=each.id,
                    device=each.device,
                    current=each.id == caller.session_id,
                    created_at=each.created_at,
                    last_seen_at=each.last_seen_at,
                )
                for each in found
            ]
        )

    def end_session(self, caller: Principal, session_id: str, attempt: Attempt) -> None:
        """End one of the person's sessions; a repetition may find that done."""
        ended = self._farewell.end_by_id(caller.user_id, session_id)
        if not (ended or attempt.repeated):
            raise NotFound("You have no such session.")

    def end_others(self, caller: Principal) -> None:
        """End every session of the person but the current one."""
        self._farewell.end_all(caller.user_id, but=caller.session_id)

    def delete_account(self, caller: Principal) -> Replied[None]:
        """Begin the erasure and let nobody in any more.

        The workflow comes first: once it runs the person is erased whatever happens to this
        request, and a request that failed before it can be repeated by a person still let in.
        """
        now = self._clock.now()
        caller.require_recent(now)
        self._workflow.start_erasure(caller.user_id)
        self._revocations.erase(caller.user_id, now, now + TOMBSTONE_LIFE)
        self._sessions.drop_all(caller.user_id)
        return Replied(None, cleared(SESSION, LOGIN, DEVICE), _VANISH)

    def _own(self, caller: Principal, request: RequestInfo) -> Session | None:
        """The caller's session, when it is this browser's cookie that vouched for them."""
        session = self._sessions.admit(secret_in(request.cookies, SESSION))
        return session if session is not None and session.id == caller.session_id else None

    def _granted(self, username: str, password: str) -> Grant:
        try:
            grant = verified(self._verifier, self._identity.sign_in(username, password))
        except TokenRefused as error:
            raise Unavailable("The sign-in service answers strangely.") from error
        except IdentityRefused as refusal:
            raise _refused(refusal.reason) from None
        if grant.identity.provider is not None:
            # A social account has no password; whatever accepted one was mistaken.
            raise _refused(Reason.CREDENTIALS)
        return grant

    def _document(self, session: Session | None) -> schemas.SessionState:
        if session is None:
            return schemas.SessionState(signed_in=False, providers=list(self._providers))
        return schemas.SessionState(
            signed_in=True,
            csrf_token=session.csrf_token,
            user_id=session.user_id,
            authenticated_at=session.authenticated_at,
            providers=list(self._providers),
        )


def _refused(reason: Reason) -> Problem:
    if reason is Reason.UNCONFIRMED:
        return Forbidden(
            "This address is not confirmed yet.",
            kind="unconfirmed",
            next_step="Enter the code that was sent there, or have a new one sent.",
        )
    if reason is Reason.RESET_REQUIRED:
        return Forbidden(
            "This account needs a new password.",
            kind="reset-required",
            next_step="Have a code sent and set a new password.",
        )
    if reason is Reason.TOO_MANY:
        return TooManyRequests("Too many tries.", _PAUSE_SECONDS)
    return Unauthorized(
        "E-mail address or password are not right.",
        kind="wrong-credentials",
        next_step="Check both, or set a new password.",
    )
