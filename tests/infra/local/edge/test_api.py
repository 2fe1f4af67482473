"""The REST API behind the edge: what goes on, what comes back, and what is refused."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientPayloadError, ClientTimeout
from aiohttp.test_utils import unused_port

from infra.local.edge import proxy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.infra.local.edge.support import Cloud, Edge

pytestmark = pytest.mark.anyio


async def test_method_query_body_and_headers_go_on(cloud: Cloud, edge: Edge) -> None:
    async with edge.client.post(
        f"{edge.url}/v1/goals?limit=2&cursor=a%2Bb&cursor=c",
        data=b'{"a":1}',
        headers={
            "Content-Type": "application/json",
            "Cookie": "__Host-session=abc; theme=day",
            "X-CSRF-Token": "t",
            "If-Match": '"3"',
        },
    ) as answer:
        assert answer.status == 201
        assert (await answer.json())["path"] == (
            "/_aws/execute-api/rest1/local/v1/goals?limit=2&cursor=a%2Bb&cursor=c"
        )
    (seen,) = cloud.seen
    assert seen.method == "POST"
    assert cloud.bodies == [b'{"a":1}']
    assert seen.headers["Cookie"] == "__Host-session=abc; theme=day"
    assert seen.headers["X-CSRF-Token"] == "t"
    assert seen.headers["If-Match"] == '"3"'


async def test_the_edge_alone_says_who_called(cloud: Cloud, edge: Edge) -> None:
    _, headers, _ = await edge.get(
        "/v1/session",
        X_Forwarded_For="6.6.6.6",
        X_Forwarded_Proto="https",
        Forwarded="for=6.6.6.6",
        X_Request_Id="mine",
    )
    (seen,) = cloud.seen
    assert seen.headers["X-Forwarded-For"] == "127.0.0.1"
    assert seen.headers["X-Forwarded-Proto"] == "http"
    assert "Forwarded" not in seen.headers
    assert seen.headers["X-Request-Id"] == headers["X-Request-Id"] != "mine"
    assert len(headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_what_the_browser_did_not_say_is_not_made_up(
    cloud: Cloud, edge: Edge, body: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.settings.port)
    head = f"POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    assert (await reader.readline()).split()[1] == b"201"
    writer.close()
    (seen,) = cloud.seen
    assert not {"Content-Type", "Accept", "User-Agent", "Cookie"} & set(seen.headers)
    assert seen.headers["Content-Length"] == str(len(body))


async def test_hop_by_hop_headers_end_at_the_edge(cloud: Cloud, edge: Edge) -> None:
    _, headers, _ = await edge.get(
        "/v1/cookies", Connection="keep-alive, X-Mine", X_Mine="1", TE="trailers", Keep_Alive="5"
    )
    (seen,) = cloud.seen
    assert not {"X-Mine", "TE", "Keep-Alive"} & set(seen.headers)
    assert "X-Inner" not in headers


async def test_each_cookie_comes_back_on_its_own(edge: Edge) -> None:
    async with edge.client.get(f"{edge.url}/v1/cookies") as answer:
        assert answer.status == 204
        assert answer.headers.getall("Set-Cookie") == [
            "__Host-session=a; Path=/; Secure; HttpOnly",
            "theme=night; Path=/",
        ]


async def test_answers_are_private_unless_the_route_says_otherwise(edge: Edge) -> None:
    _, headers, _ = await edge.get("/v1/session")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("frame-ancestors 'none'")
    _, headers, _ = await edge.get("/v1/public")
    assert headers["Cache-Control"] == "max-age=60"


async def test_a_streamed_answer_arrives_whole(edge: Edge) -> None:
    assert (await edge.get("/v1/stream"))[2] == "0\n1\n2\n"


async def test_a_body_over_the_limit_is_refused_before_the_cloud_sees_it(
    cloud: Cloud, edge: Edge
) -> None:
    async def chunks() -> object:
        for _ in range(20):
            yield b"x" * 65536

    for body in (b"x" * (1024 * 1024 + 1), chunks()):
        async with edge.client.post(f"{edge.url}/v1/samples", data=body) as answer:
            assert answer.status == 413
            assert answer.content_type == "application/problem+json"
            assert (await answer.json(content_type=None))["status"] == 413
    assert cloud.seen == []
    async with edge.client.post(f"{edge.url}/v1/samples", data=b"x" * 1024 * 1024) as answer:
        assert answer.status == 201


@pytest.mark.parametrize(
    "path", ["/v1/%2e%2e/%2e%2e/%2e%2e/_ministack/reset", "/v1/..%2f..%2fx", "/v1/%252e%252e/x"]
)
async def test_a_path_that_climbs_is_refused(cloud: Cloud, edge: Edge, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.settings.port)
    writer.write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
    status = (await reader.readline()).split()[1]
    writer.close()
    assert status in {b"400", b"405"}
    assert cloud.seen == []


async def test_an_address_over_the_limit_is_a_problem(cloud: Cloud, edge: Edge) -> None:
    for length, wanted in ((8000, 201), (9000, 414)):
        status, headers, _ = await edge.get(f"/v1/echo?word={'a' * length}")
        assert status == wanted
    assert headers["Content-Type"].startswith("application/problem+json")


async def test_head_and_not_modified_have_no_body(edge: Edge) -> None:
    async with edge.client.head(f"{edge.url}/v1/session") as answer:
        assert answer.status == 201
        assert int(answer.headers["Content-Length"]) > 0
        assert await answer.read() == b""
    assert (await edge.get("/v1/unchanged"))[0::2] == (304, "")


async def test_a_cloud_that_hangs_is_given_up(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "_UPSTREAM", ClientTimeout(sock_read=0.2))
    status, headers, _ = await edge.get("/v1/hang")
    assert (status, headers["Retry-After"]) == (504, "2")


async def test_an_answer_that_breaks_off_is_seen_to_break_off(edge: Edge) -> None:
    with pytest.raises(ClientPayloadError):
        await edge.get("/v1/broken")


class TestWithoutCloud:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"CLOUD_URL": f"http://127.0.0.1:{unused_port()}"}

    async def test_an_unreachable_cloud_is_a_problem_to_retry(self, edge: Edge) -> None:
        status, headers, text = await edge.get("/v1/session")
        assert status == 503
        assert headers["Retry-After"] == "2"
        assert headers["Content-Type"].startswith("application/problem+json")
        assert headers["Cache-Control"] == "no-store"
        assert json.loads(text)["title"] == "Service Unavailable"


class TestWithTargetsFile:
    @pytest.fixture
    def environment(self, environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
        return environment | {"EDGE_TARGETS": str(tmp_path / "targets.json")}

    async def test_a_deploy_takes_effect_without_a_restart(
        self, edge: Edge, tmp_path: Path
    ) -> None:
        assert (await edge.get("/v1/session"))[0] == 503
        file = tmp_path / "targets.json"
        file.write_text('{"rest_api_id": "rest1", "rest_stage": "local"}')
        assert (await edge.get("/v1/session"))[0] == 201
        file.write_text('{"rest_api_id": "rest1", "re')
        assert (await edge.get("/v1/session"))[0] == 201


async def test_only_the_products_own_names_are_answered(cloud: Cloud, edge: Edge) -> None:
    assert (await edge.get("/v1/session", Host="evil.example"))[0] == 421
    assert cloud.seen == []


async def test_a_visit_under_another_loopback_name_moves_to_the_public_one(edge: Edge) -> None:
    status, headers, _ = await edge.get("/goals?a=1", Sec_Fetch_Mode="navigate")
    assert status == 307
    assert headers["Location"] == f"http://localhost:{edge.settings.port}/goals?a=1"


async def test_the_api_describes_itself(cloud: Cloud, edge: Edge) -> None:
    status, headers, text = await edge.get("/v1/openapi.json")
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert json.loads(text)["openapi"].startswith("3.1")
    assert cloud.seen == []
