"""Sign-ins with one fault each, as tutorials show them: an attack must succeed on every one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from functions.accounts import wiring
from functions.accounts.cookies import LOGIN, login_cookie, secret_in
from functions.accounts.domain import LOGIN_LIFE, PendingLogin, Session
from functions.accounts.schemas import AuthorizeQuery, CallbackQuery
from functions.accounts.sessions import Grant, verified
from functions.accounts.social import CALLBACK, SignInFailed, SocialSignIn, challenge
from functions.accounts.store import DynamoLoginStates
from functions.accounts.welcome import Welcome
from serenity.aws import client
from serenity.clock import SystemClock
from serenity.data import Attempt
from serenity.exchange import Cookie, Redirect, RequestInfo
from serenity.http import Hub
from serenity.ids import digest, new_secret
from serenity.schema import Schema
from serenity.settings import settings
from tests.functions.accounts.cloud import SignInCloud
from tests.proofs.proof import Planted
from tests.proofs.social import callbacks, takeovers
from tests.proofs.social.attacks import Attack
from tests.proofs.social.scene import GOOGLE, Scene

# What such a sign-in does not even ask for.
_UNASKED = {
    "state": {"nonce", "code_challenge", "code_challenge_method"},
    "pkce": {"nonce", "code_challenge", "code_challenge_method"},
    "nonce": {"nonce"},
}


class Tutorial(SocialSignIn):
    """Planted: checks everything but what it lacks; its secrets follow from the state alone."""

    def __init__(self, lacks: str, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._lacks = lacks
        self._unasked = _UNASKED.get(lacks, set())

    def begin(self, provider: str, query: AuthorizeQuery, request: RequestInfo) -> Redirect:
        """Send the browser to the provider."""
        browser, state = secret_in(request.cookies, LOGIN) or new_secret(), new_secret()
        now = self._clock.now()
        login = PendingLogin(digest(browser), provider, query.return_to, now)
        self._states.keep(digest(state), login, now + LOGIN_LIFE)
        address = {
            "identity_provider": provider,
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._public_url + CALLBACK,
            "scope": "openid email profile",
            "state": state,
            "nonce": _of(state, "nonce"),
            "code_challenge": challenge(_of(state, "pkce")),
            "code_challenge_method": "S256",
        }
        asked = {name: value for name, value in address.items() if name not in self._unasked}
        location = f"{self._sign_in_url}/oauth2/authorize?{urlencode(asked)}"
        return Redirect(location, (login_cookie(browser),))

    def _finish(self, query: CallbackQuery, request: RequestInfo) -> Redirect:
        state, browser = query.state or "", secret_in(request.cookies, LOGIN) or ""
        login = self._states.take(digest(state), digest(browser), self._clock.now())
        if self._lacks == "state":
            login = PendingLogin(digest(browser), GOOGLE, "/", self._clock.now())
        if login is None or query.code is None:
            raise SignInFailed("expired")
        verifier = "" if "code_challenge" in self._unasked else _of(state, "pkce")
        tokens = self._identity.exchange(query.code, verifier, self._public_url + CALLBACK)
        nonce = None if "nonce" in self._unasked else _of(state, "nonce")
        grant = verified(self._verifier, tokens, nonce)
        if self._lacks != "provider" and grant.identity.provider != login.provider:
            raise SignInFailed("refused")
        _, cookies = self._welcome.admit(grant, request, Attempt())
        return Redirect(self._public_url + login.return_to, cookies)


def _of(state: str, purpose: str) -> str:
    return hashlib.sha256(f"{purpose}|{state}".encode()).hexdigest()


class AnyBrowser(DynamoLoginStates):
    """Planted: a state counts in every browser."""

    def take(self, state: str, _browser_hash: str, now: datetime) -> PendingLogin | None:
        """The pending sign-in, whoever asks."""
        item = self._table.get(f"login#{state}")
        return super().take(state, item["browser_hash"], now) if item else None


class AnyAge(DynamoLoginStates):
    """Planted: trusts that the table has deleted what has expired."""

    def take(self, state: str, browser_hash: str, _now: datetime) -> PendingLogin | None:
        """The pending sign-in, however old."""
        return super().take(state, browser_hash, datetime.fromtimestamp(0, UTC))


class AnyTimes(DynamoLoginStates):
    """Planted: a state stays after its use."""

    def take(self, state: str, browser_hash: str, now: datetime) -> PendingLogin | None:
        """The pending sign-in, once more."""
        login = super().take(state, browser_hash, now)
        if login is not None:
            self.keep(state, login, now + LOGIN_LIFE)
        return login


class JoinsByAddress(Welcome):
    """Planted: whoever has the address is the person."""

    def admit(
        self, grant: Grant, request: RequestInfo, attempt: Attempt
    ) -> tuple[Session, tuple[Cookie, ...]]:
        """Open a session for the oldest account of the address."""
        whose = f'email = "{grant.identity.email}"'
        pool = settings().user_pool_id
        found = client("cognito-idp").list_users(UserPoolId=pool, Filter=whose)["Users"]
        oldest = min(found, key=lambda user: user["UserCreateDate"])
        sub = next(each["Value"] for each in oldest["Attributes"] if each["Name"] == "sub")
        joined = replace(grant.access, user_id=UUID(sub))
        return super().admit(replace(grant, access=joined), request, attempt)


class AnyTarget(Schema):
    """Planted: return to wherever the address says."""

    return_to: str = "/"
    reauthenticate: bool = False


def social(lacks: str = "", states: Any = None, welcome: Welcome | None = None) -> SocialSignIn:
    """A sign-in over the real parts, but for what is given."""
    found = settings()
    return Tutorial(
        lacks,
        wiring.identity(),
        wiring.verifier(),
        wiring.sessions(),
        wiring.farewell(),
        states or wiring.login_states(),
        wiring.attempts(),
        welcome or wiring.welcome(),
        SystemClock(),
        providers=wiring.providers(),
        client_id=found.web_client_id,
        issuer=found.cognito_issuer,
        sign_in_url=found.cognito_public_url,
        public_url=found.public_url,
    )


def hub_of(sign_in: SocialSignIn) -> Hub:
    """The two routes of a sign-in, without a check of where it leads."""
    made = Hub("accounts")

    @made.endpoint("GET", "/v1/auth/authorize/{provider}", policy="public")
    def authorize(provider: str, query: AnyTarget, request: RequestInfo) -> Redirect:
        """Begin."""
        asked = AuthorizeQuery.model_construct(return_to=query.return_to, reauthenticate=False)
        return sign_in.begin(provider, asked, request)

    @made.endpoint("GET", "/v1/auth/callback", policy="public")
    def callback(query: CallbackQuery, request: RequestInfo) -> Redirect:
        """Finish."""
        return sign_in.finish(query, request)

    return made


@dataclass(frozen=True)
class Fault:
    """A faulty sign-in, and the attack that must succeed on it."""

    name: str
    sign_in: SocialSignIn
    attack: Attack


def faults() -> tuple[Fault, ...]:
    """Every planted fault."""
    table = settings().login_states_table
    joining = JoinsByAddress(wiring.sessions(), wiring.revocations(), wiring.service())
    return (
        Fault("state ignored", social("state"), callbacks.callback_elsewhere),
        Fault(
            "state of any browser", social(states=AnyBrowser(table)), callbacks.callback_elsewhere
        ),
        Fault("state of any age", social(states=AnyAge(table)), callbacks.expired_state),
        Fault("state of many uses", social(states=AnyTimes(table)), callbacks.state_used_twice),
        Fault("any issuer", social(), callbacks.foreign_issuer),
        Fault("no nonce", social("nonce"), callbacks.another_nonce),
        Fault("no PKCE", social("pkce"), callbacks.stolen_code),
        Fault("any provider", social("provider"), callbacks.answer_of_another_provider),
        Fault("accounts joined by address", social(welcome=joining), takeovers.pre_hijack),
        Fault("any return address", social(), takeovers.open_redirect),
    )


def plant(cloud: SignInCloud) -> Iterator[Planted]:
    """Every fault, as the attacks see it."""
    for fault in faults():
        scene = Scene(cloud, hub_of(fault.sign_in))
        scene.with_provider(scene.email())  # an honest sign-in works all the same
        yield Planted(fault.name, fault.attack(scene))
