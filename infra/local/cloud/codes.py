"""Makes the codes that local Cognito mails secret, short-lived and really checked."""

from __future__ import annotations

import secrets
import time
from typing import Any

from ministack.services import cognito

from infra.local.cloud import mending

CODE_SECONDS = {"_confirmation_code": 24 * 3600, "_reset_code": 3600}
CHECKED_ACTIONS = {"ConfirmSignUp": "_confirmation_code", "ConfirmForgotPassword": "_reset_code"}


def send_code(
    original: Any, pool: dict[str, Any], username: str, attributes: dict[str, str],
    _code: str, attribute_name: str = "email",
) -> Any:  # fmt: skip
    """Send a code nobody can guess instead of the one that stock always sends."""
    user, _ = cognito._resolve_user(pool, username)
    kind = "_reset_code" if attribute_name == "password" else "_confirmation_code"
    fresh = f"{secrets.randbelow(1_000_000):06d}"
    user[kind] = fresh
    user[kind + "_until"] = time.time() + CODE_SECONDS[kind]
    return original(pool, username, attributes, fresh, attribute_name)


def run_action(original: Any, handler: Any, action: str, data: dict[str, Any]) -> Any:
    """Check the code of a confirmation, which stock does only while it checks signatures."""
    kind = CHECKED_ACTIONS.get(action)
    if kind:
        pool, _ = cognito._pool_for_client(data.get("ClientId"))
        user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
        if user and user.get(kind + "_until", 0) < time.time():
            user.pop(kind, None)
        error = cognito._confirmation_code_error(action, data)
        if error:
            return error
    return original(handler, action, data)


def mend() -> None:
    """Put the stricter codes in place."""
    mending.require(cognito, "_pool_for_client", "_resolve_user", "_confirmation_code_error")
    mending.wrap(cognito, "_send_verification_email", send_code)
    mending.wrap(cognito, "_run_idp_handler", run_action)
