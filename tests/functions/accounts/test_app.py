"""Accounts through its routes and its authorizer, against the real local cloud and Postgres."""

from __future__ import annotations

from tests.functions.accounts.browser import Browser


def test_the_product_tells_its_version_when_the_database_answers(browser: Browser) -> None:
    result = browser.send("GET", "/v1/health")
    assert (result.status, result.body) == (200, {"status": "ok", "version": "9.9.9"})


def test_an_account_by_email_from_sign_up_to_sign_out(browser: Browser, email: str) -> None:
    browser.sign_up(email)
    assert browser.send("GET", "/v1/session").body["signed_in"] is False
    signed_in = browser.sign_in(email)
    assert signed_in.status == 200
    state = browser.send("GET", "/v1/session").body
    assert state["signed_in"] is True
    assert state["csrf_token"] == browser.csrf
    me = browser.send("GET", "/v1/me")
    assert me.status == 200
    assert me.body["email"] == email
    assert me.body["language"] == "fr"
    assert me.body["has_password"] is True
    assert browser.send("POST", "/v1/auth/sign-out").status == 204
    assert browser.send("GET", "/v1/me").status == 401
