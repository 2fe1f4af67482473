"""Sign-up, confirmation and forgotten passwords; no answer tells whether an address is known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from functions.accounts.attempts import Attempts
from functions.accounts.cookies import SIGN_UP, secret_in, sign_up_cookie
from functions.accounts.domain import (
    SESSION_LIFE,
    SIGN_UP_LIFE,
    IdentityRefused,
    Reason,
)
from functions.accounts.farewell import Farewell
from functions.accounts.pace import Pace
from functions.accounts.ports import IdentityProvider, Letters, LoginStates, Revocations
from functions.accounts.schemas import CodeSent, Confirmation, EmailOnly, PasswordReset, SignUp
from serenity.clock import Clock
from serenity.data import Attempt
from serenity.errors import Conflict, Invalid, Problem, TooManyRequests, Unavailable, invalid
from serenity.exchange import Replied, RequestInfo
from serenity.ids import digest

# What Cognito says of an address nobody may learn anything about.
_SILENT: Final = frozenset({Reason.CREDENTIALS, Reason.ADDRESS, Reason.UNCONFIRMED})
_COGNITO_PAUSE: Final = timedelta(minutes=15)


class Registration:
    """How an e-mail account comes to be, and how a lost password is replaced."""

    def __init__(
        self,
        identity: IdentityProvider,
        states: LoginStates,
        attempts: Attempts,
        farewell: Farewell,
        letters: Letters,
        revocations: Revocations,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._identity = identity
        self._states = states
        self._attempts = attempts
        self._farewell = farewell
        self._letters = letters
        self._revocations = revocations
        self._clock = clock
        self._pace = pace

    def sign_up(self, body: SignUp, request: RequestInfo, attempt: Attempt) -> Replied[CodeSent]:
        """Create an account; a known address gets the same answer and a letter, no change.

        An unconfirmed account of that address is replaced: whoever signed up before has proved
        nothing, and their password must not be confirmed by the owner of the address.
        """
        email = body.email.lower()
        self._attempts.spend("send", request, email)
        browser = secret_in(request.cookies, SIGN_UP) or attempt.secret("sign-up")
        # Known addresses are bound too: what `confirm` says of a binding tells nothing of them.
        self._states.bind_sign_up(email, digest(browser), self._clock.now() + SIGN_UP_LIFE)
        with self._pace.even():
            self._register_silently(email, body)
        return Replied(CodeSent(next="confirm"), (sign_up_cookie(browser),))

    def confirm(self, body: Confirmation, request: RequestInfo, attempt: Attempt) -> None:
        """Prove the address with its code; a repetition may find that done."""
        email = body.email.lower()
        self._attempts.spend("code", request, email)
        browser = secret_in(request.cookies, SIGN_UP)
        binding = self._states.bound_sign_up(email)
        if binding and not binding.admits(digest(browser) if browser else None):
            raise Conflict(
                "Someone signed up with this address in another browser after you.",
                kind="signed-up-elsewhere",
                next_step="Sign up again here and use the newest code.",
            )
        try:
            self._identity.confirm(email, body.code)
        except IdentityRefused as refusal:
            if not (attempt.repeated and self._identity.is_confirmed(email)):
                raise _refused(refusal, unknown=Reason.CODE) from None
        self._attempts.refund("code", request, email)

    def resend(self, body: EmailOnly, request: RequestInfo) -> CodeSent:
        """Send the confirmation code again, if the address waits for one."""
        email = body.email.lower()
        self._attempts.spend("send", request, email)
        with self._pace.even():
            _silently(partial(self._identity.resend, email))
        return CodeSent(next="confirm")

    def forgot(self, body: EmailOnly, request: RequestInfo) -> CodeSent:
        """Send a code for a new password, if the address has one."""
        email = body.email.lower()
        self._attempts.spend("send", request, email)
        with self._pace.even():
            _silently(partial(self._identity.forgot, email))
        return CodeSent(next="reset")

    def reset(self, body: PasswordReset, request: RequestInfo, attempt: Attempt) -> None:
        """Set a new password; whoever was signed in with the old one no longer is.

        A repetition may find the code used up by itself: then the new password opens already, and
        what is left to do is to end the sessions.
        """
        email = body.email.lower()
        self._attempts.spend("code", request, email)
        try:
            user_id = self._identity.reset(email, body.code, body.password)
        except IdentityRefused as refusal:
            user_id = self._identity.owner(email, body.password) if attempt.repeated else None
            # An expired code exists only for a known address, so it is called wrong as well.
            known = IdentityRefused(Reason.CODE) if refusal.reason is Reason.EXPIRED else refusal
            if user_id is None:
                raise _refused(known, unknown=Reason.CODE) from None
        if user_id is not None:
            self._revocations.refuse_before(user_id, self._clock.now(), SESSION_LIFE)
            self._farewell.end_all(user_id)
            with suppress(Unavailable, IdentityRefused):
                self._identity.sign_out_everywhere(user_id)
        self._attempts.refund("code", request, email)

    def _register_silently(self, email: str, body: SignUp) -> None:
        try:
            self._register(email, body)
        except IdentityRefused as refusal:
            if refusal.reason is not Reason.TAKEN:
                raise _refused(refusal) from None
            self._letters.already_registered(email, body.language)

    def _register(self, email: str, body: SignUp) -> None:
        try:
            self._identity.sign_up(email, body.password, body.language)
        except IdentityRefused as refusal:
            if (
                refusal.reason is not Reason.TAKEN
                or self._identity.is_confirmed(email) is not False
            ):
                raise
            self._identity.discard_unconfirmed(email)
            self._identity.sign_up(email, body.password, body.language)


def _silently(send: Callable[[], None]) -> None:
    """Have a code sent; a refusal that tells of the address is kept back."""
    try:
        send()
    except IdentityRefused as refusal:
        if refusal.reason not in _SILENT:
            raise _refused(refusal) from None


def _refused(refusal: IdentityRefused, unknown: Reason | None = None) -> Problem:
    """The problem a caller sees; `unknown` stands for what must not be told."""
    reason = unknown if unknown and refusal.reason in _SILENT else refusal.reason
    if reason is Reason.TOO_MANY:
        return TooManyRequests("Too many tries.", int(_COGNITO_PAUSE.total_seconds()))
    return _FIELDS.get(reason) or Unavailable("The sign-in service does not answer.")


_FIELDS: Final[dict[Reason, Invalid]] = {
    Reason.CODE: invalid(
        "/code", "wrong_code", "This code is wrong or no longer valid. Use the newest one."
    ),
    Reason.EXPIRED: invalid(
        "/code", "expired_code", "This code is no longer valid. Have a new one sent."
    ),
    Reason.PASSWORD: invalid(
        "/password", "weak_password", "This password is too easy to guess. Choose a longer one."
    ),
    Reason.ADDRESS: invalid("/email", "email", "This is not an e-mail address we can write to."),
}
