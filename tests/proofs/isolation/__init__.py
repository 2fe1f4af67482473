"""Isolation in the database: nobody sees another's rows, whatever the code forgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString, cast
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from infra.migrations.handler import LOGIN_ROLES
from serenity.data import Params, Row
from serenity_sql import Connection
from tests.proofs.ground import Ground
from tests.proofs.isolation import faults, statements
from tests.proofs.isolation.pool import CONNECTIONS, WRITES, Crowd, Tally, everything_visible
from tests.proofs.isolation.rules import RULES, WIDE, broken, counted
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase

PEOPLE = 1000
TURNS = 5
FEWEST_TABLES = 15


class Lingering(Connection):
    """A connection whose person stays after the statement, as a session's setting does."""

    def run(self, query: LiteralString, params: Params = (), *, retry: bool = False) -> list[Row]:
        """Run a message with the setting made for the session."""
        lasting = query.replace("%(_person)s, true)", "%(_person)s, false)")
        lasting = lasting.replace("%s, true)", "%s, false)")
        return super().run(cast("LiteralString", lasting), params, retry=retry)


class LingeringDatabase(RoleDatabase):
    """A database over such a connection."""

    def __init__(self, ground: Ground, role: str) -> None:
        super().__init__(ground.owner_url, role, ground.keys)
        url = make_conninfo(ground.owner_url, user=role, password=ROLE_PASSWORD)
        self.connection = self._connection = Lingering(lambda: url)


def plant(run: Run) -> Iterator[Planted]:
    """Faults in the catalogue, in the pool, and in a table whose statements are tried."""
    with superuser(run.ground) as connection:
        yield from faults.planted(connection)
    role = "goals"
    databases = [LingeringDatabase(run.ground, role) for _ in range(CONNECTIONS)]
    tally = _crowd(run, role).interleave(databases, [uuid4() for _ in range(20)], 1)
    for database in databases:
        database.close()
    yield Planted("a setting of the session that survives in the pool", tally.left_over > 0)
    yield from statements.plant(run.ground)


def prove(run: Run) -> Iterator[Finding]:
    """The catalogue, the pool, and every statement without its predicate."""
    yield from _catalogue(run)
    yield from _pool(run)
    yield from statements.prove(run)


def _catalogue(run: Run) -> Iterator[Finding]:
    with psycopg.connect(run.ground.owner_url) as owner:
        tables, views = counted(owner)
        found = list(broken(owner))
    for each in found:
        print(each)
    yield Finding("tables with a person", tables, "tables", at_least=FEWEST_TABLES)
    yield Finding("views", views, "views", at_least=1)
    yield Finding("rules of the catalogue", len(RULES), "rules", at_least=1)
    yield Finding("rules that no planted fault breaks", len(faults.untried()), "rules", at_most=0)
    yield Finding("rules broken", len(found), "objects", at_most=0)


def _pool(run: Run) -> Iterator[Finding]:
    """A thousand people on five connections; in full so many of each role, many times."""
    roles = [role for role in LOGIN_ROLES if role not in WIDE]
    assert roles, "there is no role of a domain"
    total = Tally()
    for role in roles:
        assert role in WRITES, f"nothing is known that {role} could write"
        databases = [run.ground.database(role) for _ in range(CONNECTIONS)]
        people = [uuid4() for _ in range(run.size(PEOPLE // len(roles), PEOPLE))]
        total.add(_crowd(run, role).interleave(databases, people, run.size(1, TURNS)))
    wanted = run.size(PEOPLE, len(roles) * PEOPLE * TURNS)
    yield Finding("turns on pooled connections", total.turns, "turns", at_least=wanted)
    yield Finding("rows people saw of their own", total.own, "rows", at_least=wanted / 2)
    yield Finding("rows people saw of others", total.foreign, "rows", at_most=0)
    yield Finding("rows seen without a person", total.left_over, "rows", at_most=0)


def _crowd(run: Run, role: str) -> Crowd:
    with psycopg.connect(run.ground.owner_url) as owner:
        return Crowd(role, everything_visible(owner, role), run.seed)


def superuser(ground: Ground) -> psycopg.Connection[Any]:
    """A connection to the ground's server that no rule holds back."""
    url = ground.owner_url
    password = (ground.home / "postgres" / "superuser-password").read_text()
    url = make_conninfo(url, user="postgres", password=password)
    return psycopg.connect(url, autocommit=True)


PROOF = Proof("isolation", plant, prove)
