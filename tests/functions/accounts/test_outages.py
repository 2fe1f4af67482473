"""When a part is down accounts say so, with 503 and when to come back, and lose nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import serenity_sql.wiring as sql_wiring
from functions.accounts import authorizer
from serenity import aws
from serenity.telemetry import Failed
from tests.functions.accounts.browser import ARN, Browser


@pytest.fixture
def no_database(product: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setattr(sql_wiring.connection(), "_conninfo", lambda: "host=127.0.0.1 port=9")
    sql_wiring.connection().close()
    yield monkeypatch
    sql_wiring.connection().close()


@pytest.fixture
def no_cloud(product: object) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        aws.client.cache_clear()
        yield patch
    aws.client.cache_clear()


@pytest.mark.usefixtures("no_database")
def test_without_the_database_the_product_is_not_up(browser: Browser) -> None:
    result = browser.send("GET", "/v1/health")
    assert result.status == 503
    assert int(result.headers["retry-after"]) > 0


def test_a_sign_in_that_cannot_be_finished_leaves_no_session(
    browser: Browser, email: str, no_database: pytest.MonkeyPatch
) -> None:
    browser.sign_up(email)
    refused = browser.sign_in(email)
    assert refused.status == 503
    assert refused.cookies == []
    no_database.undo()
    assert browser.sign_in(email).status == 200
    assert len(browser.send("GET", "/v1/sessions").body["items"]) == 1


def test_without_the_cloud_nobody_is_signed_out(
    browser: Browser, email: str, request: pytest.FixtureRequest
) -> None:
    browser.arrive(email)
    cookie = f"__Host-session={browser.cookies['__Host-session']}"
    request.getfixturevalue("no_cloud")
    result = browser.send("GET", "/v1/session")
    assert result.status == 503
    assert result.cookies == []
    event = {"httpMethod": "GET", "methodArn": ARN, "headers": {"Cookie": cookie}}
    with pytest.raises(Failed, match="Unavailable"):
        authorizer.authorize(event, None)


@pytest.mark.usefixtures("no_cloud")
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("sign-up", {"password": "long enough password", "language": "fr"}),
        ("confirm", {"code": "123456"}),
        ("resend", {}),
        ("forgot", {}),
        ("reset", {"code": "123456", "password": "long enough password"}),
        ("sign-in", {"password": "long enough password"}),
    ],
)
def test_without_the_cloud_every_form_can_be_sent_again(
    path: str, more: dict[str, str], browser: Browser, email: str
) -> None:
    result = browser.send("POST", f"/v1/auth/{path}", {"email": email} | more)
    assert result.status == 503
    assert "retry-after" in result.headers
