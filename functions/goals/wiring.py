"""Composition root of goals: builds its parts on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serenity.data import Database


def database() -> Database:
    """The database, as the role of this domain."""
    from serenity_sql import database as connect  # opened on first use

    return connect()
