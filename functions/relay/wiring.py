"""Composition root of the relay: builds its parts on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from serenity.clock import SystemClock
from serenity.settings import settings

if TYPE_CHECKING:
    from functions.relay.service import Sweeper

# The batch's transaction waits meanwhile, and the server ends one that idles for ten seconds.
BUS_SECONDS = 4.0


@lru_cache(maxsize=1)
def sweeper() -> Sweeper:
    """The sweep."""
    from functions.relay.service import Sweeper
    from functions.relay.store import PostgresRelay
    from serenity.events import EventBus
    from serenity_sql.wiring import connection

    bus = EventBus(settings().require("event_bus_name"), read_seconds=BUS_SECONDS)
    return Sweeper(PostgresRelay(connection()), bus, SystemClock())
