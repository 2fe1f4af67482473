"""The routes that lead into the local cloud: the REST API, the live connection and sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.edge.headers import to_public_origin
from infra.local.edge.paths import is_safe
from infra.local.edge.problems import problem
from infra.local.edge.proxy import Hop, forward
from infra.local.edge.sockets import is_upgrade, join

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import web
    from multidict import CIMultiDict

    from infra.local.edge.security import SecurityHeaders
    from infra.local.edge.settings import Settings, TargetsReader

_STARTING = "The service is starting."


class Upstreams:
    """Forwards to the local cloud, which stands for API Gateway and Cognito."""

    def __init__(
        self,
        settings: Settings,
        targets: TargetsReader,
        client: aiohttp.ClientSession,
        security: SecurityHeaders,
    ) -> None:
        self._settings = settings
        self._targets = targets
        self._client = client
        self._security = security
        self._scheme = settings.scheme

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Forward to the REST API's stage."""
        target = self._targets.current()
        if not target.rest_api_id:
            return problem(503, _STARTING, retry_after=2)
        return await self._forward(request, f"{target.rest_api_id}/{target.rest_stage}")

    async def _forward(self, request: web.Request, stage: str) -> web.StreamResponse:
        if not is_safe(request.rel_url.raw_path):
            return problem(400, "The path is not well formed.")
        url = f"{self._settings.cloud_url}/_aws/execute-api/{stage}{request.rel_url.raw_path_qs}"
        hop = Hop(url, lambda headers: self._security.apply("api", headers))
        return await forward(request, self._client, self._scheme, hop)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Join the browser to the WebSocket API's stage."""
        if not is_upgrade(request):
            answer = problem(426, "Only WebSocket connections are answered here.")
            answer.headers["Upgrade"] = "websocket"
            return answer
        target = self._targets.current()
        if not target.socket_api_id:
            return problem(503, _STARTING, retry_after=2)
        query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
        stage = f"{target.socket_api_id}/{target.socket_stage}"
        url = f"{self._settings.cloud_url}/_aws/execute-api/{stage}{query}"
        return await join(request, self._client, self._scheme, url)

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Forward to Cognito's own pages, whose redirects must stay on the public origin."""
        if not is_safe(request.rel_url.raw_path):
            return problem(400, "The path is not well formed.")
        url = f"{self._settings.cloud_url}{request.rel_url.raw_path_qs}"
        return await forward(request, self._client, self._scheme, Hop(url, self._rewrite_sign_in))

    def _rewrite_sign_in(self, headers: CIMultiDict[str]) -> None:
        self._security.apply("hosted", headers)
        headers["Cache-Control"] = "no-store"
        if "Location" in headers:
            headers["Location"] = to_public_origin(
                headers["Location"], self._settings.cloud_url, self._settings.public_url
            )
