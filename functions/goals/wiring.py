"""Composition root of goals: builds its parts on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from serenity.clock import SystemClock

if TYPE_CHECKING:
    from functions.goals.service.erasure import Erasure
    from functions.goals.service.goals import GoalService
    from functions.goals.service.progress import ProgressService
    from functions.goals.service.reaching import Reaching
    from functions.goals.service.streaks import Streaks
    from functions.goals.store import PostgresGoals, PostgresHistory
    from serenity.data import Database


def database() -> Database:
    """The database, as the role of this domain."""
    from serenity_sql import database as connect

    return connect()


@lru_cache(maxsize=1)
def store() -> PostgresGoals:
    """Goals and the values they are judged by."""
    from functions.goals.store import PostgresGoals
    from serenity_sql.wiring import vault

    return PostgresGoals(vault())


@lru_cache(maxsize=1)
def history() -> PostgresHistory:
    """What was told already."""
    from functions.goals.store import PostgresHistory

    return PostgresHistory(database())


@lru_cache(maxsize=1)
def goals() -> GoalService:
    """Set, change and delete goals."""
    from functions.goals.service.goals import GoalService

    return GoalService(store(), SystemClock())


@lru_cache(maxsize=1)
def progress() -> ProgressService:
    """Where goals stand."""
    from functions.goals.service.progress import ProgressService

    return ProgressService(store(), SystemClock())


@lru_cache(maxsize=1)
def reaching() -> Reaching:
    """Finds goals that were reached."""
    from functions.goals.service.reaching import Reaching

    return Reaching(database(), store(), history(), SystemClock())


@lru_cache(maxsize=1)
def streaks() -> Streaks:
    """The schedule."""
    from functions.goals.service.streaks import Streaks

    return Streaks(database(), store(), history(), reaching(), SystemClock())


@lru_cache(maxsize=1)
def erasure() -> Erasure:
    """The erasure step."""
    from functions.goals.service.erasure import Erasure

    return Erasure(database(), history())
