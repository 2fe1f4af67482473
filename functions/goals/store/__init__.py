"""Goals in Postgres."""

from functions.goals.store.goals import PostgresGoals
from functions.goals.store.history import PostgresHistory

__all__ = ["PostgresGoals", "PostgresHistory"]
