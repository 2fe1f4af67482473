"""What DynamoDB must promise: one winner, nothing resurrected, outages named."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from functions.accounts.domain import PendingLogin
from functions.accounts.store import DynamoLoginStates, DynamoRevocations, DynamoSessions
from serenity import aws
from serenity.dynamo import ConditionFailed, Table
from serenity.errors import Unavailable
from serenity.ids import new_secret
from tests.functions.accounts.cloud import SignInCloud
from tests.functions.accounts.test_sessions import World

# In the future: the local cloud removes items whose time is over, as DynamoDB does.
NOW = datetime(2100, 1, 1, 12, 0, 0, 125_000, tzinfo=UTC)


@pytest.fixture
def states(product: SignInCloud) -> DynamoLoginStates:
    return DynamoLoginStates(product.outputs["LoginStatesTable"])


@pytest.fixture
def revocations(product: SignInCloud) -> DynamoRevocations:
    return DynamoRevocations(product.outputs["RevocationsTable"])


def pending(browser: str) -> PendingLogin:
    return PendingLogin(browser, "Google", "/trends", NOW, None)


def test_a_state_is_taken_once_by_its_browser(states: DynamoLoginStates) -> None:
    state, until = new_secret(), NOW + timedelta(minutes=10)
    states.keep(state, pending("b"), until)
    assert states.take(state, "other", NOW) is None
    assert states.take(state, "b", until) is None
    assert states.take(state, "b", NOW) == pending("b")
    assert states.take(state, "b", NOW) is None
    assert states.take(new_secret(), "b", NOW) is None


def test_of_many_racing_replays_one_wins(states: DynamoLoginStates) -> None:
    for _ in range(10):
        state = new_secret()
        states.keep(state, pending("b"), NOW + timedelta(minutes=10))
        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(lambda s: states.take(s, "b", NOW), [state] * 8))
        assert [t is not None for t in taken].count(True) == 1


def test_a_state_is_never_written_over(states: DynamoLoginStates) -> None:
    state = new_secret()
    states.keep(state, pending("b"), NOW + timedelta(minutes=10))
    with pytest.raises(ConditionFailed):
        states.keep(state, pending("attacker"), NOW + timedelta(minutes=10))


def test_racing_tries_are_all_counted(states: DynamoLoginStates) -> None:
    subject, until = new_secret(), NOW + timedelta(minutes=15)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: states.count(subject, 1, until), range(40)))
    assert sorted(counts) == list(range(1, 41))


def test_every_item_has_an_end(product: SignInCloud, states: DynamoLoginStates) -> None:
    states.keep(new_secret(), pending("b"), NOW)
    states.count(new_secret(), 1, NOW)
    for table in ("LoginStatesTable", "SessionsTable", "RevocationsTable"):
        items = product.client("dynamodb").scan(TableName=product.outputs[table])["Items"]
        assert all("N" in item["expires_at"] for item in items)
        assert all(float(i["expires_at"]["N"]).is_integer() for i in items)


def test_revocations_add_up(revocations: DynamoRevocations) -> None:
    person = uuid4()
    assert not revocations.of(person).covers(NOW)
    revocations.end_grant(person, "g-1", NOW)
    revocations.end_grant(person, "g-2", NOW)
    revocations.refuse_before(person, NOW, timedelta(days=30))
    found = revocations.of(person)
    assert found.ended_grants == {"g-1", "g-2"}
    assert found.not_before == NOW
    assert found.covers(NOW - timedelta(microseconds=1))
    assert not found.covers(NOW)
    assert found.covers(NOW, "g-1")
    assert not found.covers(NOW, "g-3")
    revocations.erase(person, NOW, NOW)
    assert revocations.of(person).covers(NOW + timedelta(days=400))


def test_a_long_list_of_sessions_is_whole(product: SignInCloud) -> None:
    world = World(product)
    made = [world.open()[1].id for _ in range(30)]
    assert {s.id for s in world.store.of_person(world.person)} == set(made)


@pytest.mark.usefixtures("product")
class TestOutage:
    """A store that does not answer is told as such, never as "not signed in"."""

    @pytest.fixture
    def unreachable(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        aws.client.cache_clear()
        yield
        aws.client.cache_clear()

    @pytest.mark.usefixtures("unreachable")
    def test_every_call_is_unavailable(self) -> None:
        with pytest.raises(Unavailable):
            DynamoSessions("t").get("h")
        with pytest.raises(Unavailable):
            list(Table("t", "k").query("k = :k", {":k": "v"}))

    def test_a_missing_table_is_an_outage_too(self) -> None:
        with pytest.raises(Unavailable):
            DynamoSessions("no-such-table").get("h")
