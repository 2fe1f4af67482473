"""Lets a deployment ask any function which release it is; none answers whose code does not load."""

from __future__ import annotations

from typing import Final

from serenity.settings import settings

# No service of AWS sends this: only who may invoke a function can ask it so.
QUESTION: Final = {"asked": "release"}


def release() -> dict[str, str]:
    """The answer to the question."""
    return {"release": settings().app_version}
