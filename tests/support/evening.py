"""A place on earth where the day is about to end, for what happens in the last hours of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def late_evening() -> tuple[str, date]:
    """A zone in which it is between ten and eleven in the evening, and its date."""
    hours = (22 - datetime.now(UTC).hour + 12) % 24 - 12
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
    return zone, (datetime.now(UTC) + timedelta(hours=hours)).date()
