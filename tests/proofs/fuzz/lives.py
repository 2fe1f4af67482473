"""Follows what a walk makes and deletes: the library's own checks know of no restoring."""

from __future__ import annotations

import requests
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import EnsureResourceAvailability, UseAfterFree


class Lives:
    """The things of one walk: the one made last, and those that were deleted since."""

    def __init__(self) -> None:
        self._mine: set[str] = set()
        self._gone: set[str] = set()
        self._newest = ""

    def fault(self, operation: str, answer: requests.Response) -> Failure | None:
        """What is wrong about one step, after those before it."""
        method, path = str(answer.request.method), answer.request.path_url.partition("?")[0]
        newest, self._newest = self._newest, ""
        if method == "POST" and answer.status_code == 201 and "id" in answer.json():
            self._newest = f"{path}/{answer.json()['id']}"
            self._mine.add(self._newest)
        elif answer.ok and path.endswith("/restore"):
            self._gone.discard(path.removesuffix("/restore"))
        elif answer.ok and method == "DELETE":
            self._gone |= self._mine & {path}
        elif answer.ok and path in self._gone:
            usage = f"{method} {path}"
            return UseAfterFree(
                operation=operation, message="found although deleted", free=path, usage=usage
            )
        elif answer.status_code == 404 and path == newest:
            return EnsureResourceAvailability(
                operation=operation, message="not found although just made",
                created_with=path, not_available_with=operation,
            )  # fmt: skip
        return None
