"""Postgres for every domain: one connection a process, one person a transaction."""

from serenity_sql.connection import Connection
from serenity_sql.database import PostgresDatabase
from serenity_sql.wiring import database

__all__ = ["Connection", "PostgresDatabase", "database"]
