"""Which paths may pass, and what of them may be written to a log."""

from __future__ import annotations

import pytest

from infra.local.edge.paths import is_safe, masked


@pytest.mark.parametrize(
    "path", ["/", "/v1/goals/0199c0de-7b6f-7000-8000-000000000000", "/a.b/..c", "/caf%C3%A9", "//"]
)
def test_ordinary_paths_pass(path: str) -> None:
    assert is_safe(path)


@pytest.mark.parametrize(
    "path", ["/..", "/a/../b", "/./a", "/%2e%2E/a", "/%252e%252e", "/a%5c..", "/%00", "/%25252525"]
)
def test_paths_that_climb_or_hide_do_not(path: str) -> None:
    assert not is_safe(path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/v1/goals", "/v1/goals"),
        ("/v1/goals/0199c0de-7b6f-7000-8000-000000000000", "/v1/goals/{id}"),
        ("/v1/auth/callback", "/v1/auth/callback"),
        ("/v1/people/camille@example.com", "/v1/people/{id}"),
        ("/v1/x/Camille", "/v1/x/{id}"),
        ("/oauth2/authorize", "/oauth2/authorize"),
        ("/_local/social/google/.well-known/openid-configuration",) * 2,
        ("/assets/index-B2x9.js", "/assets/*"),
        ("/" + "a" * 40, "/{id}"),
        ("/icon-192.png", "/*.png"),
        ("/camille@example.com", "/{id}"),
        ("/v1/camille.png", "/v1/{id}"),
    ],
)
def test_words_stay_and_ids_do_not(path: str, line: str) -> None:
    assert masked(path) == line
