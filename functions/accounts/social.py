"""Signing in with a social provider: authorization code flow with PKCE, state and nonce."""

from __future__ import annotations

import base64
import hashlib
import hmac
from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from functions.accounts.attempts import Attempts
from functions.accounts.cookies import LOGIN, SESSION, cleared, login_cookie, secret_in
from functions.accounts.domain import LOGIN_LIFE, PROOF_SKEW, IdentityRefused, PendingLogin
from functions.accounts.farewell import Farewell
from functions.accounts.ports import IdentityProvider, LoginStates
from functions.accounts.schemas import AuthorizeQuery, CallbackQuery
from functions.accounts.sessions import Grant, Sessions, verified
from functions.accounts.welcome import Welcome
from serenity.clock import Clock
from serenity.data import Attempt
from serenity.errors import NotFound, TooManyRequests, Unauthorized, Unavailable
from serenity.exchange import Redirect, RequestInfo
from serenity.ids import digest, new_secret
from serenity.telemetry import logger
from serenity.tokens import TokenRefused, TokenVerifier

CALLBACK: Final = "/v1/auth/callback"
_SCOPE: Final = "openid email profile"


class SignInFailed(Exception):
    """A sign-in that ends on the page /auth/failed; the reason is one of a few plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SocialSignIn:
    """Begins and finishes sign-ins at Cognito's own pages.

    PKCE verifier and nonce are derived from a secret that only the browser's cookie holds, so a
    copy of the table of pending sign-ins finishes none of them.
    """

    def __init__(
        self,
        identity: IdentityProvider,
        verifier: TokenVerifier,
        sessions: Sessions,
        farewell: Farewell,
        states: LoginStates,
        attempts: Attempts,
        welcome: Welcome,
        clock: Clock,
        *,
        providers: tuple[str, ...],
        client_id: str,
        issuer: str,
        sign_in_url: str,
        public_url: str,
    ) -> None:
        self._identity = identity
        self._verifier = verifier
        self._sessions = sessions
        self._farewell = farewell
        self._states = states
        self._attempts = attempts
        self._welcome = welcome
        self._clock = clock
        self._providers = providers
        self._client_id = client_id
        self._issuer = issuer
        self._sign_in_url = sign_in_url
        self._public_url = public_url

    def begin(self, provider: str, query: AuthorizeQuery, request: RequestInfo) -> Redirect:
        """Send the browser to the provider, by way of Cognito."""
        if provider not in self._providers:
            raise NotFound("There is no such sign-in provider.")
        try:
            self._attempts.spend("provider", request)
        except TooManyRequests:
            return self._failed("too-many")
        proves = self._session_to_prove(request) if query.reauthenticate else None
        if query.reauthenticate and proves is None:
            return self._failed("signed-out")
        browser, state = secret_in(request.cookies, LOGIN) or new_secret(), new_secret()
        now = self._clock.now()
        login = PendingLogin(digest(browser), provider, query.return_to, now, proves)
        self._states.keep(digest(state), login, now + LOGIN_LIFE)
        address = {
            "identity_provider": provider,
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._public_url + CALLBACK,
            "scope": _SCOPE,
            "state": state,
            "nonce": _derived(browser, "nonce", state),
            "code_challenge": challenge(_derived(browser, "pkce", state)),
            "code_challenge_method": "S256",
        }
        if proves is not None:
            address["prompt"] = "login"
        location = f"{self._sign_in_url}/oauth2/authorize?{urlencode(address)}"
        return Redirect(location, (login_cookie(browser),))

    def finish(self, query: CallbackQuery, request: RequestInfo) -> Redirect:
        """Come back from the provider: into the product, or to a page that says why not."""
        try:
            return self._finish(query, request)
        except SignInFailed as failure:
            return self._failed(failure.reason)
        except IdentityRefused:
            return self._failed("expired")
        except TokenRefused as refusal:
            logger.warning("social sign-in refused", extra={"cause": str(refusal)})
            return self._failed("refused")
        except Unauthorized:
            return self._failed("refused")
        except Unavailable:
            logger.warning("social sign-in cut short by an outage")
            return self._failed("unavailable")

    def _finish(self, query: CallbackQuery, request: RequestInfo) -> Redirect:
        browser = secret_in(request.cookies, LOGIN)
        if query.state is None or browser is None:
            raise SignInFailed("expired")
        login = self._states.take(digest(query.state), digest(browser), self._clock.now())
        if login is None:
            raise SignInFailed("expired")
        # Cognito does not name itself; an answer that names another is none of its own (RFC 9207).
        if query.iss not in {None, self._issuer}:
            raise SignInFailed("refused")
        if query.error is not None or query.code is None:
            raise SignInFailed("denied" if query.error == "access_denied" else "refused")
        tokens = self._identity.exchange(
            query.code, _derived(browser, "pkce", query.state), self._public_url + CALLBACK
        )
        grant = verified(self._verifier, tokens, _derived(browser, "nonce", query.state))
        if grant.identity.provider != login.provider:
            raise SignInFailed("refused")
        target = self._public_url + login.return_to
        if login.reauthenticates is not None:
            self._prove(grant, login, request)
            return Redirect(target, cleared(LOGIN))
        before = self._sessions.admit(secret_in(request.cookies, SESSION))
        _, cookies = self._welcome.admit(grant, request, Attempt())
        if before is not None:
            self._farewell.end(before)
        return Redirect(target, (*cookies, *cleared(LOGIN)))

    def _prove(self, grant: Grant, login: PendingLogin, request: RequestInfo) -> None:
        """Accept the sign-in as a fresh proof of the same person, in the same session."""
        with suppress(Unavailable, IdentityRefused):
            self._identity.revoke(grant.refresh)
        session = self._sessions.admit(secret_in(request.cookies, SESSION))
        if session is None or session.session_hash != login.reauthenticates:
            raise SignInFailed("signed-out")
        if grant.access.user_id != session.user_id:
            raise SignInFailed("other-account")
        if grant.identity.authenticated_at < login.begun_at - PROOF_SKEW:
            raise SignInFailed("refused")
        if not self._sessions.proved(session):
            raise SignInFailed("signed-out")

    def _session_to_prove(self, request: RequestInfo) -> str | None:
        session = self._sessions.admit(secret_in(request.cookies, SESSION))
        return session.session_hash if session else None

    def _failed(self, reason: str) -> Redirect:
        logger.info("social sign-in failed", extra={"cause": reason})
        return Redirect(f"{self._public_url}/auth/failed?reason={reason}", cleared(LOGIN))


def _derived(browser: str, purpose: str, state: str) -> str:
    """A secret of one sign-in: 64 hex digits, which RFC 7636 §4.1 accepts as a verifier."""
    return hmac.new(browser.encode(), f"{purpose}|{state}".encode(), hashlib.sha256).hexdigest()


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636 §4.2)."""
    raw = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
