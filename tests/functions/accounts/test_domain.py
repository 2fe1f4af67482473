"""The rules of identity, by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.accounts.attempts import BY_BOTH, BY_CALLER, BY_SUBJECT
from functions.accounts.cookies import cleared, secret_in, session_cookie
from functions.accounts.devices import UNKNOWN, describe
from functions.accounts.domain import (
    NAME_LENGTH,
    SignUpBinding,
    caller_address,
    display_name,
    speaks,
)
from serenity.exchange import read_cookies
from serenity.ids import new_secret


@pytest.mark.parametrize(
    ("chosen", "asked", "spoken"),
    [
        ("fr", "en", "fr"),
        ("en-US", None, "en"),
        ("FR_CA", None, "fr"),
        ("de", "fr", "fr"),
        (None, "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
        (None, "de, en;q=0.4, fr;q=0.9", "fr"),
        (None, "en;q=0.5, fr;q=0.5", "en"),
        (None, "fr;q=0, en;q=0.1", "en"),
        (None, "fr;q=0", "en"),
        (None, "de, it", "en"),
        (None, "", "en"),
        (None, None, "en"),
        ("", "fr;q=9999", "fr"),
        (None, "fr;q=nan", "fr"),
        (None, ",;q=,;;q=1", "en"),
    ],
)
def test_a_person_is_spoken_to_in_a_language_of_theirs(
    chosen: str | None, asked: str | None, spoken: str
) -> None:
    assert speaks(chosen, asked) == spoken


@given(st.text(max_size=600) | st.none(), st.text(max_size=2000) | st.none())
def test_any_header_gives_a_language(chosen: str | None, asked: str | None) -> None:
    assert speaks(chosen, asked) in {"fr", "en"}


@given(st.text(max_size=300) | st.none())
def test_a_claimed_name_is_shown_safely_or_not_at_all(claimed: str | None) -> None:
    name = display_name(claimed)
    if name is not None:
        assert 1 <= len(name) <= NAME_LENGTH
        assert name == name.strip()
        assert not any(ord(character) < 32 or ord(character) == 127 for character in name)


@pytest.mark.parametrize(
    ("header", "passed_on", "direct"),
    [
        (None, None, None),
        ("", None, None),
        ("127.0.0.1", None, None),
        ("192.168.1.4", None, None),
        ("8.8.8.8", None, "8.8.8.8/32"),
        ("8.8.8.8, 130.176.0.1", "8.8.8.8/32", "130.176.0.1/32"),
        ("1.2.3.4, 8.8.8.8, 130.176.0.1", "8.8.8.8/32", "130.176.0.1/32"),
        ("x, 130.176.0.1", None, "130.176.0.1/32"),
        ("8.8.8.8, x", "8.8.8.8/32", None),
        ("2a00:1450:4007:80e::200e, ::1", "2a00:1450:4007:80e::/64", None),
        ("2a00:1450:4007:80e:1::1, ::1", "2a00:1450:4007:80e::/64", None),
        (",,,", None, None),
    ],
)
def test_a_caller_is_known_by_what_the_gateway_saw(
    header: str | None, passed_on: str | None, direct: str | None
) -> None:
    assert caller_address(header, passed_on=True) == passed_on
    assert caller_address(header, passed_on=False) == direct


@given(st.text(max_size=200), st.booleans())
def test_any_forwarding_header_is_read(header: str, passed_on: bool) -> None:  # noqa: FBT001
    caller_address(header, passed_on=passed_on)


@given(st.text(max_size=500))
def test_any_user_agent_is_described(agent: str) -> None:
    assert 1 <= len(describe(agent)) <= 200


def test_a_device_is_told_without_versions() -> None:
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Safari/537.36"
    )
    assert describe(agent) == "Chrome on Windows"
    assert describe(None) == describe("") == describe("nothing known") == UNKNOWN


def test_only_a_contested_address_is_bound_to_its_browser() -> None:
    assert SignUpBinding("a", contested=False).admits(None)
    assert SignUpBinding("a", contested=False).admits("b")
    assert SignUpBinding("a", contested=True).admits("a")
    assert not SignUpBinding("a", contested=True).admits("b")
    assert not SignUpBinding("a", contested=True).admits(None)


@pytest.mark.parametrize(
    "value", ["", "x", "x" * 42, "x" * 44, "x" * 42 + " ", "é" + "x" * 42, "x" * 42 + '"']
)
def test_a_cookie_we_did_not_make_is_absent(value: str) -> None:
    assert secret_in({"c": value}, "c") is None
    assert secret_in({}, "c") is None


def test_a_cookie_of_ours_comes_back() -> None:
    secret = new_secret()
    header = session_cookie(secret).header()
    assert secret_in(read_cookies(header.partition(";")[0]), "__Host-session") == secret
    (gone,) = cleared("__Host-session")
    assert "Max-Age=0" in gone.header()


@given(st.text(max_size=300))
def test_any_cookie_header_is_read(header: str) -> None:
    assert all(name for name in read_cookies(header))


def test_a_stranger_runs_out_of_tries_before_the_person_does() -> None:
    for kind, limit in BY_BOTH.items():
        assert limit.tries < BY_CALLER[kind].tries < BY_SUBJECT[kind].tries
    for kind in BY_SUBJECT.keys() - BY_BOTH.keys():
        assert BY_SUBJECT[kind].tries < BY_CALLER[kind].tries
        assert BY_SUBJECT[kind].window == BY_CALLER[kind].window
