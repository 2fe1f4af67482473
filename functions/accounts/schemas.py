"""The public contract of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from serenity.localday import LATEST_DAY_END
from serenity.schema import Schema, TimeZone, Versioned

Language = Literal["fr", "en"]
Units = Literal["metric", "imperial"]
Theme = Literal["system", "day", "night"]
Area = Literal["sleep", "food", "sport", "meditation"]


_PLAIN = r"[^@\s\x00-\x1f\x7f]"
Email = Annotated[
    str,
    Field(min_length=3, max_length=254, pattern=rf"^{_PLAIN}+@{_PLAIN}+\.[^@\s.\x00-\x1f\x7f]+$"),
]
Password = Annotated[str, Field(min_length=10, max_length=128)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
DayEnd = Annotated[int, Field(ge=0, le=LATEST_DAY_END, multiple_of=15)]


class SignUp(Schema):
    """A new account by e-mail."""

    email: Email
    password: Password
    language: Language


class Confirmation(Schema):
    """The code that proves an e-mail address."""

    email: Email
    code: Code


class EmailOnly(Schema):
    """An address to send a code to."""

    email: Email


class Credentials(Schema):
    """An e-mail address with its password."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=128)]


class PasswordReset(Schema):
    """A new password, proven by a code."""

    email: Email
    code: Code
    password: Password


class PasswordProof(Schema):
    """The password once more, before something that cannot be undone."""

    password: Annotated[str, Field(min_length=1, max_length=128)]


class CodeSent(Schema):
    """A code is on its way if the address may have one; the answer never tells which."""

    next: Literal["confirm", "reset"]


class AuthorizeQuery(Schema):
    """Where to go after a provider's sign-in."""

    return_to: Annotated[
        str, Field(max_length=200, pattern=r"^/([^/\\\x00-\x1f][^\\\x00-\x1f]*)?$")
    ] = "/"
    reauthenticate: bool = False


class CallbackQuery(Schema):
    """What the sign-in service sends back; more than that is ignored (RFC 6749 §4.1.2)."""

    model_config = ConfigDict(extra="ignore")

    state: Annotated[str, Field(max_length=200)] | None = None
    code: Annotated[str, Field(max_length=2048)] | None = None
    iss: Annotated[str, Field(max_length=200)] | None = None
    error: Annotated[str, Field(max_length=200)] | None = None
    error_description: Annotated[str, Field(max_length=500)] | None = None


class Profile(Versioned):
    """A person as the product knows them."""

    user_id: UUID
    display_name: str | None = None
    email: str | None = None
    language: Language
    units: Units
    theme: Theme
    time_zone: str
    day_end_minutes: DayEnd
    """Minutes after midnight at which the person's day ends."""
    focus: list[Area]
    onboarded: bool
    has_password: bool
    """False for people who sign in with a provider."""
    created_at: datetime


class ProfileChange(Schema):
    """The settings to change; what is left out stays."""

    display_name: Name | None = None
    language: Language | None = None
    units: Units | None = None
    theme: Theme | None = None
    time_zone: TimeZone | None = None
    day_end_minutes: DayEnd | None = None
    focus: Annotated[list[Area], Field(max_length=4)] | None = None
    onboarded: bool | None = None


class SessionState(Schema):
    """Whether this browser is signed in, and what it needs to go on."""

    signed_in: bool
    csrf_token: str | None = None
    user_id: UUID | None = None
    authenticated_at: datetime | None = None
    providers: list[str]
    """Social providers one can sign in with."""


class Session(Schema):
    """One place where the person is signed in."""

    id: str
    device: str
    """Browser and system in words, such as `Firefox on Linux`."""
    current: bool
    created_at: datetime
    last_seen_at: datetime


class Sessions(Schema):
    """The person's sessions, the current one first."""

    items: list[Session]


class Health(Schema):
    """The product is up."""

    status: Literal["ok"]
    version: str
