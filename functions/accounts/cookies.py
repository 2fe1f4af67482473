"""The cookies of accounts: all first-party, host-bound and out of reach of scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from functions.accounts.domain import DEVICE_LIFE, LOGIN_LIFE, SESSION_LIFE, SIGN_UP_LIFE
from serenity.exchange import Cookie

SESSION: Final = "__Host-session"
DEVICE: Final = "__Host-device"
LOGIN: Final = "__Host-login"
SIGN_UP: Final = "__Host-sign-up"
_SECRET_CHARACTERS = 43


def session_cookie(secret: str) -> Cookie:
    """The cookie that opens a session."""
    return Cookie(SESSION, secret, int(SESSION_LIFE.total_seconds()))


def device_cookie(secret: str) -> Cookie:
    """The cookie by which a browser is known again after a sign-out."""
    return Cookie(DEVICE, secret, int(DEVICE_LIFE.total_seconds()))


def login_cookie(secret: str) -> Cookie:
    """The cookie that binds a social sign-in to the browser that began it."""
    return Cookie(LOGIN, secret, int(LOGIN_LIFE.total_seconds()))


def sign_up_cookie(secret: str) -> Cookie:
    """The cookie that binds a new account's password to the browser that chose it."""
    return Cookie(SIGN_UP, secret, int(SIGN_UP_LIFE.total_seconds()))


def cleared(*names: str) -> tuple[Cookie, ...]:
    """Cookies that make the browser drop those names."""
    return tuple(Cookie(name, "", 0) for name in names)


def secret_in(cookies: Mapping[str, str], name: str) -> str | None:
    """A secret of ours in a cookie; what was not made by us counts as absent."""
    value = cookies.get(name, "")
    plain = value.replace("-", "a").replace("_", "a")
    return (
        value if len(value) == _SECRET_CHARACTERS and plain.isascii() and plain.isalnum() else None
    )
