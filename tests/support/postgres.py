"""A domain's database on the test server, with keys in memory and events kept."""

from __future__ import annotations

from psycopg.conninfo import make_conninfo

from serenity.vault import Vault
from serenity_sql import Connection, PostgresDatabase
from tests.support.keys import MemoryKeyStore
from tests.support.publisher import KeptEvents

ROLE_PASSWORD = "test-only-role-password"


class RoleDatabase(PostgresDatabase):
    """The database as one role; shows its connection, vault and published events to the test."""

    def __init__(self, owner_url: str, role: str, keys: MemoryKeyStore) -> None:
        url = make_conninfo(owner_url, user=role, password=ROLE_PASSWORD)
        self.connection = Connection(lambda: url)
        self.vault = Vault(keys)
        self.kept = KeptEvents()
        super().__init__(self.connection, source=role, vault=self.vault, publisher=self.kept)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
