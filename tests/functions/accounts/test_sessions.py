"""Sessions: kept alive by use, renewed by one request, ended for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from functions.accounts.domain import (
    OUTAGE_GRACE,
    SESSION_LIFE,
    IdentityRefused,
    Reason,
    Session,
    Tokens,
)
from functions.accounts.farewell import Farewell
from functions.accounts.sessions import Grant, Sessions, verified
from functions.accounts.store import DynamoRevocations, DynamoSessions
from serenity.data import Attempt
from serenity.errors import Unavailable
from serenity.keyset import KeySet
from serenity.tokens import TokenRefused, TokenVerifier
from serenity.vault import Vault
from tests.functions.accounts.cloud import SignInCloud
from tests.support.clock import SetClock
from tests.support.keys import MemoryKeyStore
from tests.support.tokens import CLIENT, ISSUER, Issuer


class Provider:
    """Renews and revokes as told; counts."""

    def __init__(self, issuer: Issuer, person: UUID) -> None:
        self._issuer = issuer
        self.person = person
        self.renewals = 0
        self.revoked: list[str] = []
        self.failure: Exception | None = None
        self.groups: list[str] = []
        self.rotated: str | None = None
        self.before: Callable[[], None] = lambda: None

    def renew(self, refresh_token: str) -> Tokens:
        assert refresh_token.startswith("refresh-")
        self.renewals += 1
        self.before()
        if self.failure is not None:
            raise self.failure
        access = self._issuer.access(sub=str(self.person), **{"cognito:groups": self.groups})
        return Tokens(access, "", self.rotated)

    def revoke(self, refresh_token: str) -> None:
        self.revoked.append(refresh_token)


class World:
    """Everything around the sessions, with the real tables."""

    def __init__(self, cloud: SignInCloud) -> None:
        names = cloud.environment()
        self.issuer = Issuer()
        self.person = uuid4()
        self.provider = Provider(self.issuer, self.person)
        self.clock = SetClock(datetime.now(UTC).replace(microsecond=0))
        self.store = DynamoSessions(names["SESSIONS_TABLE"])
        self.revocations = DynamoRevocations(names["REVOCATIONS_TABLE"])
        self.vault = Vault(MemoryKeyStore())
        keys = KeySet("https://pool", self.issuer.fetch)
        self.verifier = TokenVerifier(keys, ISSUER, frozenset({CLIENT}))
        self.pauses = 0
        self.sessions = Sessions(
            self.store,
            self.revocations,
            self.provider,  # type: ignore[arg-type]
            self.verifier,
            self.vault,
            self.clock,
            self._pause,
        )

    def grant(self) -> Grant:
        tokens = Tokens(
            self.issuer.access(sub=str(self.person)),
            self.issuer.identity(sub=str(self.person)),
            "refresh-1",
        )
        return verified(self.verifier, tokens)

    def open(self) -> tuple[str, Session]:
        return self.sessions.open(self.grant(), "Firefox on Linux", Attempt())

    def _pause(self, _seconds: float) -> None:
        self.pauses += 1


@pytest.fixture
def world(product: SignInCloud) -> World:
    return World(product)


def test_only_the_hash_of_the_secret_is_kept(world: World) -> None:
    secret, session = world.open()
    assert len(secret) == 43
    assert secret not in repr(session)
    assert world.store.get(secret) is None
    stored = world.store.get(session.session_hash)
    assert stored == session
    assert b"refresh-1" not in session.refresh_token
    opened = world.vault.open(world.person, "sessions.tokens", session.refresh_token)
    assert opened == "refresh-1"


def test_a_session_lives_thirty_days_from_its_last_use(world: World) -> None:
    secret, _ = world.open()
    for _ in range(3):
        world.clock.advance(SESSION_LIFE - timedelta(minutes=1))
        assert world.sessions.admit(secret) is not None
    world.clock.advance(SESSION_LIFE)
    assert world.sessions.admit(secret) is None


def test_its_last_use_is_written_every_few_minutes_only(world: World) -> None:
    secret, session = world.open()
    for minutes, written in ((1, 0), (3, 0), (2, 6), (1, 6)):
        world.clock.advance(timedelta(minutes=minutes))
        world.sessions.admit(secret)
        stored = world.store.get(session.session_hash)
        assert stored is not None
        assert stored.last_seen_at == session.last_seen_at + timedelta(minutes=written)


def test_an_ended_session_does_not_come_back_by_its_last_use(world: World) -> None:
    _, session = world.open()
    world.sessions.end(session)
    world.store.saw(session.session_hash, world.clock.now(), world.clock.now() + SESSION_LIFE)
    world.store.renewed(session.session_hash, b"x", world.clock.now(), frozenset())
    assert not world.store.proved(session.session_hash, world.clock.now())
    assert not world.store.take_turn(session.session_hash, world.clock.now(), world.clock.now())
    assert world.store.get(session.session_hash) is None
    assert world.provider.revoked == ["refresh-1"]


def test_ending_works_though_the_tokens_cannot_be_withdrawn(world: World) -> None:
    secret, session = world.open()
    world.vault.forget(world.person)
    world.sessions.end(session)
    assert world.sessions.admit(secret) is None


def test_a_revocation_ends_older_sessions_and_not_newer_ones(world: World) -> None:
    old, _ = world.open()
    world.clock.advance(timedelta(milliseconds=5))
    world.revocations.refuse_before(world.person, world.clock.now(), SESSION_LIFE)
    new, _ = world.open()
    assert world.sessions.admit(old) is None
    assert world.sessions.admit(new) is not None
    now = world.clock.now()
    world.revocations.erase(world.person, now, now + SESSION_LIFE)
    late, _ = world.open()
    assert world.sessions.admit(new) is None
    assert world.sessions.admit(late) is None


class TestRenewal:
    """Cognito's tokens end after minutes; the session outlives them as long as Cognito agrees."""

    def test_new_tokens_bring_new_roles(self, world: World) -> None:
        secret, session = world.open()
        world.provider.groups = ["premium"]
        world.provider.rotated = "refresh-2"
        world.clock.advance(timedelta(minutes=14, seconds=30))
        renewed = world.sessions.admit(secret)
        assert renewed is not None
        assert renewed.roles == {"premium"}
        stored = world.store.get(session.session_hash)
        assert stored is not None
        assert stored.roles == {"premium"}
        sealed = world.vault.open(world.person, "sessions.tokens", stored.refresh_token)
        assert sealed == "refresh-2"

    def test_without_rotation_the_refresh_token_stays(self, world: World) -> None:
        secret, session = world.open()
        world.clock.advance(timedelta(minutes=15))
        world.sessions.admit(secret)
        stored = world.store.get(session.session_hash)
        assert stored is not None
        assert stored.refresh_token == session.refresh_token

    def test_one_of_many_requests_renews(self, world: World) -> None:
        secret, _ = world.open()
        world.clock.advance(timedelta(minutes=15))
        inside, admitted = threading.Event(), []

        def hold() -> None:
            inside.wait(5)

        world.provider.before = hold
        threads = [
            threading.Thread(target=lambda: admitted.append(world.sessions.admit(secret)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        while len(admitted) < 7:
            assert any(thread.is_alive() for thread in threads)
        inside.set()
        for thread in threads:
            thread.join(10)
        assert world.provider.renewals == 1
        assert len(admitted) == 8
        assert None not in admitted

    def test_a_refused_renewal_ends_the_session(self, world: World) -> None:
        for reason in (Reason.CREDENTIALS, Reason.GRANT):
            secret, session = world.open()
            world.provider.failure = IdentityRefused(reason)
            world.clock.advance(timedelta(minutes=16))
            assert world.sessions.admit(secret) is None
            assert world.store.get(session.session_hash) is None

    def test_tokens_of_somebody_else_end_the_session(self, world: World) -> None:
        secret, _ = world.open()
        world.provider.person = uuid4()
        world.clock.advance(timedelta(minutes=16))
        assert world.sessions.admit(secret) is None

    def test_a_change_of_keys_in_a_flood_signs_nobody_out(self, world: World) -> None:
        secret, _ = world.open()
        with pytest.raises(TokenRefused):
            world.verifier.access(Issuer("key-of-nobody").access())
        world.issuer.rotate("key-2")
        world.clock.advance(timedelta(minutes=16))
        assert world.sessions.admit(secret) is not None
        assert world.provider.renewals == 1

    @pytest.mark.parametrize(
        "failure", [Unavailable("down"), IdentityRefused(Reason.TOO_MANY)], ids=["down", "busy"]
    )
    def test_an_outage_is_bridged_for_an_hour(self, world: World, failure: Exception) -> None:
        secret, _ = world.open()
        world.provider.failure = failure
        world.clock.advance(timedelta(minutes=15))
        for _ in range(20):
            assert world.sessions.admit(secret) is not None
        assert world.provider.renewals == 1
        world.clock.advance(OUTAGE_GRACE - timedelta(minutes=1))
        assert world.sessions.admit(secret) is not None
        world.clock.advance(timedelta(minutes=2))
        for _ in range(2):
            with pytest.raises(Unavailable):
                world.sessions.admit(secret)
        world.provider.failure = None
        world.clock.advance(timedelta(minutes=1))
        assert world.sessions.admit(secret) is not None

    def test_after_a_long_absence_the_others_wait_for_the_one_that_renews(
        self, world: World
    ) -> None:
        secret, session = world.open()
        world.clock.advance(timedelta(days=3))
        now = world.clock.now()
        assert world.store.take_turn(session.session_hash, now, now + timedelta(seconds=30))
        with pytest.raises(Unavailable):
            world.sessions.admit(secret)
        assert world.pauses == 15
        later = now + timedelta(minutes=15)
        world.store.renewed(session.session_hash, None, later, frozenset())
        assert world.sessions.admit(secret) is not None

    def test_a_key_that_is_gone_ends_the_session(self, world: World) -> None:
        secret, _ = world.open()
        world.vault.forget(world.person)
        world.clock.advance(timedelta(minutes=16))
        assert world.sessions.admit(secret) is None


def test_tokens_must_belong_together(world: World) -> None:
    mixed = Tokens(world.issuer.access(), world.issuer.identity(), "r")
    with pytest.raises(TokenRefused):
        verified(world.verifier, mixed)
    person = str(uuid4())
    without = Tokens(world.issuer.access(sub=person), world.issuer.identity(sub=person), None)
    with pytest.raises(TokenRefused):
        verified(world.verifier, without)


class Told:
    """Keeps what was told; can be out of reach."""

    def __init__(self) -> None:
        self.sessions: list[list[str]] = []
        self.down = False

    def sessions_ended(self, _user_id: UUID, session_ids: list[str]) -> None:
        if self.down:
            raise Unavailable("down")
        self.sessions.append(session_ids)


def test_sessions_are_listed_and_ended_by_person(world: World) -> None:
    told = Told()
    farewell = Farewell(world.sessions, told)
    first, one = world.open()
    world.clock.advance(timedelta(seconds=1))
    second, two = world.open()
    assert [each.id for each in world.sessions.of_person(world.person)] == [two.id, one.id]
    assert not farewell.end_by_id(uuid4(), one.id)
    assert not farewell.end_by_id(world.person, "unknown")
    assert farewell.end_by_id(world.person, one.id)
    assert world.sessions.admit(first) is None
    assert world.sessions.admit(second) is not None
    third, three = world.open()
    farewell.end_all(world.person, but=two.id)
    assert world.sessions.admit(third) is None
    assert world.sessions.admit(second) is not None
    assert told.sessions == [[one.id], [three.id]]
    farewell.end_all(world.person, but=two.id)
    assert told.sessions == [[one.id], [three.id]]


def test_the_end_of_everything_is_told_though_no_browser_is_signed_in(world: World) -> None:
    told = Told()
    Farewell(world.sessions, told).end_all(world.person)
    assert told.sessions == [[]]


def test_a_session_ends_though_nobody_can_be_told(world: World) -> None:
    told = Told()
    told.down = True
    secret, session = world.open()
    Farewell(world.sessions, told).end(session)
    assert world.sessions.admit(secret) is None


def test_many_ended_sessions_fit_into_events(world: World) -> None:
    told = Told()
    Farewell(world.sessions, told).tell(world.person, [str(n) for n in range(1200)])
    assert [len(each) for each in told.sessions] == [500, 500, 200]
