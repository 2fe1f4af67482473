"""The database itself hides everybody else's rows; read from its own catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

DOMAIN_ROLES = ("accounts", "measurements", "goals", "notifications", "relay")


@pytest.fixture(scope="module")
def owner(owner_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        yield connection


def test_every_table_with_a_person_forces_row_level_security(owner: psycopg.Connection) -> None:
    unguarded = owner.execute(
        """SELECT n.nspname || '.' || c.relname FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = c.oid
             AND a.attname = 'user_id' AND NOT a.attisdropped
           WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
    ).fetchall()
    assert unguarded == []


def test_every_guarded_table_checks_what_is_written(owner: psycopg.Connection) -> None:
    tables = owner.execute(
        """SELECT c.oid::regclass::text, EXISTS (
             SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own'
               AND p.polcmd = '*' AND p.polroles = '{0}'
               AND pg_get_expr(p.polqual, c.oid) = '(user_id = platform.person())'
               AND pg_get_expr(p.polwithcheck, c.oid) = '(user_id = platform.person())')
           FROM pg_class c WHERE c.relrowsecurity AND c.relkind IN ('r', 'p')"""
    ).fetchall()
    assert len(tables) >= 11
    assert [name for name, guarded in tables if not guarded] == []


def test_only_the_relay_and_the_roster_see_past_the_person(owner: psycopg.Connection) -> None:
    wide = owner.execute(
        """SELECT DISTINCT r.rolname FROM pg_policy p
           JOIN unnest(p.polroles) AS role(oid) ON true JOIN pg_roles r ON r.oid = role.oid
           WHERE p.polname <> 'own'"""
    ).fetchall()
    assert {name for (name,) in wide} == {"relay", "roster"}


def test_functions_log_in_as_roles_without_power(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        """SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
                  EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
           FROM pg_roles r WHERE rolname = ANY(%s)""",
        (list(DOMAIN_ROLES),),
    ).fetchall()
    assert {name for name, _, _ in rows} == set(DOMAIN_ROLES)
    assert not any(power or owns for _, power, owns in rows)


def test_views_read_with_the_rights_of_the_caller(owner: psycopg.Connection) -> None:
    views = owner.execute(
        """SELECT c.relname, coalesce('security_invoker=true' = ANY(c.reloptions), false)
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind = 'v' AND n.nspname = 'published'"""
    ).fetchall()
    assert len(views) >= 3
    assert all(invoker for _, invoker in views)


def test_a_domain_reaches_only_its_own_schema_and_what_is_published(
    owner: psycopg.Connection,
) -> None:
    rows = owner.execute(
        """SELECT r.rolname, n.nspname, c.relname FROM pg_roles r, pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE r.rolname = ANY(%s) AND c.relkind IN ('r', 'p')
             AND n.nspname IN ('accounts', 'measurements', 'goals', 'notifications')
             AND has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE')""",
        (list(DOMAIN_ROLES),),
    ).fetchall()
    assert rows
    assert [row for row in rows if row[0] != row[1]] == []
