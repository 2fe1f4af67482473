"""Runs the edge: `python -m infra.local.edge`, in the foreground, until it is told to stop.

It listens on 127.0.0.1 only. All settings come from the environment:

PORT            port of the one origin (8000)
PUBLIC_URL      address people open (http://localhost:$PORT)
CLOUD_URL       the local cloud (http://127.0.0.1:4566)
SERENITY_HOME   state folder (.serenity); key and client secrets are kept in its `edge/`
WEB_ROOT        the built web client (frontend/web/dist)
VITE_URL        when set, the dev server that takes WEB_ROOT's place
AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
                for the developer page (eu-central-1, test, test)
REST_API_ID, REST_STAGE, SOCKET_API_ID, SOCKET_STAGE
                the deployed APIs, or instead
EDGE_TARGETS    a JSON file with `rest_api_id`, `rest_stage`, `socket_api_id`, `socket_stage`;
                it may appear later and is read again when it changes; till then the APIs answer 503

Each request leaves one line on standard output; faults go to standard error. `GET /_local/health`
answers as soon as the edge itself is up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

from aiohttp import web

from infra.local.edge.app import build
from infra.local.edge.limits import runner
from infra.local.edge.settings import read_settings

_HOST = "127.0.0.1"
_GRACE_SECONDS = 2


async def _serve() -> None:
    settings = read_settings(os.environ)
    serving = runner(await build(settings), _GRACE_SECONDS)
    await serving.setup()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await web.TCPSite(serving, _HOST, settings.port).start()
        await stop.wait()
    finally:
        await serving.cleanup()


def main() -> int:
    """Serve until stopped; a port that is taken is one plain line."""
    logging.basicConfig(level=logging.WARNING, format="edge: %(levelname)s %(message)s")
    try:
        asyncio.run(_serve())
    except OSError as fault:
        print(f"edge: {fault.strerror or fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
