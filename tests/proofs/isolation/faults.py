"""Faults planted in the catalogue, each in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, LiteralString

import psycopg

from tests.proofs.isolation.rules import RULES, broken
from tests.proofs.proof import Planted

_TABLE: LiteralString = "CREATE TABLE goals.planted (user_id uuid PRIMARY KEY);"
_ENABLED: LiteralString = _TABLE + "ALTER TABLE goals.planted ENABLE ROW LEVEL SECURITY;"
_FORCED: LiteralString = _ENABLED + "ALTER TABLE goals.planted FORCE ROW LEVEL SECURITY;"
_OWN: LiteralString = "CREATE POLICY own ON goals.planted USING (user_id = platform.person())"
_CHECK: LiteralString = " WITH CHECK (user_id = platform.person());"
# By what was done, and a word of the rule that must name it.
FAULTS: Mapping[str, tuple[LiteralString, str]] = {
    "a table without FORCE": (_ENABLED + _OWN + _CHECK, "forces row-level security"),
    "a table without a policy": (_FORCED, "has a policy"),
    "a policy without CHECK": (_FORCED + _OWN, "unchecked"),
    "a policy open to everybody": (
        _FORCED + _OWN + _CHECK + "CREATE POLICY wide ON goals.planted FOR SELECT USING (true)",
        "only known roles",
    ),
    "a person under another name": (
        "CREATE TABLE goals.planted (author_id uuid PRIMARY KEY)",
        "called user_id",
    ),
    "a table that is nobody's": (
        "CREATE TABLE goals.planted (id int); GRANT SELECT ON goals.planted TO goals",
        "nobody's",
    ),
    "a view without security_invoker": (
        "CREATE VIEW published.planted AS SELECT * FROM goals.goal",
        "rights of the caller",
    ),
    "a role that bypasses row-level security": ("ALTER ROLE goals BYPASSRLS", "no power"),
    "a role that owns a table": ("ALTER TABLE goals.goal OWNER TO goals", "own nothing"),
    "a role that is a member of a wider one": ("GRANT roster TO goals", "members of"),
    "a role that writes into another domain": (
        "GRANT INSERT ON accounts.profile TO goals",
        "own schema",
    ),
    "a role nobody knows": ("CREATE ROLE planted LOGIN", "known roles"),
    "a function with the owner's rights": (
        """CREATE FUNCTION goals.planted() RETURNS int LANGUAGE sql SECURITY DEFINER
           AS 'SELECT 1'""",
        "owner's rights",
    ),
    "a default for everybody": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA goals GRANT SELECT ON TABLES TO PUBLIC",
        "granted to everybody",
    ),
    "a key that all people share": (
        _FORCED + "ALTER TABLE goals.planted ADD number int UNIQUE",
        "keys tell nothing",
    ),
}


def planted(superuser: psycopg.Connection[Any]) -> Iterator[Planted]:
    """Every fault, and whether the rules name it."""
    for fault, (statements, sign) in FAULTS.items():
        with superuser.transaction(force_rollback=True):
            superuser.execute(statements)
            found = list(broken(superuser))
        yield Planted(fault, any(sign in each for each in found))


def untried() -> list[str]:
    """The rules that no fault breaks."""
    signs = [sign for _, sign in FAULTS.values()]
    return [rule.name for rule in RULES if not any(sign in rule.name for sign in signs)]
