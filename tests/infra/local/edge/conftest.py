"""A running edge in front of an HTTP server that stands for the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from infra.local.edge import limits
from infra.local.edge.app import build
from infra.local.edge.settings import read_settings
from tests.infra.local.edge.support import PAGE, SCRIPT, Cloud, Edge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def cloud(anyio_backend: str) -> AsyncIterator[Cloud]:
    stand_in = Cloud()
    server = TestServer(stand_in.application(), host="127.0.0.1")
    await server.start_server()
    stand_in.url = str(server.make_url("")).rstrip("/")
    yield stand_in
    await server.close()


@pytest.fixture
def web_root(tmp_path: Path) -> Path:
    root = tmp_path / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text(PAGE)
    (root / "sw.js").write_text("self.skipWaiting();")
    (root / "manifest.webmanifest").write_text("{}")
    (root / ".secret").write_text("hidden")
    (root / "assets" / "index-B2x9.js").write_text(SCRIPT)
    (root / "assets" / "figtree.woff2").write_bytes(b"\0font" * 1000)
    (tmp_path / "outside.txt").write_text("outside")
    (root / "leak.txt").symlink_to(tmp_path / "outside.txt")
    return root


@pytest.fixture
def environment(cloud: Cloud, web_root: Path, tmp_path: Path) -> dict[str, str]:
    return {
        "PORT": str(unused_port()),
        "CLOUD_URL": cloud.url,
        "WEB_ROOT": str(web_root),
        "SERENITY_HOME": str(tmp_path / "home"),
        "REST_API_ID": "rest1",
        "REST_STAGE": "local",
        "SOCKET_API_ID": "socket1",
        "SOCKET_STAGE": "local",
    }


@pytest.fixture
async def edge(environment: dict[str, str]) -> AsyncIterator[Edge]:
    settings = read_settings(environment)
    runner = limits.runner(await build(settings), 1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
    async with ClientSession(cookie_jar=DummyCookieJar(), auto_decompress=False) as client:
        yield Edge(f"http://127.0.0.1:{settings.port}", settings, client, runner)
    await runner.cleanup()
