"""Browsers in front of a sign-in, and what an attack looks at to know whether it succeeded."""

from __future__ import annotations

import urllib.parse
from typing import Any
from uuid import UUID, uuid4

from functions.accounts import wiring
from functions.accounts.app import app
from functions.accounts.domain import Session
from serenity.http import Hub
from tests.functions.accounts.browser import Browser, callback_of, query_of
from tests.functions.accounts.cloud import SignInCloud

GOOGLE, FACEBOOK = "Google", "Facebook"
LOGIN, SESSION = "__Host-login", "__Host-session"
BEGIN = "/v1/auth/authorize/"


def replaced(address: str, **values: str | None) -> str:
    """The address with other parameters; None leaves one out."""
    parts = urllib.parse.urlsplit(address)
    query = {k: v for k, v in (query_of(address) | values).items() if v is not None}
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


class Scene:
    """A sign-in under attack: the product's own, or one with a planted fault."""

    def __init__(self, cloud: SignInCloud, sign_in: Hub = app) -> None:
        self.cloud = cloud
        self._sign_in = sign_in

    def browser(self) -> Browser:
        """A browser that knows nothing yet."""
        made = Browser(self.cloud)
        made.app = self._sign_in
        return made

    def with_password(self, email: str, *, confirmed: bool = True) -> Browser:
        """A browser that has signed up with an address and a password, through the product."""
        made = Browser(self.cloud)
        if confirmed:
            made.arrive(email)
        else:
            body = {"email": email, "password": "correct horse battery", "language": "fr"}
            assert made.send("POST", "/v1/auth/sign-up", body).status == 202
        return made

    def with_provider(self, email: str, provider: str = GOOGLE) -> Browser:
        """A browser that has signed in with a provider; this must work."""
        made = self.browser()
        self.finish(made, made.social(provider, email))
        assert self.session(made) is not None, "an honest sign-in fails"
        return made

    def begin(self, browser: Browser, provider: str = GOOGLE, **query: str) -> str:
        """Begin a sign-in; answers where the browser is sent."""
        path = f"{BEGIN}{provider}?{urllib.parse.urlencode(query)}"
        begun = browser.send("GET", path)
        assert begun.status == 302, begun.body
        return begun.headers["location"]

    def finish(self, browser: Browser, address: str) -> str:
        """Load a callback; answers where it leads, nowhere when it is refused."""
        return browser.send("GET", callback_of(address)).headers.get("location", "")

    def session(self, browser: Browser) -> Session | None:
        """Whoever is signed in there."""
        return wiring.sessions().admit(browser.cookies.get(SESSION))

    def same_person(self, one: Browser, other: Browser) -> bool:
        """Whether both are signed in, as one and the same."""
        first, second = self.session(one), self.session(other)
        return first is not None and second is not None and first.user_id == second.user_id

    def email(self) -> str:
        """An address of nobody yet."""
        return f"ana.{uuid4().hex[:12]}@example.org"

    def pool(self, operation: str, **arguments: Any) -> Any:
        """What only whoever runs the user pool can do."""
        cognito = self.cloud.client("cognito-idp")
        return getattr(cognito, operation)(UserPoolId=self.cloud.outputs["UserPoolId"], **arguments)

    def pool_name_of(self, user_id: UUID) -> str:
        """The pool's own name of a person."""
        found = self.pool("list_users", Filter=f'sub = "{user_id}"')["Users"]
        return str(found[0]["Username"])
