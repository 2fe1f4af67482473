"""Composition root of accounts: builds its parts from settings, on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from serenity.clock import SystemClock
from serenity.settings import settings

if TYPE_CHECKING:
    from functions.accounts.attempts import Attempts
    from functions.accounts.cognito import Cognito
    from functions.accounts.erasure import Erasure
    from functions.accounts.farewell import Farewell
    from functions.accounts.gatekeeper import Gatekeeper
    from functions.accounts.registration import Registration
    from functions.accounts.service import AccountsService
    from functions.accounts.sessions import Sessions
    from functions.accounts.signin import SignIn
    from functions.accounts.social import SocialSignIn
    from functions.accounts.store import DynamoLoginStates, DynamoRevocations
    from functions.accounts.welcome import Welcome
    from serenity.data import Database
    from serenity.idempotency import DynamoRecords
    from serenity.tokens import TokenVerifier
    from serenity.vault import Vault

_CLOCK = SystemClock()


def database() -> Database:
    """The database, as the role of this domain."""
    from serenity_sql import database as connect

    return connect()


@lru_cache(maxsize=1)
def records() -> DynamoRecords:
    """Answers to repeated requests."""
    from serenity.idempotency import DynamoRecords

    return DynamoRecords(settings().require("idempotency_table"), _CLOCK)


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The vault; built here too, for the authorizer has no database layer."""
    from serenity.vault import KmsKeyStore, Vault

    found = settings()
    return Vault(KmsKeyStore(found.require("data_keys_table"), found.require("data_key_id")))


@lru_cache(maxsize=1)
def verifier() -> TokenVerifier:
    """The verifier of this pool's tokens; its keys stay cached as long as the process."""
    from serenity.keyset import KeySet
    from serenity.tokens import TokenVerifier

    found = settings()
    keys = KeySet(found.require("cognito_jwks_url"))
    clients = frozenset({found.require("web_client_id")})
    return TokenVerifier(keys, found.require("cognito_issuer"), clients)


@lru_cache(maxsize=1)
def identity() -> Cognito:
    """The identity provider."""
    from functions.accounts.cognito import Cognito

    found = settings()
    return Cognito(
        found.require("user_pool_id"), found.require("web_client_id"), found.cognito_token_url
    )


@lru_cache(maxsize=1)
def revocations() -> DynamoRevocations:
    """From when on people's sessions and tokens count."""
    from functions.accounts.store import DynamoRevocations

    return DynamoRevocations(settings().require("revocations_table"))


@lru_cache(maxsize=1)
def login_states() -> DynamoLoginStates:
    """Pending sign-ins and counters."""
    from functions.accounts.store import DynamoLoginStates

    return DynamoLoginStates(settings().require("login_states_table"))


@lru_cache(maxsize=1)
def sessions() -> Sessions:
    """Sessions of browsers."""
    from functions.accounts.sessions import Sessions
    from functions.accounts.store import DynamoSessions

    store = DynamoSessions(settings().require("sessions_table"))
    return Sessions(store, revocations(), identity(), verifier(), vault(), _CLOCK)


@lru_cache(maxsize=1)
def gatekeeper() -> Gatekeeper:
    """Who may pass."""
    from functions.accounts.gatekeeper import Gatekeeper

    return Gatekeeper(sessions(), verifier(), revocations())


@lru_cache(maxsize=1)
def service() -> AccountsService:
    """The profile."""
    from functions.accounts.profiles import SqlProfiles
    from functions.accounts.service import AccountsService

    return AccountsService(database(), SqlProfiles(), vault(), settings().app_version)


@lru_cache(maxsize=1)
def attempts() -> Attempts:
    """The counters of tries."""
    from functions.accounts.attempts import Attempts

    return Attempts(login_states(), _CLOCK, settings().origin_secret)


@lru_cache(maxsize=1)
def welcome() -> Welcome:
    """The end of every sign-in."""
    from functions.accounts.welcome import Welcome

    return Welcome(sessions(), revocations(), service())


@lru_cache(maxsize=1)
def farewell() -> Farewell:
    """The end of sessions."""
    from functions.accounts.farewell import Farewell

    return Farewell(sessions(), service())


@lru_cache(maxsize=1)
def registration() -> Registration:
    """Sign-up, confirmation, forgotten passwords."""
    from functions.accounts.letters import Letters
    from functions.accounts.pace import Pace
    from functions.accounts.registration import Registration

    found = settings()
    return Registration(
        identity(),
        login_states(),
        attempts(),
        farewell(),
        Letters(found.mail_from, found.public_url),
        revocations(),
        _CLOCK,
        Pace(float(found.silent_seconds)),
    )


@lru_cache(maxsize=1)
def signin() -> SignIn:
    """Sign-in by password, and sessions."""
    from functions.accounts.signin import SignIn
    from functions.accounts.workflow import ErasureWorkflow

    return SignIn(
        identity(),
        verifier(),
        sessions(),
        farewell(),
        revocations(),
        attempts(),
        welcome(),
        ErasureWorkflow(settings().require("erasure_state_machine_arn")),
        providers(),
        _CLOCK,
    )


@lru_cache(maxsize=1)
def social() -> SocialSignIn:
    """Sign-in by a social provider."""
    from functions.accounts.social import SocialSignIn

    found = settings()
    return SocialSignIn(
        identity(),
        verifier(),
        sessions(),
        farewell(),
        login_states(),
        attempts(),
        welcome(),
        _CLOCK,
        providers=providers(),
        client_id=found.require("web_client_id"),
        issuer=found.require("cognito_issuer"),
        sign_in_url=found.require("cognito_public_url"),
        public_url=found.require("public_url"),
    )


@lru_cache(maxsize=1)
def erasure() -> Erasure:
    """The last step of an erasure."""
    from functions.accounts.erasure import Erasure
    from functions.accounts.profiles import SqlProfiles

    return Erasure(
        database(), SqlProfiles(), sessions(), revocations(), identity(), vault(), _CLOCK
    )


def providers() -> tuple[str, ...]:
    """The social providers this deployment offers, by the names Cognito knows."""
    names = settings().social_providers.split(",")
    return tuple(name.strip() for name in names if name.strip())
