"""Nothing personal and nothing secret reaches a log or a metric, whatever goes well or wrong."""

from __future__ import annotations

import json
import logging

import pytest

from serenity.telemetry import logger
from tests.functions.accounts.browser import PASSWORD, Browser, callback_of
from tests.functions.accounts.cloud import SignInCloud


def run_through(browser: Browser, product: SignInCloud, email: str) -> list[str]:
    """Use every route once, well and badly; answers what must not be seen anywhere."""
    browser.arrive(email)
    canaries = [email, PASSWORD, "Wrong-Canary-1", "Name Canary", product.code_for(email)]
    canaries += [browser.csrf or "", *browser.cookies.values()]
    me = browser.send("GET", "/v1/me").body
    canaries.append(me["user_id"])
    name = {"display_name": "Name Canary"}
    browser.send("PATCH", "/v1/me", name, If_Match='"1"', Idempotency_Key="Key-Canary")
    browser.send("PATCH", "/v1/me", name, If_Match='"7"')
    browser.send("PATCH", "/v1/me", {"time_zone": "Name Canary"}, If_Match='"2"')
    browser.send("GET", "/v1/sessions")
    browser.send("POST", "/v1/auth/reauthenticate", {"password": "Wrong-Canary-1"})
    browser.send("POST", "/v1/auth/reauthenticate", {"password": PASSWORD})
    stranger = Browser(product, "Agent-Canary/1.0")
    canaries.append("Agent-Canary")
    stranger.sign_in(email, "Wrong-Canary-1")
    for path in ("sign-up", "confirm", "resend", "forgot", "reset"):
        body = {"email": email, "password": "Wrong-Canary-1", "code": "000001", "language": "fr"}
        stranger.send("POST", f"/v1/auth/{path}", body)
        wanted = {"sign-up": ("email", "password", "language"), "confirm": ("email", "code")}
        fields = wanted.get(path, ("email", "code", "password") if path == "reset" else ("email",))
        stranger.send("POST", f"/v1/auth/{path}", {name: body[name] for name in fields})
    address = stranger.social("Google", f"social.{email}")
    canaries += [f"social.{email}", address.rpartition("code=")[2].partition("&")[0]]
    stranger.send("GET", callback_of(address))
    canaries += list(stranger.cookies.values())
    stranger.send("GET", callback_of(address))
    stranger.send("GET", "/v1/me", Authorization="Bearer Token.Canary.x")
    browser.send("DELETE", "/v1/me")
    return [*canaries, "Token.Canary"]


def test_no_canary_is_ever_logged(
    browser: Browser,
    product: SignInCloud,
    email: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG, logger="serenity"):
        canaries = run_through(browser, product, email)
    records = [json.dumps(vars(record), default=str) for record in caplog.records]
    seen = "\n".join(records) + "".join(capfd.readouterr())
    assert len(records) > 30
    assert [each for each in canaries if len(each) > 6 and each in seen] == []


def test_the_probe_sees_what_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="serenity"):
        logger.debug("planted", extra={"who": "canary@example.org"})
    assert any("canary@example.org" in json.dumps(vars(r), default=str) for r in caplog.records)
