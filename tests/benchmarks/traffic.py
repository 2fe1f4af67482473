"""What a function sends to Postgres, as the server itself logs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.proofs.ground import Ground
from tests.proofs.isolation.recording import pieces
from tests.support.postgres import RoleDatabase

_MESSAGE = re.compile(r"LOG:  statement: (.*(?:\n\t.*)*)")


@contextmanager
def logged(ground: Ground, role: str) -> Iterator[RoleDatabase]:
    """The database as a role; the server logs every message of its connection."""
    password = (_folder(ground) / "superuser-password").read_text()
    superuser = make_conninfo(ground.owner_url, user="postgres", password=password)
    name = sql.Identifier(role)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} SET log_statement = 'all'").format(name))
        try:
            yield ground.database(role)
        finally:
            connection.execute(sql.SQL("ALTER ROLE {} RESET log_statement").format(name))


def sent(ground: Ground, request: Callable[[], Any]) -> tuple[int, int]:
    """How many messages, and how many statements in them, a warm request sends."""
    request()
    log = _folder(ground) / "server.log"
    before = log.stat().st_size
    request()
    with log.open("rb") as file:
        file.seek(before)
        messages = _MESSAGE.findall(file.read().decode(errors="replace"))
    return len(messages), sum(len(pieces(message)) for message in messages)


def _folder(ground: Ground) -> Path:
    return ground.home / "postgres"
