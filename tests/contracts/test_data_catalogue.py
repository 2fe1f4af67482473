"""Every column of the database is in the data catalogue, with its rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "infra" / "data_catalogue"
MEMBERS = {"purpose", "legal_basis", "retention", "export", "erasure", "personal", "sealed"}
STORES = {"postgres", "dynamodb", "eventbridge", "sqs", "stepfunctions", "logs", "backups"}
SCHEMAS = ("platform", "accounts", "measurements", "goals", "notifications")


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted(CATALOGUE.glob("*.yaml")):
        found += yaml.safe_load(path.read_text())
    return found


@pytest.fixture(scope="module")
def columns(owner_url: str) -> set[tuple[str, str]]:
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute(
            """SELECT n.nspname || '.' || c.relname, a.attname
               FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p')
                 AND a.attnum > 0 AND NOT a.attisdropped""",
            (list(SCHEMAS),),
        ).fetchall()
    return {(table, column) for table, column in rows}


def test_every_column_is_catalogued_and_nothing_else(columns: set[tuple[str, str]]) -> None:
    listed = {(e["table"], e["column"]) for e in entries() if e["store"] == "postgres"}
    assert columns - listed == set(), "columns without an entry in infra/data_catalogue"
    assert listed - columns == set(), "entries without a column"


def test_every_entry_is_complete() -> None:
    found = entries()
    assert len(found) > 50
    for entry in found:
        place = f"{entry['table']}.{entry['column']}"
        assert entry.keys() >= MEMBERS, place
        assert entry["store"] in STORES, place
        assert entry["personal"] in {"none", "pseudonymous", "personal", "health"}, place


def test_free_text_is_sealed() -> None:
    sealed = {(e["table"], e["column"]) for e in entries() if e["sealed"]}
    assert sealed >= {
        ("accounts.profile", "display_name"),
        ("accounts.profile", "email"),
        ("measurements.entry", "note"),
        ("goals.goal", "title"),
        ("platform.idempotency", "answer"),
    }
