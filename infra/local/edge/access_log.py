"""Writes one line per request for the person watching the terminal, with nothing personal in it."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from aiohttp import web

from infra.local.edge.headers import REQUEST_ID_KEY, new_request_id
from infra.local.edge.paths import masked
from infra.local.edge.problems import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOG = logging.getLogger(__name__)

# Opening pages draws these by the dozen; the lines that matter would drown in them.
_QUIET = ("/assets/", "/_local/assets/", "/_local/fonts/", "/_local/health", "/_local/mail.json")


def access_line(method: str, path: str, status: int, seconds: float) -> str:
    """Return the log line: method, route, status, milliseconds."""
    return f"{method:<6} {masked(path)} {status} {seconds * 1000:.0f} ms"


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request its id, answer it, and write its line."""
    request[REQUEST_ID_KEY] = new_request_id()
    started = time.perf_counter()
    status = 499  # the client went away before an answer
    try:
        answer = await handler(request)
        status = answer.status
    except web.HTTPException as refusal:
        if refusal.status < web.HTTPBadRequest.status_code:
            status = refusal.status
            raise
        status = refusal.status
        answer = problem(status, refusal.reason)
    except ConnectionResetError:
        raise  # nobody is left to answer
    except Exception:  # noqa: BLE001 - the last resort: logged, then answered like any failure
        _LOG.exception("the edge itself failed")
        status = 500
        answer = problem(status, "Something went wrong in the edge.")
    finally:
        if not request.path.startswith(_QUIET):
            line = access_line(request.method, request.path, status, time.perf_counter() - started)
            print(line, flush=True)
    return answer
