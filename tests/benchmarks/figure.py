"""One measured figure with its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A value that is good when it is at most its target; no target means for information."""

    name: str
    value: float
    unit: str
    target: float | None
    method: str

    @property
    def ok(self) -> bool:
        """Whether the target is met."""
        return self.target is None or self.value <= self.target

    def line(self) -> str:
        """The figure as a line of the printed table."""
        target = "" if self.target is None else f"target <= {self.target:g}"
        mark = "ok " if self.ok else "MISSED"
        return f"{mark:7}{self.name:52}{self.value:>12,.2f} {self.unit:22}{target}"


def quantile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
