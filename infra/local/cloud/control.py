"""What only the supervisor asks of the cloud: fresh handlers, and everything on disk now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ministack import app

from infra.local.cloud import mending, workers

if TYPE_CHECKING:
    from infra.local.cloud.durability import Saver

JSON = {"Content-Type": "application/json"}


def mend(saver: Saver) -> None:
    """Answer `POST /_serenity/recycle` and `POST /_serenity/save`."""

    async def dispatch(original: Any, method: str, path: str, *rest: Any) -> Any:
        if method == "POST" and path == "/_serenity/recycle":
            return 200, dict(JSON), json.dumps({"recycled": workers.recycle()}).encode()
        if method == "POST" and path == "/_serenity/save":
            saver.save_all()
            return 200, dict(JSON), b"{}"
        return await original(method, path, *rest)

    mending.wrap(app, "_dispatch_service_request", dispatch)
