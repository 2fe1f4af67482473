"""What is sent twice under one Idempotency-Key happens once, also where the first run died."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from functions.accounts import wiring
from functions.accounts.schemas import Confirmation, Credentials, PasswordReset
from serenity.auth import Principal
from serenity.data import Attempt
from serenity.errors import Invalid, NotFound
from serenity.exchange import RequestInfo
from tests.functions.accounts.browser import PASSWORD, Browser
from tests.functions.accounts.cloud import SignInCloud

NEW_PASSWORD = "another long passphrase"
NOBODY = RequestInfo("r", {}, {})
AGAIN = Attempt(repeated=True)


def person_of(product: SignInCloud, email: str) -> UUID:
    found = product.client("cognito-idp").list_users(
        UserPoolId=product.outputs["UserPoolId"], Filter=f'email = "{email}"'
    )
    return UUID(found["Users"][0]["Username"])


def test_a_sign_in_sent_twice_opens_one_session(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.sign_up(email)
    key, credentials = str(uuid4()), {"email": email, "password": PASSWORD}
    before = dict(browser.cookies)
    first = browser.send("POST", "/v1/auth/sign-in", credentials, Idempotency_Key=key)
    browser.cookies = before
    again = browser.send("POST", "/v1/auth/sign-in", credentials, Idempotency_Key=key)
    assert (first.status, first.body, first.cookies) == (200, again.body, again.cookies)
    assert len(browser.send("GET", "/v1/sessions").body["items"]) == 1
    other: dict[str, Any] = {"email": email, "password": NEW_PASSWORD}
    refused = browser.send("POST", "/v1/auth/sign-in", other, Idempotency_Key=key)
    assert (refused.status, refused.body["type"]) == (409, "/problems/idempotency-key-reused")


def test_a_wrong_password_is_not_remembered(browser: Browser, email: str) -> None:
    browser.sign_up(email)
    key, wrong = str(uuid4()), {"email": email, "password": NEW_PASSWORD}
    refused = browser.send("POST", "/v1/auth/sign-in", wrong, Idempotency_Key=key)
    assert refused.status == 401
    right = {"email": email, "password": PASSWORD}
    assert browser.send("POST", "/v1/auth/sign-in", right, Idempotency_Key=key).status == 200


def test_a_second_try_at_a_sign_in_opens_the_same_session(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.sign_up(email)
    attempt = Attempt()
    answers = [
        wiring.signin().sign_in(Credentials(email=email, password=PASSWORD), NOBODY, each)
        for each in (attempt, Attempt(attempt.id, attempt.seed, repeated=True))
    ]
    assert answers[0].cookies == answers[1].cookies
    assert len(wiring.sessions().of_person(person_of(product, email))) == 1


def test_a_confirmation_that_was_done_is_confirmed_again(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.sign_up(email)
    code = Confirmation(email=email, code=product.code_for(email))
    request = RequestInfo("r", {}, browser.cookies)
    with pytest.raises(Invalid):
        wiring.registration().confirm(code, request, Attempt())
    wiring.registration().confirm(code, request, AGAIN)


def test_a_reset_that_died_half_way_ends_the_sessions_when_it_is_repeated(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.arrive(email)
    browser.send("POST", "/v1/auth/forgot", {"email": email})
    code = product.code_for(email)
    wiring.identity().reset(email, code, NEW_PASSWORD)  # and then the process was killed
    assert browser.send("GET", "/v1/me").status == 200
    wrong = PasswordReset(email=email, code=code, password="yet another passphrase")
    with pytest.raises(Invalid):
        wiring.registration().reset(wrong, NOBODY, AGAIN)
    right = PasswordReset(email=email, code=code, password=NEW_PASSWORD)
    with pytest.raises(Invalid):
        wiring.registration().reset(right, NOBODY, Attempt())
    wiring.registration().reset(right, NOBODY, AGAIN)
    assert browser.send("GET", "/v1/me").status == 401
    assert Browser(product).sign_in(email, NEW_PASSWORD).status == 200


def test_a_session_that_was_ended_is_ended_again(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.arrive(email)
    caller = Principal(person_of(product, email), "s", datetime.now(UTC))
    with pytest.raises(NotFound):
        wiring.signin().end_session(caller, "gone", Attempt())
    wiring.signin().end_session(caller, "gone", AGAIN)


def test_a_sign_in_during_an_erasure_leaves_no_key_and_no_session(
    browser: Browser, product: SignInCloud, email: str
) -> None:
    browser.sign_up(email)
    user_id = person_of(product, email)
    with wiring.database().erasing(user_id):  # the table of revocations does not know yet
        pass
    assert browser.sign_in(email).status == 401
    assert wiring.sessions().of_person(user_id) == []
    key = product.client("dynamodb").get_item(
        TableName=product.outputs["DataKeysTable"], Key={"user_id": {"S": str(user_id)}}
    )
    assert "Item" not in key
