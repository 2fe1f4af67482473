"""Replaces named parts of ministack, and refuses to start when a part is no longer there."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TESTED_VERSION = "1.5.33"


class MendError(RuntimeError):
    """ministack is not the version that the mends were written for."""


def require(owner: Any, *names: str) -> None:
    """Make sure that everything a mend builds on exists."""
    missing = [name for name in names if not hasattr(owner, name)]
    if missing:
        where = getattr(owner, "__name__", repr(owner))
        raise MendError(
            f"ministack's {where} has no {', '.join(missing)}: "
            f"the mends were written for version {TESTED_VERSION}"
        )


def wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
    """Put `wrapper(original, *arguments)` in place of a function of the owner."""
    require(owner, name)
    original = getattr(owner, name)
    setattr(owner, name, functools.wraps(original)(functools.partial(wrapper, original)))
