"""The identity provider of the product: one Cognito user pool, spoken to by its own API."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from functions.accounts.domain import IdentityRefused, Reason, Tokens
from serenity.errors import Unavailable

TOKEN_SECONDS: Final = 5
_REASONS: Final = {
    "UsernameExistsException": Reason.TAKEN,
    "AliasExistsException": Reason.TAKEN,
    "NotAuthorizedException": Reason.CREDENTIALS,
    "UserNotFoundException": Reason.CREDENTIALS,
    "UserNotConfirmedException": Reason.UNCONFIRMED,
    "PasswordResetRequiredException": Reason.RESET_REQUIRED,
    "CodeMismatchException": Reason.CODE,
    "ExpiredCodeException": Reason.EXPIRED,
    "InvalidPasswordException": Reason.PASSWORD,
    "InvalidParameterException": Reason.ADDRESS,
    "UserLambdaValidationException": Reason.ADDRESS,
    "RefreshTokenReuseException": Reason.GRANT,
    "UnauthorizedException": Reason.GRANT,
    "TooManyFailedAttemptsException": Reason.TOO_MANY,
    "LimitExceededException": Reason.TOO_MANY,
    "TooManyRequestsException": Reason.TOO_MANY,
}
_UNCONFIRMED: Final = "UNCONFIRMED"
# These use up a code. The SDK must not send them again unheard: the code would be called wrong.
_SENT_ONCE: Final = frozenset({"confirm_sign_up", "confirm_forgot_password"})


class Cognito:
    """The `IdentityProvider` over one pool and one app client without a secret."""

    def __init__(self, pool_id: str, client_id: str, token_url: str = "") -> None:
        self._pool_id = pool_id
        self._client_id = client_id
        self._token_url = token_url

    def sign_up(self, email: str, password: str, language: str) -> None:
        """Create an unconfirmed account; Cognito sends a code to the address."""
        attributes = [{"Name": "email", "Value": email}, {"Name": "locale", "Value": language}]
        self._for_client("sign_up", Username=email, Password=password, UserAttributes=attributes)

    def is_confirmed(self, email: str) -> bool | None:
        """Whether the address was confirmed by its owner; None if there is no such account."""
        try:
            user = self._in_pool("admin_get_user", Username=email)
        except IdentityRefused:
            return None
        return bool(user["UserStatus"] != _UNCONFIRMED)

    def discard_unconfirmed(self, email: str) -> None:
        """Drop such an account, so that its password and codes count no more."""
        if self.is_confirmed(email) is False:
            with suppress(IdentityRefused):
                self._in_pool("admin_delete_user", Username=email)

    def resend(self, email: str) -> None:
        """Send the confirmation code again."""
        self._for_client("resend_confirmation_code", Username=email)

    def confirm(self, email: str, code: str) -> None:
        """Confirm the account with its code."""
        self._for_client("confirm_sign_up", Username=email, ConfirmationCode=code)

    def forgot(self, email: str) -> None:
        """Send a code that allows a new password."""
        self._for_client("forgot_password", Username=email)

    def reset(self, email: str, code: str, password: str) -> UUID | None:
        """Set the new password; answers whose it is."""
        self._for_client(
            "confirm_forgot_password", Username=email, ConfirmationCode=code, Password=password
        )
        return self._subject(email)

    def owner(self, email: str, password: str) -> UUID | None:
        """Whose account opens with that password; None if nobody's."""
        try:
            self.sign_in(email, password)
        except IdentityRefused:
            return None
        return self._subject(email)

    def sign_in(self, username: str, password: str) -> Tokens:
        """Tokens for a user name (address or person's id) and its password."""
        answer = self._in_pool(
            "admin_initiate_auth",
            ClientId=self._client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        result = answer.get("AuthenticationResult")
        if result is None:
            # A challenge (a temporary password) is answered by setting a password of one's own.
            raise IdentityRefused(Reason.RESET_REQUIRED)
        return Tokens(result["AccessToken"], result["IdToken"], result["RefreshToken"])

    def renew(self, refresh_token: str) -> Tokens:
        """New tokens for a refresh token; with rotation on, a new refresh token too."""
        answer = self._for_client("get_tokens_from_refresh_token", RefreshToken=refresh_token)
        result = answer["AuthenticationResult"]
        return Tokens(result["AccessToken"], result["IdToken"], result.get("RefreshToken"))

    def revoke(self, refresh_token: str) -> None:
        """End a refresh token and what came of it."""
        self._for_client("revoke_token", Token=refresh_token)

    def sign_out_everywhere(self, user_id: UUID) -> None:
        """End every refresh token of a person."""
        for name in self._names(user_id):
            self._in_pool("admin_user_global_sign_out", Username=name)

    def forget(self, user_id: UUID) -> None:
        """Delete the person's sign-in; one that is gone counts as deleted."""
        for name in self._names(user_id):
            try:
                self._in_pool("admin_delete_user", Username=name)
            except IdentityRefused as refusal:
                if refusal.reason is not Reason.CREDENTIALS:
                    raise

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Tokens for an authorization code (RFC 6749 §4.1.3, RFC 7636)."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        answer = post_form(self._token_url, form)
        try:
            return Tokens(answer["access_token"], answer["id_token"], answer["refresh_token"])
        except KeyError:
            raise IdentityRefused(Reason.GRANT) from None

    def _subject(self, email: str) -> UUID | None:
        attributes = self._in_pool("admin_get_user", Username=email)["UserAttributes"]
        subject = next((a["Value"] for a in attributes if a["Name"] == "sub"), None)
        return UUID(subject) if subject else None

    def _names(self, user_id: UUID) -> list[str]:
        """The pool's user names of a person; those of social accounts are not the person's id."""
        found = self._in_pool("list_users", Filter=f'sub = "{user_id}"', AttributesToGet=["sub"])
        return [user["Username"] for user in found["Users"]]

    def _for_client(self, operation: str, **arguments: Any) -> Any:
        return _call(operation, ClientId=self._client_id, **arguments)

    def _in_pool(self, operation: str, **arguments: Any) -> Any:
        return _call(operation, UserPoolId=self._pool_id, **arguments)


def _call(operation: str, **arguments: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    from serenity.aws import client

    try:
        cognito = (
            client("cognito-idp", tries=1) if operation in _SENT_ONCE else client("cognito-idp")
        )
        return getattr(cognito, operation)(**arguments)
    except ParamValidationError:
        raise IdentityRefused(Reason.ADDRESS) from None
    except ClientError as error:
        raise _refusal(error) from error
    except BotoCoreError as error:
        raise Unavailable("The sign-in service does not answer.") from error


def _refusal(error: Any) -> Exception:
    found = error.response["Error"]
    reason = _REASONS.get(found["Code"])
    if reason is None:
        return Unavailable("The sign-in service does not answer.")
    if reason is Reason.CREDENTIALS and "attempts exceeded" in found.get("Message", "").lower():
        return IdentityRefused(Reason.TOO_MANY)
    return IdentityRefused(reason)


def post_form(url: str, form: dict[str, str]) -> dict[str, Any]:
    """Post a form to the token endpoint named in the settings and read its JSON answer.

    Raises:
        IdentityRefused: when the endpoint answers with an OAuth error.
        Unavailable: when it does not answer, or not in JSON.
    """
    from urllib.error import HTTPError  # off the cold start
    from urllib.request import Request, urlopen

    if not url.startswith(("https://", "http://")):
        raise RuntimeError("COGNITO_TOKEN_URL is not an HTTP address")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    request = Request(url, urlencode(form).encode(), headers)  # noqa: S310 (checked above)
    try:
        with urlopen(request, timeout=TOKEN_SECONDS) as answer:  # noqa: S310 (checked above)
            document = json.loads(answer.read(64 * 1024))
    except HTTPError as error:
        if 400 <= error.code < 500:
            raise IdentityRefused(Reason.GRANT) from None
        raise Unavailable("The sign-in service does not answer.") from error
    except (OSError, ValueError) as error:
        raise Unavailable("The sign-in service does not answer.") from error
    if not isinstance(document, dict):
        raise Unavailable("The sign-in service does not answer.")
    return document
