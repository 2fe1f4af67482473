"""Everything that is not an API: the built web client, or the dev server in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.edge.problems import problem
from infra.local.edge.proxy import Hop, forward
from infra.local.edge.sockets import is_upgrade, join
from infra.local.edge.static import REVALIDATE, StaticFiles

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import web

    from infra.local.edge.settings import Settings

_INFRA = Path(__file__).resolve().parents[2]
_READING = frozenset({"GET", "HEAD"})


class WebClient:
    """Answers with a file of the build, else with the page, which has its own router."""

    def __init__(self, files: StaticFiles) -> None:
        self._files = files

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one request for the client."""
        if request.method not in _READING:
            return _method_not_allowed()
        path = request.rel_url.raw_path
        file = self._files.find(path)
        if file is None and _names_a_page(path):
            file = self._files.find("/index.html")
            if file is None:
                return problem(503, "The web client is not built yet.", retry_after=5)
        if file is None:
            return problem(404, "There is no such file.")
        return await self._files.answer(request, file)


class ApiDescription:
    """The API's own description, a file beside the web client on AWS and in `infra/` here."""

    def __init__(self) -> None:
        self._files = StaticFiles(_INFRA, caching=REVALIDATE)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve the OpenAPI document."""
        file = self._files.find("/openapi.json")
        return await self._files.answer(request, file) if file else problem(404, "Not written yet.")


class DevServer:
    """Hands everything to Vite, its update socket included."""

    def __init__(self, settings: Settings, client: aiohttp.ClientSession) -> None:
        self._url = settings.vite_url
        self._client = client
        self._scheme = settings.scheme

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one request from the dev server."""
        url = f"{self._url}{request.rel_url.raw_path_qs}"
        if is_upgrade(request):
            return await join(request, self._client, self._scheme, url)
        return await forward(request, self._client, self._scheme, Hop(url, lambda _headers: None))


def _names_a_page(raw_path: str) -> bool:
    """Tell a page of the client's router from a file: files have an ending."""
    last = raw_path.rsplit("/", 1)[-1]
    return "." not in last and "%" not in last and not raw_path.startswith("/assets/")


def _method_not_allowed() -> web.Response:
    answer = problem(405, "Pages can only be read.")
    answer.headers["Allow"] = "GET, HEAD"
    return answer
