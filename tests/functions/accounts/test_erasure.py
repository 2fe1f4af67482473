"""Deleting an account: asked with a fresh proof, in force at once, complete in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from functions.accounts import wiring
from functions.accounts.app import app, erase
from functions.accounts.cognito import Cognito
from functions.accounts.workflow import execution_name
from serenity.auth import Principal
from serenity.telemetry import Failed
from tests.functions.accounts.browser import PASSWORD, Browser, callback_of
from tests.functions.accounts.cloud import SignInCloud
from tests.support.gateway import invoke

TABLES = (
    "accounts.profile",
    "accounts.device",
    "platform.outbox",
    "platform.idempotency",
    "platform.consumed_event",
)


def person_of(browser: Browser) -> UUID:
    return UUID(browser.send("GET", "/v1/session").body["user_id"])


def rows_of(owner_url: str, user_id: UUID) -> dict[str, int]:
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, false)", (str(user_id),))
        found = {}
        for table in TABLES:
            row = connection.execute(
                f"SELECT count(*) FROM {table} WHERE user_id = %s", (user_id,)
            ).fetchone()
            assert row is not None
            found[table] = row[0]
    return found


def executions(cloud: SignInCloud, user_id: UUID) -> list[dict[str, Any]]:
    found = cloud.client("stepfunctions").list_executions(stateMachineArn=cloud.machine)
    return [e for e in found["executions"] if e["name"] == execution_name(UUID(str(user_id)))]


def test_deletion_is_in_force_at_once(browser: Browser, product: SignInCloud, email: str) -> None:
    browser.arrive(email)
    other = Browser(product)
    other.sign_in(email)
    token = Cognito(product.outputs["UserPoolId"], product.outputs["WebClientId"]).sign_in(
        email, PASSWORD
    )
    user_id = person_of(browser)
    cookies = dict(browser.cookies)
    result = browser.send("DELETE", "/v1/me")
    assert result.status == 202
    assert result.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert not {"__Host-session", "__Host-device"} & browser.cookies.keys()
    assert len(executions(product, user_id)) == 1
    browser.cookies = cookies
    assert browser.send("GET", "/v1/me").status == 401
    assert other.send("GET", "/v1/me").status == 401
    bearer = Browser(product).send("GET", "/v1/me", Authorization=f"Bearer {token.access}")
    assert bearer.status == 401
    again = Browser(product).sign_in(email)
    assert (again.status, again.body["type"]) == (401, "/problems/wrong-credentials")


def test_it_needs_a_fresh_proof(browser: Browser, product: SignInCloud, email: str) -> None:
    browser.arrive(email)
    user_id = person_of(browser)
    stale = Principal(user_id, "s", datetime.now(UTC) - timedelta(minutes=6))
    refused = invoke(app, "DELETE", "/v1/me", caller=stale)
    assert (refused.status, refused.body["type"]) == (403, "/problems/reauthenticate")
    assert executions(product, user_id) == []
    assert browser.send("GET", "/v1/me").status == 200


def test_asking_twice_erases_once(browser: Browser, product: SignInCloud, email: str) -> None:
    browser.arrive(email)
    fresh = Principal(person_of(browser), "s", datetime.now(UTC))
    for _ in range(3):
        assert invoke(app, "DELETE", "/v1/me", caller=fresh).status == 202
    assert len(executions(product, fresh.user_id)) == 1


def test_without_the_workflow_nothing_happens_and_it_can_be_repeated(
    browser: Browser, product: SignInCloud, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.arrive(email)
    workflow = wiring.signin()._workflow
    monkeypatch.setattr(workflow, "_state_machine", product.machine + "-gone")
    assert browser.send("DELETE", "/v1/me").status == 503
    assert browser.send("GET", "/v1/me").status == 200
    monkeypatch.undo()
    assert browser.send("DELETE", "/v1/me").status == 202


@pytest.mark.parametrize("way", ["password", "social"])
def test_the_last_step_leaves_nothing(
    way: str, browser: Browser, product: SignInCloud, email: str, owner_url: str
) -> None:
    if way == "password":
        browser.arrive(email)
        Browser(product).sign_in(email)
    else:
        browser.send("GET", callback_of(browser.social("Google", email)))
        browser.csrf = browser.send("GET", "/v1/session").body["csrf_token"]
    user_id = person_of(browser)
    browser.send("PATCH", "/v1/me", {"theme": "day"}, If_Match='"1"', Idempotency_Key="k")
    before = rows_of(owner_url, user_id)
    assert before["accounts.profile"] == before["platform.idempotency"] == 1
    assert before["accounts.device"] >= 1
    for _ in range(2):  # a step of a workflow may be repeated
        assert erase({"user_id": str(user_id)}, None) == {
            "user_id": str(user_id),
            "state": "erased",
        }
    assert rows_of(owner_url, user_id) == dict.fromkeys(TABLES, 0)
    assert wiring.sessions().of_person(user_id) == []
    assert browser.send("GET", "/v1/me").status == 401
    users = product.client("cognito-idp").list_users(
        UserPoolId=product.outputs["UserPoolId"], Filter=f'sub = "{user_id}"'
    )
    assert users["Users"] == []
    key = product.client("dynamodb").get_item(
        TableName=product.outputs["DataKeysTable"], Key={"user_id": {"S": str(user_id)}}
    )
    assert "Item" not in key
    assert wiring.revocations().of(user_id).erased


def test_an_address_may_begin_anew(browser: Browser, product: SignInCloud, email: str) -> None:
    browser.arrive(email)
    first = person_of(browser)
    browser.send("DELETE", "/v1/me")
    erase({"user_id": str(first)}, None)
    newcomer = Browser(product)
    newcomer.arrive(email)
    assert person_of(newcomer) != first
    assert newcomer.send("GET", "/v1/me").body["version"] == 1


def test_others_are_not_touched(
    browser: Browser, product: SignInCloud, email: str, owner_url: str
) -> None:
    browser.arrive(email)
    before = rows_of(owner_url, person_of(browser))
    erase({"user_id": str(uuid4())}, None)
    assert rows_of(owner_url, person_of(browser)) == before
    assert browser.send("GET", "/v1/me").status == 200


@pytest.mark.parametrize("user", ["", "x", "*", "'; DROP TABLE accounts.profile; --"])
def test_what_is_no_person_is_refused(user: str, product: SignInCloud) -> None:
    with pytest.raises(Failed, match=r"\AValueError\Z"):
        erase({"user_id": user}, None)
