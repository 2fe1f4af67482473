"""Decides who may pass: a browser by its cookie and CSRF token, a phone by its access token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final

from functions.accounts.cookies import SESSION
from functions.accounts.domain import Session
from functions.accounts.ports import Revocations
from functions.accounts.sessions import Sessions
from serenity.auth import Principal
from serenity.errors import Forbidden, Unauthorized
from serenity.exchange import read_cookies
from serenity.telemetry import logger
from serenity.tokens import TokenRefused, TokenVerifier

CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Gatekeeper:
    """Turns a request's credentials into a principal, or refuses."""

    def __init__(
        self, sessions: Sessions, verifier: TokenVerifier, revocations: Revocations
    ) -> None:
        self._sessions = sessions
        self._verifier = verifier
        self._revocations = revocations

    def admit(self, method: str, headers: Mapping[str, str]) -> Principal:
        """The principal of a request; header names are in lower case.

        An Authorization header decides alone: a cookie sent beside it is not looked at.

        Raises:
            Unauthorized: when nobody is behind the credentials.
            Forbidden: when a cookie came without the CSRF token of its session.
            Unavailable: when it cannot be told now.
        """
        if "authorization" in headers:
            return self._bearer(headers["authorization"])
        session = self._sessions.admit(read_cookies(headers.get("cookie", "")).get(SESSION))
        if session is None:
            raise Unauthorized("This needs a signed-in person.")
        if method.upper() in CHANGING and not _is_own(session, headers.get("x-csrf-token")):
            raise Forbidden("The CSRF token is missing or of another session.", kind="csrf")
        return Principal(session.user_id, session.id, session.authenticated_at, roles=session.roles)

    def _bearer(self, header: str) -> Principal:
        scheme, _, credentials = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthorized("Only bearer tokens are accepted here.")
        try:
            token = self._verifier.access(credentials.strip(" "))
        except TokenRefused as refusal:
            logger.info("token refused", extra={"cause": str(refusal)})
            raise Unauthorized("The access token is not valid.") from None
        revoked = self._revocations.of(token.user_id)
        if revoked.covers(token.issued_at, token.grant_id):
            raise Unauthorized("The access token was withdrawn.")
        return Principal(token.user_id, token.grant_id, token.authenticated_at, roles=token.roles)


def _is_own(session: Session, csrf_token: str | None) -> bool:
    return hmac.compare_digest(session.csrf_token.encode(), (csrf_token or "").encode())
