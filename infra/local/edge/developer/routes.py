"""The pages of the developer view: overview, one function, one trace, and a search."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web
from botocore.exceptions import BotoCoreError, ClientError
from prometheus_client import CONTENT_TYPE_LATEST

from infra.local.edge.developer import exposition, logs, metrics, stores, traces
from infra.local.edge.developer.cloud import Cloud, pages_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from infra.local.edge.pages import Pages
    from infra.local.edge.settings import Settings

    Read = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TRACE_ID = re.compile(r"(?:Root=)?(1-[0-9a-f]{8}-[0-9a-f]{24})")
_TRACES_SHOWN = 20
_LANGUAGE = "en"


class Developer:
    """Reads the local cloud and shows what it finds."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._cloud = Cloud(settings)
        self._pages = pages
        pages.filters["logical"] = stores.logical_name

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the developer pages."""
        return [
            web.get("/_local/dev", self._guarded(self._overview)),
            web.get("/_local/dev/functions/{name}", self._guarded(self._function)),
            web.get("/_local/dev/traces/{id}", self._guarded(self._trace)),
            web.get("/_local/dev/search", self._guarded(self._search)),
            web.get("/_local/dev/metrics", self._guarded(self._metrics)),
        ]

    def _guarded(self, read: Read) -> Read:
        """Say plainly when the local cloud cannot be asked."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                return await read(request)
            except (BotoCoreError, ClientError) as fault:
                return self._show("away.html", {"fault": str(fault)}, status=503)

        return guarded

    def _show(self, page: str, values: dict[str, Any], *, status: int = 200) -> web.Response:
        values = {"query": "", **values}
        return self._pages.render(f"developer/{page}", _LANGUAGE, values, status=status)

    def _functions(self) -> list[str]:
        found = pages_of(self._cloud.client("lambda"), "list_functions", "Functions")
        return sorted(function["FunctionName"] for function in found)

    def _vitals(self) -> list[metrics.Vitals]:
        return metrics.vitals(self._cloud, self._functions())

    async def _overview(self, _request: web.Request) -> web.StreamResponse:
        vitals, recent, tables, queues = await asyncio.gather(
            asyncio.to_thread(self._vitals),
            asyncio.to_thread(traces.recent, self._cloud),
            asyncio.to_thread(stores.tables, self._cloud),
            asyncio.to_thread(stores.queues, self._cloud),
        )
        values = {
            "functions": vitals,
            "traces": recent[:_TRACES_SHOWN],
            "tables": tables,
            "queues": queues,
        }
        return self._show("overview.html", values)

    async def _function(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in await asyncio.to_thread(self._functions):
            return self._show("nothing.html", {"query": name}, status=404)
        (vitals,), invocations, counted = await asyncio.gather(
            asyncio.to_thread(metrics.vitals, self._cloud, [name]),
            asyncio.to_thread(logs.recent, self._cloud, name),
            asyncio.to_thread(self._counted, name),
        )
        values = {"function": vitals, "invocations": invocations, "counted": counted}
        return self._show("function.html", values)

    def _counted(self, name: str) -> list[metrics.Series]:
        """Return the metrics a function counts, which carry its name or its service's."""
        variables = (
            self._cloud.client("lambda")
            .get_function_configuration(FunctionName=name)
            .get("Environment", {})
            .get("Variables", {})
        )
        service = variables.get("POWERTOOLS_SERVICE_NAME", "")
        return metrics.custom(self._cloud, {name, service} - {""})

    async def _trace(self, request: web.Request) -> web.StreamResponse:
        trace_id = request.match_info["id"]
        trace = await asyncio.to_thread(traces.read, self._cloud, trace_id)
        if trace is None:
            return self._show("nothing.html", {"query": trace_id}, status=404)
        invocations = await asyncio.to_thread(self._logs_of, trace)
        return self._show("trace.html", {"trace": trace, "invocations": invocations})

    def _logs_of(self, trace: traces.Trace) -> list[logs.Invocation]:
        functions = self._functions()
        found: dict[str, logs.Invocation] = {}
        for text in (trace.id, *trace.request_ids):
            for invocation in logs.search(self._cloud, functions, text):
                found.setdefault(invocation.request_id, invocation)
        return sorted(found.values(), key=lambda invocation: invocation.started)

    async def _metrics(self, _request: web.Request) -> web.StreamResponse:
        """Answer Prometheus, which takes the format's version from the header."""
        body = await asyncio.to_thread(self._exposition)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _exposition(self) -> bytes:
        queues = stores.queues(self._cloud)
        return exposition.exposition(exposition.read(self._cloud, self._functions(), queues))

    async def _search(self, request: web.Request) -> web.StreamResponse:
        text = request.query.get("q", "").strip()
        if not text:
            raise web.HTTPFound("/_local/dev")
        trace_id = _TRACE_ID.search(text)
        if trace_id:
            raise web.HTTPFound(f"/_local/dev/traces/{quote(trace_id[1])}")

        def find() -> list[logs.Invocation]:
            return logs.search(self._cloud, self._functions(), text)

        invocations = await asyncio.to_thread(find)
        if not invocations:
            return self._show("nothing.html", {"query": text}, status=404)
        return self._show("search.html", {"query": text, "invocations": invocations})
