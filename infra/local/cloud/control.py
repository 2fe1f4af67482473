"""What only the project asks of the cloud: fresh or warm handlers, all on disk, who used what."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from ministack import app

from infra.local.cloud import mending, permissions, workers

if TYPE_CHECKING:
    from infra.local.cloud.durability import Saver

JSON = {"Content-Type": "application/json"}


def mend(saver: Saver) -> None:
    """Answer `POST /_serenity/{recycle,warm,save}` and `GET /_serenity/permissions`."""

    async def dispatch(original: Any, method: str, path: str, *rest: Any) -> Any:
        if method == "POST" and path == "/_serenity/recycle":
            return 200, dict(JSON), json.dumps({"recycled": workers.recycle()}).encode()
        if method == "POST" and path == "/_serenity/warm":
            threading.Thread(target=workers.warm, daemon=True).start()
            return 202, dict(JSON), b"{}"
        if method == "POST" and path == "/_serenity/save":
            saver.save_all()
            return 200, dict(JSON), b"{}"
        if method == "GET" and path == "/_serenity/permissions":
            return 200, dict(JSON), json.dumps(permissions.used()).encode()
        return await original(method, path, *rest)

    mending.wrap(app, "_dispatch_service_request", dispatch)
