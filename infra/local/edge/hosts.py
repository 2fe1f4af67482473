"""Answers only under the product's own names, so that DNS rebinding reaches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from infra.local.edge.problems import problem

if TYPE_CHECKING:
    from infra.local.edge.access_log import Handler
    from infra.local.edge.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


class HostGuard:
    """Checks the Host header and keeps page visits on the one public name."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        self._public = urlsplit(settings.public_url)
        self._names = _LOOPBACK | {self._public.hostname or "localhost"}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse unknown names; send page visits under another loopback name to the public one."""
        name = urlsplit(f"//{request.host}").hostname
        if name not in self._names:
            return problem(421, "This address does not belong to the product.")
        # Cookies and sign-in redirects belong to one name: a visit under the other would lose both.
        if name != self._public.hostname and request.headers.get("Sec-Fetch-Mode") == "navigate":
            raise web.HTTPTemporaryRedirect(f"{self._public_url}{request.rel_url.raw_path_qs}")
        return await handler(request)
