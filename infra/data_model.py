"""Draws the data model as Mermaid from a migrated database, so that the picture cannot lie.

`python -m infra.data_model` starts a private server, migrates it and writes `docs/data-model.md`.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import LiteralString

import psycopg

DOCUMENT = Path(__file__).parent.parent / "docs" / "data-model.md"
SCHEMAS = ("platform", "accounts", "measurements", "goals", "notifications")

_COLUMNS: LiteralString = """
    SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, NULL),
           EXISTS (SELECT FROM pg_constraint k
                   WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY(k.conkey)),
           c.relforcerowsecurity
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY array_position(%s, n.nspname::text), c.relname, a.attnum"""
_REFERENCES: LiteralString = """
    SELECT c.relname, t.relname FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND n.nspname = ANY(%s) ORDER BY 1, 2"""
_VIEWS: LiteralString = """
    SELECT c.relname, string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE n.nspname = 'published' AND c.relkind = 'v' GROUP BY 1 ORDER BY 1"""

_TEXT = """# Data model

Written by `python -m infra.data_model` from the migrations in `infra/migrations/sql`; a test fails
when it is stale. What every column is for, how long it is kept and how it is erased stands in
`infra/data_catalogue/`.

One Postgres schema per domain. Every table with a `user_id` forces row-level security on the
transaction's `app.user_id`; a function logs in as the role of its domain and owns nothing. Domains
read each other only through the views of the schema `published`.
"""


def document(url: str) -> str:
    """The page as Markdown, from the catalogue of a migrated database."""
    with psycopg.connect(url) as connection:
        columns = connection.execute(_COLUMNS, (list(SCHEMAS), list(SCHEMAS))).fetchall()
        references = connection.execute(_REFERENCES, (list(SCHEMAS),)).fetchall()
        views = connection.execute(_VIEWS).fetchall()
    tables: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for schema, table, column, kind, is_key, _ in columns:
        name = kind.replace(" with time zone", "_tz").replace(" ", "_").replace("[]", "_list")
        tables[schema][table].append(f"    {name} {column}{' PK' if is_key else ''}")
    parts = [_TEXT]
    for schema, found in tables.items():
        lines = ["```mermaid", "erDiagram"]
        for table, members in found.items():
            lines += [f"  {table} {{", *members, "  }"]
        lines += [f"  {to} ||--o{{ {of} : has" for of, to in references if of in found]
        parts.append("\n".join([f"## {schema}", "", *lines, "```", ""]))
    listed = [f"| `published.{view}` | {names} |" for view, names in views]
    parts.append(
        "\n".join(["## published", "", "| view | columns |", "| --- | --- |", *listed, ""])
    )
    return "\n".join(parts)


def main() -> None:
    """Write the page from a fresh, migrated server."""
    from infra.local.postgres import Postgres
    from infra.migrations.handler import apply_migrations

    with tempfile.TemporaryDirectory() as home:
        server = Postgres(Path(home))
        url = server.start().url
        try:
            apply_migrations(url)
            DOCUMENT.write_text(document(url))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
