"""Cognito's own addresses behind the edge: redirects stay on the one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

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


async def test_the_providers_return_address_moves_too(edge: Edge) -> None:
    inner = quote(
        f"http://localhost:{urlsplit(edge.settings.cloud_url).port}/oauth2/idpresponse", safe=""
    )
    to = quote(f"https://provider.example/authorize?state=s&redirect_uri={inner}", safe="")
    _, headers, _ = await edge.get(f"/oauth2/authorize?to={to}")
    location = urlsplit(headers["Location"])
    assert location.netloc == "provider.example"
    assert parse_qs(location.query) == {
        "state": ["s"],
        "redirect_uri": [f"{edge.settings.public_url}/oauth2/idpresponse"],
    }


def test_other_servers_and_relative_redirects_stay_as_they_are() -> None:
    inner, public = "http://127.0.0.1:4566", "http://localhost:8000"
    for location in ("/login?x=%20y", "https://other.example/a?b=c%2Fd", "http://127.0.0.1:9/x"):
        assert to_public_origin(location, inner, public) == location
