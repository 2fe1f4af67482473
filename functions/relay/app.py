"""Schedule handler of the relay."""

from __future__ import annotations

from typing import Any

from functions.relay import wiring
from serenity.telemetry import invocation


@invocation()
def sweep(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Scheduled: publish what was left in the outbox, then end what has expired."""
    return wiring.sweeper().sweep()
