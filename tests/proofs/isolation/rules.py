"""What the database's own catalogue must say, as queries that name whatever breaks a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from infra.migrations.handler import LOGIN_ROLES

# Roles that see past the person, each for one reason.
WIDE: Mapping[str, str] = {
    "relay": "publishes everybody's events, and deletes what has expired",
    "roster": "tells the schedule of streaks whom to look at; nobody can log in as it",
}
# Functions that run with more rights than their caller.
DEFINERS: Mapping[str, str] = {
    "goals.roster()": "the schedule of streaks has to know whose day ends; it says no more",
}
# Functions everybody may call.
COMMON: Mapping[str, str] = {
    "platform.person()": "says whose transaction it is, which every policy asks",
}
# Tables that are nobody's.
SHARED: Mapping[str, str] = {
    "measurements.metric": "the catalogue of what can be measured, the same for everybody",
}
# Unique keys without the person, by which one could learn that somebody else's row exists.
ACROSS: Mapping[str, str] = {
    "platform.outbox_pkey": "ids of events are made by the functions, never taken from a client",
}
_PARAMETERS = {
    "roles": list(LOGIN_ROLES),
    "wide": list(WIDE),
    "definers": list(DEFINERS),
    "common": list(COMMON),
    "shared": list(SHARED),
    "across": list(ACROSS),
}

# Relations of ours, and the column that names the person: every rule begins with these.
_OURS: LiteralString = """
    WITH ours AS (
      SELECT c.oid, c.relkind, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
             n.nspname, n.nspname || '.' || c.relname AS name, u.attnum AS person, u.attname
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL (
        SELECT a.attnum, a.attname FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attname ~ '^(.*_)?(user|person|owner|author|member)_id$'
        ORDER BY a.attname <> 'user_id' LIMIT 1
      ) u ON true
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ), guarded AS (
      SELECT * FROM ours WHERE relkind IN ('r', 'p') AND person IS NOT NULL
    ), logins AS (
      SELECT * FROM pg_roles WHERE rolname = ANY(%(roles)s)
    )"""


@dataclass(frozen=True)
class Rule:
    """A rule, and the query whose rows name what breaks it."""

    name: str
    query: LiteralString


RULES = (
    Rule(
        "a person is called user_id everywhere",
        "SELECT name || ' ' || attname FROM guarded WHERE attname <> 'user_id'",
    ),
    Rule(
        "every table with a person forces row-level security",
        "SELECT name FROM guarded WHERE NOT (relrowsecurity AND relforcerowsecurity)",
    ),
    Rule(
        "every table with a person has a policy for all, in reading and in writing",
        """SELECT name FROM guarded g WHERE NOT EXISTS (
             SELECT FROM pg_policy p WHERE p.polrelid = g.oid AND p.polcmd = '*'
               AND p.polroles = '{0}'
               AND pg_get_expr(p.polqual, g.oid) = format('(%%I = platform.person())', g.attname)
               AND pg_get_expr(p.polwithcheck, g.oid)
                   = format('(%%I = platform.person())', g.attname))""",
    ),
    Rule(
        "no policy lets anything be written unchecked",
        """SELECT g.name || ' ' || p.polname FROM guarded g JOIN pg_policy p ON p.polrelid = g.oid
           WHERE p.polcmd IN ('*', 'a', 'w') AND p.polwithcheck IS NULL""",
    ),
    Rule(
        "only known roles see past the person, and only to read or delete",
        """SELECT g.name || ' ' || p.polname FROM guarded g JOIN pg_policy p ON p.polrelid = g.oid
           WHERE NOT (p.polroles = '{0}' AND p.polcmd = '*')
             AND NOT (p.polcmd IN ('r', 'd') AND NOT EXISTS (
               SELECT FROM unnest(p.polroles) AS given(oid) LEFT JOIN pg_roles r USING (oid)
               WHERE r.rolname IS NULL OR r.rolname <> ALL(%(wide)s)))""",
    ),
    Rule(
        "tables without a person are known to be nobody's",
        """SELECT name FROM ours o WHERE relkind IN ('r', 'p') AND person IS NULL
             AND name <> ALL(%(shared)s)
             AND EXISTS (SELECT FROM logins l
                         WHERE has_any_column_privilege(l.oid, o.oid, 'SELECT, INSERT, UPDATE'))""",
    ),
    Rule(
        "views read with the rights of the caller",
        """SELECT name FROM ours WHERE relkind IN ('m', 'f') OR (relkind = 'v'
             AND NOT coalesce('security_invoker=true' = ANY(reloptions), false))""",
    ),
    Rule(
        "functions log in only as the known roles",
        """SELECT r.rolname FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper
             AND r.rolname <> ALL(%(roles)s)
             AND r.oid <> (SELECT datdba FROM pg_database WHERE datname = current_database())
           UNION ALL SELECT wanted FROM unnest(%(roles)s::text[]) AS wanted
           WHERE wanted NOT IN (SELECT rolname FROM logins)""",
    ),
    Rule(
        "roles of functions have no power",
        """SELECT rolname FROM logins WHERE rolsuper OR rolbypassrls OR rolcreaterole
             OR rolcreatedb OR rolreplication OR rolinherit""",
    ),
    Rule(
        "roles of functions own nothing",
        """SELECT l.rolname || ' ' || d.classid::regclass FROM logins l
           JOIN pg_shdepend d ON d.refobjid = l.oid AND d.refclassid = 'pg_authid'::regclass
           WHERE d.deptype = 'o'""",
    ),
    Rule(
        "roles of functions are members of nothing",
        """SELECT l.rolname || ' of ' || m.roleid::regrole FROM logins l
           JOIN pg_auth_members m ON m.member = l.oid""",
    ),
    Rule(
        "a domain writes only to its own schema and the platform's",
        """SELECT l.rolname || ' ' || o.name FROM logins l, ours o
           WHERE o.nspname NOT IN (l.rolname, 'platform')
             AND has_any_column_privilege(l.oid, o.oid, 'INSERT, UPDATE')""",
    ),
    Rule(
        "what runs with its owner's rights is known, has a fixed path and is not for everybody",
        """SELECT name FROM (
             SELECT p.*, n.nspname || '.' || p.proname || '('
               || pg_get_function_identity_arguments(p.oid) || ')' AS name
             FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef) AS found
           JOIN pg_roles r ON r.oid = found.proowner
           WHERE name <> ALL(%(definers)s) OR r.rolsuper OR r.rolbypassrls OR r.rolcanlogin
             OR NOT coalesce('search_path=pg_catalog' = ANY(proconfig), false)
             OR has_function_privilege('public', found.oid, 'EXECUTE')""",
    ),
    Rule(
        "nothing is granted to everybody",
        """SELECT 'schema ' || n.nspname FROM pg_namespace n
           WHERE n.nspname !~ '^(pg_|information_schema$)'
             AND has_schema_privilege('public', n.oid, 'USAGE, CREATE')
           UNION ALL
           SELECT name FROM ours o WHERE has_any_column_privilege(
             'public', o.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
           UNION ALL
           SELECT n.nspname || '.' || p.proname || '()' FROM pg_proc p
           JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
             AND has_function_privilege('public', p.oid, 'EXECUTE')
             AND n.nspname || '.' || p.proname || '()' <> ALL(%(common)s)
           UNION ALL
           SELECT 'default of ' || d.defaclrole::regrole FROM pg_default_acl d,
             aclexplode(d.defaclacl) AS given WHERE given.grantee = 0""",
    ),
    Rule(
        "keys tell nothing of other people",
        """SELECT g.nspname || '.' || i.indexrelid::regclass::text
           FROM guarded g JOIN pg_index i ON i.indrelid = g.oid AND i.indisunique
           JOIN pg_class c ON c.oid = i.indexrelid
           WHERE g.person <> ALL(i.indkey::int2[])
             AND g.nspname || '.' || c.relname <> ALL(%(across)s)
           UNION ALL
           SELECT g.name || ' ' || k.conname FROM guarded g
           JOIN pg_constraint k ON k.contype = 'f' AND k.confrelid = g.oid
           WHERE g.person <> ALL(k.confkey)""",
    ),
)


def broken(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """What breaks a rule, by rule and name."""
    for rule in RULES:
        # The statement is made of constants alone.
        for (name,) in connection.execute(_OURS + rule.query, _PARAMETERS).fetchall():
            yield f"{rule.name}: {name}"


def counted(connection: psycopg.Connection[Any]) -> tuple[int, int]:
    """How many tables have a person, and how many views there are."""
    query: LiteralString = """SELECT count(*) FILTER (WHERE relkind IN ('r', 'p')
      AND person IS NOT NULL), count(*) FILTER (WHERE relkind = 'v') FROM ours"""
    row = connection.execute(_OURS + query, _PARAMETERS).fetchone()
    assert row is not None, "a count answers one row"
    return row[0], row[1]
