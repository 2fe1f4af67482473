"""Numbers in, SVG geometry out: the small pictures of the developer page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 240
HEIGHT = 40
_GAP = 0.25
_FLOOR = 1.5


@dataclass(frozen=True)
class Bar:
    """One bar of a small chart."""

    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[float], *, peak: float | None = None) -> list[Bar]:
    """Return a bar per value, as tall as its share of the peak; nothing where there is nothing."""
    top = max(values, default=0.0) if peak is None else peak
    if top <= 0:
        return []
    step = WIDTH / len(values)
    heights = [max(value / top * HEIGHT, _FLOOR) if value > 0 else 0.0 for value in values]
    return [
        Bar(
            round(index * step + step * _GAP / 2, 2),
            round(HEIGHT - height, 2),
            round(step * (1 - _GAP), 2),
            round(height, 2),
        )
        for index, height in enumerate(heights)
        if height
    ]
