"""The demo people: the same every time, plausible, within every rule, and written once."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import boto3
import psycopg
import pytest
from botocore.stub import Stubber

from functions.goals.schemas import ProgressQuery
from functions.goals.service.progress import ProgressService
from functions.goals.store import PostgresGoals
from functions.measurements import schemas
from functions.measurements.domain.entry import overlapping
from functions.measurements.service.contract import facts_of
from infra.local.seed import DEMO_SIGN_INS
from infra.local.seed.days import ILLNESS, TRIP, sort_of_day
from infra.local.seed.life import Logged, life
from infra.local.seed.people import ALEX, CAMILLE, PEOPLE, DemoPerson
from infra.local.seed.sign_ins import sign_in_of
from infra.local.seed.writing import Homes, settle
from serenity.localday import PersonalCalendar
from tests.support.clock import SetClock
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import RoleDatabase

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
people = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)


def of_kind(logged: list[Logged], kind: str) -> list[Any]:
    return [each.body for each in logged if each.body.kind == kind]


def by_day(person: DemoPerson, logged: list[Logged], kind: str) -> dict[date, list[Any]]:
    calendar = PersonalCalendar(person.zone, person.day_end_minutes)
    found: dict[date, list[Any]] = {}
    for each in logged:
        if each.body.kind == kind:
            on = facts_of(each.body, calendar, each.logged_at).placement.local_on
            found.setdefault(on, []).append(each.body)
    return found


def days_ago(*numbers: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in numbers]


@people
def test_the_same_moment_gives_the_same_life(person: DemoPerson) -> None:
    assert life(person, NOW) == life(person, NOW)


@people
@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # the morning Paris changes its clocks
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),  # the hour New York has twice
        datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
        datetime(2026, 6, 15, 4, 0, tzinfo=UTC),
    ],
    ids=str,
)
def test_every_entry_keeps_every_rule(person: DemoPerson, now: datetime) -> None:
    logged = life(person, now)
    calendar = PersonalCalendar(person.zone, person.day_end_minutes)
    facts = [facts_of(each.body, calendar, each.logged_at) for each in logged]
    assert not overlapping(each for each in facts if each.kind == "sleep")
    assert all(each.logged_at <= now for each in logged)
    assert len({each.placement.local_on for each in facts}) > 160
    assert max(each.placement.local_on for each in facts) <= calendar.day_of(now) + timedelta(1)


@people
def test_some_days_are_missing_but_none_of_the_last(person: DemoPerson) -> None:
    steps = by_day(person, life(person, NOW), "steps")
    missing = [n for n in range(180) if TODAY - timedelta(days=n) not in steps]
    assert 4 <= len(missing) <= 30
    assert min(missing) >= 12


@people
def test_weekends_illness_trip_and_habit_show(person: DemoPerson) -> None:
    logged = life(person, NOW)
    steps = {on: day[0].steps for on, day in by_day(person, logged, "steps").items()}
    sick = [steps[on] for on in days_ago(*ILLNESS) if on in steps]
    usual = [steps[on] for on in days_ago(*range(80, 170)) if on in steps]
    assert statistics.mean(sick) < statistics.mean(usual) / 2
    moods = by_day(person, logged, "mood")
    low = [each.mood for on in days_ago(*ILLNESS) for each in moods.get(on, ())]
    fine = [each.mood for on in days_ago(*range(80, 170)) for each in moods.get(on, ())]
    assert statistics.mean(low) < statistics.mean(fine) - 1
    assert {each.zone for each in of_kind(logged, "sleep")} == {person.zone, person.trip_zone}
    meditated = by_day(person, logged, "meditation")
    early, late = (
        [on in meditated for on in days_ago(*span)] for span in (range(140, 180), range(30))
    )
    assert sum(early) / 40 < 0.35
    assert sum(late) / 30 > 0.7
    weights = [each.weight_kg for each in of_kind(logged, "weight")]
    assert statistics.mean(weights[:15]) - statistics.mean(weights[-15:]) > 0.8
    assert any(sort_of_day(person, TODAY, n).away for n in TRIP)


@people
def test_mood_follows_sleep(person: DemoPerson) -> None:
    logged = life(person, NOW)
    moods = by_day(person, logged, "mood")
    pairs = []
    for on, sleeps in by_day(person, logged, "sleep").items():
        seconds = sum(
            s.duration_seconds or (s.ended_at - s.started_at).total_seconds() for s in sleeps
        )
        if on in moods and (TODAY - on).days not in ILLNESS:
            pairs.append((seconds, statistics.mean(each.mood for each in moods[on])))
    assert statistics.correlation(*zip(*pairs, strict=True)) > 0.3


@pytest.fixture
def homes(database: Callable[[str], RoleDatabase], keys: MemoryKeyStore) -> Homes:
    opened = {role: database(role) for role in ("accounts", "measurements", "goals")}
    return Homes(**opened, vault=opened["measurements"].vault)


def rows(owner_url: str, user_id: UUID) -> Counter[str]:
    found: Counter[str] = Counter()
    tables = ("accounts.profile", "measurements.entry", "measurements.sample",
              "measurements.daily_summary", "goals.goal", "goals.reached")  # fmt: skip
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
        for table in tables:
            query = f"SELECT count(*) FROM {table} WHERE user_id = %s"
            found[table] = (connection.execute(query, (user_id,)).fetchone() or (0,))[0]
    return found


def test_writing_is_fast_and_a_repetition_adds_nothing(homes: Homes, owner_url: str) -> None:
    ids = {person.email: uuid4() for person in PEOPLE}
    began = time.process_time()
    for person in PEOPLE:
        assert settle(homes, person, ids[person.email], NOW) > 2_000
    assert time.process_time() - began < 5
    before = {email: rows(owner_url, user_id) for email, user_id in ids.items()}
    assert all(count > 0 for each in before.values() for count in each.values())
    for later in (NOW, NOW + timedelta(days=1)):
        for person in PEOPLE:
            assert settle(homes, person, ids[person.email], later) == 0
    assert {email: rows(owner_url, user_id) for email, user_id in ids.items()} == before


@pytest.mark.parametrize(
    ("person", "at"),
    [(CAMILLE, NOW), (ALEX, NOW), (CAMILLE, NOW.replace(hour=8)), (ALEX, NOW.replace(hour=23))],
    ids=["camille", "alex", "camille-morning", "alex-evening"],
)
def test_today_is_alive(person: DemoPerson, at: datetime, homes: Homes) -> None:
    user_id = uuid4()
    settle(homes, person, user_id, at)
    service = ProgressService(PostgresGoals(homes.vault), SetClock(at))
    progress = service.progress(homes.goals.reader(user_id), ProgressQuery())
    assert len(progress.items) == len(person.wishes)
    assert 1 <= progress.reached < len(progress.items)
    assert any(0.3 < item.ratio < 1 and not item.met for item in progress.items)
    assert any(item.streak.length >= 3 for item in progress.items)


def test_nobody_is_told_about_what_was_seeded(homes: Homes) -> None:
    settle(homes, CAMILLE, uuid4(), NOW)
    assert all(
        isinstance(home, RoleDatabase) and home.kept.events == []
        for home in (homes.accounts, homes.measurements, homes.goals)
    )


class TestSignIn:
    SUBJECT = "0d2b6a0e-7a0e-4c0b-9d36-0a2f5f0f0c11"
    USER: dict[str, Any] = {"Username": "x", "UserAttributes": [{"Name": "sub", "Value": SUBJECT}]}  # noqa: RUF012

    @pytest.fixture
    def cognito(self) -> Any:
        return boto3.Session("test", "test", region_name="eu-central-1").client("cognito-idp")

    def test_is_made_confirmed_without_a_message(self, cognito: Any) -> None:
        with Stubber(cognito) as stub:
            stub.add_response(
                "admin_create_user",
                {},
                {
                    "UserPoolId": "pool-1",
                    "Username": CAMILLE.email,
                    "MessageAction": "SUPPRESS",
                    "UserAttributes": [
                        {"Name": "email", "Value": CAMILLE.email},
                        {"Name": "email_verified", "Value": "true"},
                        {"Name": "locale", "Value": "fr"},
                    ],
                },
            )
            stub.add_response("admin_set_user_password", {})
            stub.add_response("admin_get_user", self.USER)
            assert sign_in_of(cognito, "pool-1", CAMILLE) == UUID(self.SUBJECT)

    def test_stays_as_it_is_when_it_is_there(self, cognito: Any) -> None:
        with Stubber(cognito) as stub:
            stub.add_client_error("admin_create_user", "UsernameExistsException")
            stub.add_response("admin_get_user", self.USER)
            assert sign_in_of(cognito, "pool-1", CAMILLE) == UUID(self.SUBJECT)


def test_the_sign_ins_are_shown_as_they_are_made() -> None:
    assert tuple((p.email, p.password) for p in PEOPLE) == DEMO_SIGN_INS
    assert all(email.endswith(".example") for email, _ in DEMO_SIGN_INS)
    assert all(len(password) >= 10 for _, password in DEMO_SIGN_INS)


def test_a_life_holds_every_kind_of_entry() -> None:
    for person in PEOPLE:
        kinds = {each.body.kind for each in life(person, NOW)}
        assert kinds == {
            "sleep", "meal", "water", "activity", "meditation", "mood", "weight", "steps",
        }  # fmt: skip
    assert any(
        isinstance(each.body, schemas.SleepIn) and each.body.duration_seconds
        for each in life(CAMILLE, NOW)
    )
