"""Records every statement a deployed product sends, and a copy of every row it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infra.local.deployed import Deployed

_PREFIX = "sent by "
_ENTRY = re.compile(r"^sent by (\w*): LOG:  statement: (.*)$", re.DOTALL)
# Quoted text may hold anything, so that only the other semicolons end a statement.
_PIECE = re.compile(r"(?:E'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|[^';])+", re.DOTALL)
_KEEP: LiteralString = """
    CREATE SCHEMA kept;
    CREATE TABLE kept.row (relation text NOT NULL, content jsonb NOT NULL);
    CREATE FUNCTION kept.keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog AS $$ BEGIN
        INSERT INTO kept.row VALUES (TG_RELID::regclass::text, to_jsonb(NEW)); RETURN NULL;
      END $$"""
_GUARDED: LiteralString = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE a.attname = 'user_id' AND c.relkind IN ('r', 'p') AND c.relrowsecurity ORDER BY 1"""


@dataclass(frozen=True)
class Sent:
    """One statement as the server received it, its values included."""

    role: str
    text: str


@dataclass
class Recording:
    """What was sent, and every row that was written, under its table."""

    sent: list[Sent] = field(default_factory=list)
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Recorder:
    """Listens to the server of one deployment while it is told to."""

    def __init__(self, deployed: Deployed) -> None:
        self._folder: Path = deployed.stack.home / "postgres"
        assert deployed.stack.database is not None, "the deployment has no database"
        self._url = make_conninfo(
            deployed.stack.database.url,
            user="postgres",
            password=(self._folder / "superuser-password").read_text(),
        )
        self._from = 0

    def connect(self) -> psycopg.Connection[Any]:
        """A connection that no rule holds back."""
        return psycopg.connect(self._url, autocommit=True)

    @contextmanager
    def listening(self) -> Iterator[Recording]:
        """Fill the recording with what happens inside the block."""
        recording = Recording()
        with self.connect() as connection:
            self._prepare(connection)
            try:
                yield recording
                recording.sent = self.heard()
                found = connection.execute("SELECT relation, content FROM kept.row").fetchall()
                recording.rows = found
            finally:
                self._forget(connection)

    def heard(self) -> list[Sent]:
        """What was sent so far, statement by statement."""
        with (self._folder / "server.log").open("rb") as log:
            log.seek(self._from)
            text = log.read().decode(errors="replace")
        entries = text.split(f"\n{_PREFIX}")
        found = [_ENTRY.match(f"{_PREFIX}{entry}") for entry in entries]
        return [
            Sent(match[1], piece)
            for match in found
            if match and match[1] != "postgres"
            for piece in pieces(match[2].replace("\n\t", "\n"))
        ]

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        self._from = (self._folder / "server.log").stat().st_size
        connection.execute(_KEEP)
        for table in guarded(connection):
            trigger: LiteralString = """CREATE TRIGGER kept AFTER INSERT ON {}
                FOR EACH ROW EXECUTE FUNCTION kept.keep()"""
            connection.execute(sql.SQL(trigger).format(sql.SQL(table)))
        connection.execute("ALTER SYSTEM SET log_line_prefix = 'sent by %u: '")
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")

    def _forget(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("ALTER SYSTEM RESET log_statement")
        connection.execute("ALTER SYSTEM RESET log_line_prefix")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP SCHEMA kept CASCADE")


def pieces(message: str) -> list[str]:
    """The single statements of a message."""
    return [piece.strip() for piece in _PIECE.findall(message) if piece.strip()]


def guarded(connection: psycopg.Connection[Any]) -> list[LiteralString]:
    """The tables with a person, quoted as the server quotes them."""
    return [name for (name,) in connection.execute(_GUARDED).fetchall()]
