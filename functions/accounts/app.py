"""Routes of accounts: sign-in, sessions, profile, and the end of an account."""

from __future__ import annotations

from typing import Any

from functions.accounts import wiring
from functions.accounts.schemas import (
    AuthorizeQuery,
    CallbackQuery,
    CodeSent,
    Confirmation,
    Credentials,
    EmailOnly,
    Health,
    PasswordProof,
    PasswordReset,
    Profile,
    ProfileChange,
    Sessions,
    SessionState,
    SignUp,
)
from serenity.auth import Principal
from serenity.data import Attempt, Reader, Unit
from serenity.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from serenity.exchange import Redirect, Replied, RequestInfo
from serenity.http import Hub, IfMatch, Recorded
from serenity.telemetry import invocation

app = Hub("accounts", database=wiring.database, records=wiring.records)
# Nobody is signed in yet, but everybody says their address.
BY_EMAIL = Recorded(by="email")


@app.endpoint("GET", "/v1/health", policy="public", problems=(Unavailable,))
def health() -> Health:
    """Tell whether the product is up, database included, and its version."""
    return wiring.service().health()


@app.endpoint("GET", "/v1/session", policy="public")
def get_session(request: RequestInfo) -> Replied[SessionState]:
    """Tell whether this browser is signed in; answers its CSRF token."""
    return wiring.signin().state(request)


@app.endpoint(
    "POST",
    "/v1/auth/sign-up",
    policy="public",
    status=202,
    problems=(TooManyRequests,),
    once=BY_EMAIL,
)
def sign_up(body: SignUp, request: RequestInfo, attempt: Attempt) -> Replied[CodeSent]:
    """Create an account by e-mail; a code arrives there."""
    return wiring.registration().sign_up(body, request, attempt)


@app.endpoint(
    "POST",
    "/v1/auth/confirm",
    policy="public",
    status=204,
    problems=(Conflict, TooManyRequests),
    once=BY_EMAIL,
)
def confirm(body: Confirmation, request: RequestInfo, attempt: Attempt) -> None:
    """Prove the e-mail address with the code that arrived there."""
    wiring.registration().confirm(body, request, attempt)


@app.endpoint(
    "POST",
    "/v1/auth/resend",
    policy="public",
    status=202,
    problems=(TooManyRequests,),
    once=BY_EMAIL,
)
def resend_code(body: EmailOnly, request: RequestInfo) -> CodeSent:
    """Send the confirmation code again."""
    return wiring.registration().resend(body, request)


@app.endpoint(
    "POST",
    "/v1/auth/forgot",
    policy="public",
    status=202,
    problems=(TooManyRequests,),
    once=BY_EMAIL,
)
def forgot_password(body: EmailOnly, request: RequestInfo) -> CodeSent:
    """Send a code with which the password can be set anew."""
    return wiring.registration().forgot(body, request)


@app.endpoint(
    "POST",
    "/v1/auth/reset",
    policy="public",
    status=204,
    problems=(TooManyRequests,),
    once=BY_EMAIL,
)
def reset_password(body: PasswordReset, request: RequestInfo, attempt: Attempt) -> None:
    """Set a new password; every session of the person ends."""
    wiring.registration().reset(body, request, attempt)


@app.endpoint(
    "POST",
    "/v1/auth/sign-in",
    policy="public",
    problems=(Unauthorized, Forbidden, TooManyRequests),
    once=BY_EMAIL,
)
def sign_in(body: Credentials, request: RequestInfo, attempt: Attempt) -> Replied[SessionState]:
    """Sign in by e-mail and password; sets the session cookie."""
    return wiring.signin().sign_in(body, request, attempt)


@app.endpoint("GET", "/v1/auth/authorize/{provider}", policy="public", problems=(NotFound,))
def authorize(provider: str, query: AuthorizeQuery, request: RequestInfo) -> Redirect:
    """Begin a sign-in with a social provider: code flow with PKCE (RFC 7636), state and nonce."""
    return wiring.social().begin(provider, query, request)


@app.endpoint("GET", "/v1/auth/callback", policy="public")
def callback(query: CallbackQuery, request: RequestInfo) -> Redirect:
    """Finish a sign-in with a social provider and return to the web client."""
    return wiring.social().finish(query, request)


@app.endpoint("POST", "/v1/auth/sign-out", policy="user", status=204, once=Recorded())
def sign_out(caller: Principal, request: RequestInfo) -> Replied[None]:
    """End this session."""
    return wiring.signin().sign_out(caller, request)


@app.endpoint(
    "POST",
    "/v1/auth/reauthenticate",
    policy="user",
    status=204,
    problems=(Forbidden, Conflict, TooManyRequests),
    once=Recorded(),
)
def reauthenticate(caller: Principal, body: PasswordProof, request: RequestInfo) -> None:
    """Prove with the password that it is still you; lasts five minutes."""
    wiring.signin().reauthenticate(caller, body, request)


@app.endpoint("GET", "/v1/sessions", policy="user")
def list_sessions(caller: Principal) -> Sessions:
    """List the places where you are signed in."""
    return wiring.signin().list_sessions(caller)


@app.endpoint(
    "DELETE",
    "/v1/sessions/{session_id}",
    policy="owner-of",
    status=204,
    problems=(NotFound,),
    once=Recorded(),
)
def end_session(caller: Principal, session_id: str, attempt: Attempt) -> None:
    """End one of your sessions."""
    wiring.signin().end_session(caller, session_id, attempt)


@app.endpoint("POST", "/v1/sessions/end-others", policy="user", status=204, once=Recorded())
def end_other_sessions(caller: Principal) -> None:
    """End every session of yours but this one."""
    wiring.signin().end_others(caller)


@app.endpoint("GET", "/v1/me", policy="user", problems=(NotFound,))
def get_profile(reader: Reader) -> Profile:
    """Your profile."""
    return wiring.service().profile(reader)


@app.endpoint("PATCH", "/v1/me", policy="user", problems=(NotFound, PreconditionFailed))
def change_profile(unit: Unit, body: ProfileChange, version: IfMatch) -> Profile:
    """Change your profile."""
    return wiring.service().change(unit, body, version)


@app.endpoint("DELETE", "/v1/me", policy="user", status=202, problems=(Forbidden,), once=Recorded())
def delete_account(caller: Principal) -> Replied[None]:
    """Delete your account: rows, sign-in and sockets; needs a fresh proof that it is you."""
    return wiring.signin().delete_account(caller)


@invocation()
def erase(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Last step of the erasure workflow: profile, sign-in, sessions and the data key."""
    return wiring.erasure().erase(event["user_id"])
