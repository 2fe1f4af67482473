"""Cognito's own addresses behind the edge: redirects stay on the one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.edge.headers import to_public_origin

if TYPE_CHECKING:
    from tests.infra.local.edge.support import Cloud, Edge

pytestmark = pytest.mark.anyio


async def test_a_redirect_to_the_cloud_becomes_one_to_the_public_origin(
    cloud: Cloud, edge: Edge
) -> None:
    status, headers, _ = await edge.get("/oauth2/authorize?to=CLOUD/login%3Fa%3D1&client_id=c")
    assert status == 302
    assert headers["Location"] == f"{edge.settings.public_url}/login?a=1"
    assert headers["Cache-Control"] == "no-store"
    (seen,) = cloud.seen
    assert seen.query["client_id"] == "c"


def test_other_servers_and_relative_redirects_stay_as_they_are() -> None:
    inner, public = "http://127.0.0.1:4566", "http://localhost:8000"
    assert to_public_origin("http://localhost:4566/a?b=%20", inner, public) == f"{public}/a?b=%20"
    for location in ("/login?x=%20y", "https://other.example/a?b=c%2Fd", "http://127.0.0.1:9/x"):
        assert to_public_origin(location, inner, public) == location
