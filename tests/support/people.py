"""People of a deployed product, with every kind of credential they may come to hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt

from infra.local.deployed import Deployed
from serenity.ids import digest
from tests.support import mailbox
from tests.support.door import Answer, Door

PASSWORD = "a calm path in the hills"


@dataclass(frozen=True)
class Browser:
    """A signed-in browser: the secrets of its session and its device, and its CSRF token."""

    session: str
    device: str
    csrf: str

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return f"__Host-session={self.session}; __Host-device={self.device}"

    @property
    def headers(self) -> dict[str, str]:
        """What the web client sends with every request."""
        return {"Cookie": self.cookie, "X-CSRF-Token": self.csrf}


@dataclass(frozen=True)
class Phone:
    """The tokens a phone holds."""

    access: str
    identity: str
    refresh: str

    @property
    def headers(self) -> dict[str, str]:
        """What the phone sends with every request."""
        return bearer(self.access)


@dataclass(frozen=True)
class Person:
    """Someone with an account, a browser and a phone."""

    user_id: str
    email: str
    browser: Browser
    phone: Phone


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


class People:
    """Makes accounts in the user pool, and signs them in through the product."""

    def __init__(self, deployed: Deployed, door: Door) -> None:
        self.deployed = deployed
        self.door = door
        self.pool: str = deployed.outputs["UserPoolId"]
        self.client: str = deployed.outputs["WebClientId"]
        self._cognito = deployed.client("cognito-idp")

    def born(self, roles: Iterable[str] = ()) -> Person:
        """A new person, member of these groups, signed in once in a browser and on a phone."""
        email = self.enrol(self.pool)
        for role in roles:
            self._cognito.admin_add_user_to_group(
                UserPoolId=self.pool, Username=email, GroupName=role
            )
        browser, user_id = self._sign_in(email, {})
        return Person(user_id, email, browser, self.phone(email))

    def enrol(self, pool: str) -> str:
        """A confirmed account of a pool; answers its address."""
        email = f"{uuid4().hex[:12]}@example.org"
        attributes = {"email": email, "email_verified": "true"}
        self._cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": k, "Value": v} for k, v in attributes.items()],
        )
        self._cognito.admin_set_user_password(
            UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True
        )
        return email

    def another_browser(self, person: Person, *, known: bool = True) -> Browser:
        """The person signs in again; in a browser that is not known, they are told of it."""
        device = {"Cookie": f"__Host-device={person.browser.device}"} if known else {}
        return self._sign_in(person.email, device)[0]

    def phone(self, email: str, pool: str = "", client: str = "") -> Phone:
        """A phone signs in with the pool itself."""
        found = self._cognito.admin_initiate_auth(
            UserPoolId=pool or self.pool,
            ClientId=client or self.client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        return Phone(found["AccessToken"], found["IdToken"], found["RefreshToken"])

    def foreign_phone(self) -> Phone:
        """A phone signed in with another pool of the same cloud."""
        kinds = ("Uppercase", "Lowercase", "Numbers", "Symbols")
        lenient = {"MinimumLength": 10, **dict.fromkeys((f"Require{k}" for k in kinds), False)}
        made = self._cognito.create_user_pool(
            PoolName="foreign",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            Policies={"PasswordPolicy": lenient},
        )
        pool = made["UserPool"]["Id"]
        return self.phone(self.enrol(pool), pool, self._new_client(pool))

    def phone_of_another_app(self, person: Person) -> Phone:
        """The same person, signed in with the same pool for another app client."""
        return self.phone(person.email, client=self._new_client(self.pool))

    def aged(self, token: str, seconds: int) -> str:
        """The token as the pool would have signed it so long ago; the local pool keeps its key."""
        claims = jwt.decode(token, options={"verify_signature": False})
        for name in ("iat", "exp", "auth_time"):
            claims[name] -= seconds
        folder = self.deployed.stack.home / "cloud" / "cognito-pool-keys"
        key = (folder / f"{self.pool}-access.pem").read_text()
        header = {"kid": jwt.get_unverified_header(token)["kid"]}
        return jwt.encode(claims, key, algorithm="RS256", headers=header)

    def let_expire(self, browser: Browser) -> None:
        """Let a session be over since a moment."""
        self.deployed.client("dynamodb").update_item(
            TableName=self.deployed.outputs["SessionsTable"],
            Key={"session_hash": {"S": digest(browser.session)}},
            UpdateExpression="SET expires_at = :past",
            ExpressionAttributeValues={":past": {"N": "1000000000"}},
        )

    def code_for(self, email: str) -> str:
        """The newest code mailed to an address."""
        return mailbox.code_for(self.deployed.stack.cloud_url, email)

    def _new_client(self, pool: str) -> str:
        made = self._cognito.create_user_pool_client(
            UserPoolId=pool,
            ClientName="another",
            ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )
        return str(made["UserPoolClient"]["ClientId"])

    def _sign_in(self, email: str, headers: dict[str, str]) -> tuple[Browser, str]:
        body = {"email": email, "password": PASSWORD}
        found = self.door.send("POST", "/v1/auth/sign-in", body, headers)
        assert found.status == 200, f"signing in answers {found.status} {found.kind}"
        cookies = _cookies(found)
        browser = Browser(
            cookies["__Host-session"], cookies["__Host-device"], found.body["csrf_token"]
        )
        return browser, found.body["user_id"]


def _cookies(answer: Answer) -> dict[str, str]:
    pairs: list[Any] = [each.split(";")[0].partition("=") for each in answer.headers["set-cookie"]]
    return {name: value for name, _, value in pairs}
