"""The built web client: types, compression, caching, the page for every route, and the fence."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING

import pytest

from tests.infra.local.edge.support import PAGE, SCRIPT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/", "/goals", "/trends/sleep", "/goals/0199-x"])
async def test_every_route_of_the_client_gets_the_page(edge: Edge, path: str) -> None:
    status, headers, text = await edge.get(path)
    assert (status, text) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/assets/gone", "/favicon-gone.png"])
async def test_a_missing_file_is_missing(edge: Edge, path: str) -> None:
    assert (await edge.get(path))[0] == 404


async def test_pages_cannot_be_written(edge: Edge) -> None:
    async with edge.client.post(f"{edge.url}/goals") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "content_type", "caching"),
    [
        ("/assets/index-B2x9.js", "text/javascript; charset=utf-8", "immutable"),
        ("/assets/figtree.woff2", "font/woff2", "immutable"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
    ],
)
async def test_types_and_caching(edge: Edge, path: str, content_type: str, caching: str) -> None:
    status, headers, _ = await edge.get(path)
    assert status == 200
    assert headers["Content-Type"] == content_type
    assert caching in headers["Cache-Control"]


async def test_text_is_compressed_and_known_copies_are_not_sent_again(
    edge: Edge, web_root: Path
) -> None:
    url = f"{edge.url}/assets/index-B2x9.js"
    async with edge.client.get(url, headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(await answer.read()).decode() == SCRIPT
        etag = answer.headers["ETag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    async with edge.client.get(url, headers=again) as answer:
        assert answer.status == 304
    (web_root / "assets" / "index-B2x9.js").write_text(SCRIPT * 2)
    async with edge.client.get(url, headers=again) as answer:
        assert answer.status == 200
        assert gzip.decompress(await answer.read()).decode() == SCRIPT * 2
    async with edge.client.get(url, headers={"Accept-Encoding": "gzip;q=0"}) as answer:
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/assets/..%2f..%2foutside.txt",
        "/..%5coutside.txt",
        "/%252e%252e/outside.txt",
        "/leak.txt",
        "/.secret",
        "//etc/passwd",
        "/assets/%00.js",
    ],
)
async def test_nothing_outside_the_folder_is_served(edge: Edge, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.settings.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert b"outside" not in answer
    assert b"hidden" not in answer
    assert b"root:" not in answer


async def test_the_edges_pages_use_the_clients_typeface(edge: Edge) -> None:
    async with edge.client.get(f"{edge.url}/_local/fonts/newsreader-display-400.woff2") as answer:
        assert answer.status == 200
        assert answer.content_type == "font/woff2"
    assert (await edge.get("/_local/fonts/%2e%2e%2ffonts.css"))[0] == 404


async def test_pages_carry_the_security_headers(edge: Edge) -> None:
    _, headers, _ = await edge.get("/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert f"connect-src 'self' ws://localhost:{edge.settings.port}" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers


class TestWithoutBuild:
    @pytest.fixture
    def environment(self, environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
        return environment | {"WEB_ROOT": str(tmp_path / "nothing")}

    async def test_a_missing_build_says_so(self, edge: Edge) -> None:
        status, headers, text = await edge.get("/")
        assert status == 503
        assert "not built yet" in text
        assert "Retry-After" in headers
