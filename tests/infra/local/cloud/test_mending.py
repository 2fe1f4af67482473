"""A ministack that is not the one the mends were written for does not start."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from infra.local.cloud import mending


def test_a_missing_part_is_named() -> None:
    with pytest.raises(mending.MendError, match="gone"):
        mending.require(SimpleNamespace(here=1), "here", "gone")
    with pytest.raises(mending.MendError, match="gone"):
        mending.wrap(SimpleNamespace(), "gone", lambda original: original)


def test_a_wrapped_function_gets_the_original_first() -> None:
    def double(number: int) -> int:
        """Twice as much."""
        return 2 * number

    def one_more(original: Any, number: int) -> int:
        return int(original(number)) + 1

    owner = SimpleNamespace(double=double)
    mending.wrap(owner, "double", one_more)
    assert owner.double(4) == 9
    assert owner.double.__doc__ == "Twice as much."
