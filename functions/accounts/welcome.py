"""What every completed sign-in has in common: a session, a profile, a warning, the cookies."""

from __future__ import annotations

from contextlib import suppress

from functions.accounts.cookies import DEVICE, device_cookie, secret_in, session_cookie
from functions.accounts.devices import describe
from functions.accounts.domain import Arrival, Session, display_name, speaks
from functions.accounts.ports import Revocations
from functions.accounts.service import AccountsService
from functions.accounts.sessions import Grant, Sessions
from serenity.data import Attempt
from serenity.errors import Unauthorized, Unavailable
from serenity.exchange import Cookie, RequestInfo
from serenity.ids import digest
from serenity.telemetry import hashed, logger


class Welcome:
    """Lets a person in whose tokens were verified."""

    def __init__(
        self, sessions: Sessions, revocations: Revocations, accounts: AccountsService
    ) -> None:
        self._sessions = sessions
        self._revocations = revocations
        self._accounts = accounts

    def admit(
        self, grant: Grant, request: RequestInfo, attempt: Attempt
    ) -> tuple[Session, tuple[Cookie, ...]]:
        """Open a session for the browser; answers it with the cookies to set.

        It is opened inside a unit, which an erased person cannot enter and which an erasure waits
        for: no data key is made for somebody who is gone.

        Raises:
            Unauthorized: when the person asked to be erased.
        """
        user_id = grant.access.user_id
        if self._revocations.of(user_id).erased:
            raise Unauthorized("This account was deleted.", kind="wrong-credentials")
        device = secret_in(request.cookies, DEVICE) or attempt.secret("device")
        name = describe(request.headers.get("user-agent"))
        opened: list[Session] = []
        try:
            with self._accounts.entering(user_id) as unit:
                secret, session = self._sessions.open(grant, name, attempt)
                opened.append(session)
                self._accounts.arrive(
                    unit, _arrival(grant, request), digest(device), _news(session)
                )
        except Exception:
            # Its secret reaches no browser: take the session back rather than list a ghost.
            for ghost in opened:
                with suppress(Unavailable):
                    self._sessions.end(ghost)
            raise
        logger.info("signed in", extra={"user": hashed(user_id)})
        return session, (session_cookie(secret), device_cookie(device))


def _arrival(grant: Grant, request: RequestInfo) -> Arrival:
    claimed = grant.identity
    return Arrival(
        language=speaks(claimed.locale, request.headers.get("accept-language")),
        email=claimed.email,
        name=display_name(claimed.name),
        has_password=claimed.provider is None,
    )


def _news(session: Session) -> dict[str, str]:
    return {
        "session_id": session.id,
        "device": session.device,
        "signed_in_at": session.created_at.isoformat(),
    }
