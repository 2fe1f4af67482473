"""The real parts that proofs stand on, each started when it is first asked for."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from infra.local.deployed import Deployed
from infra.local.postgres import Postgres
from infra.migrations.handler import LOGIN_ROLES, apply_migrations, set_passwords
from tests.functions.accounts.cloud import SignInCloud
from tests.support.deployment import deployment
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase
from tests.support.product import Product
from tests.support.tables import local_cloud


class Ground:
    """Parts that live until `parts` is closed; `home` keeps their state."""

    def __init__(self, parts: ExitStack, home: Path) -> None:
        self.home = home
        self.keys = MemoryKeyStore()
        self._parts = parts

    @cached_property
    def owner_url(self) -> str:
        """The owner's URL of a migrated PostgreSQL server."""
        server = Postgres(self.home / "postgres")
        url = server.start().url
        self._parts.callback(server.stop)
        apply_migrations(url)
        set_passwords(url, dict.fromkeys(LOGIN_ROLES, ROLE_PASSWORD))
        return url

    def database(self, role: str) -> RoleDatabase:
        """That server as one role, over a connection of its own."""
        opened = RoleDatabase(self.owner_url, role, self.keys)
        self._parts.callback(opened.close)
        return opened

    @cached_property
    def cloud(self) -> str:
        """A local cloud with the template's tables; boto3 finds it by itself."""
        return self._parts.enter_context(local_cloud(self._folder("cloud")))

    @cached_property
    def deployed(self) -> Deployed:
        """The whole template on a local cloud and a database of its own, without an edge."""
        return self._parts.enter_context(deployment(self._folder("deployed")))

    @cached_property
    def sign_in(self) -> SignInCloud:
        """The user pool, its tables and the edge's social providers, without functions."""
        running = SignInCloud(self._folder("sign-in"))
        self._parts.callback(running.stop)
        running.start()
        return running

    @cached_property
    def product(self) -> Product:
        """The whole product as `make run` starts it."""
        running = Product(self._folder("product") / "home")
        self._parts.callback(running.stop)  # also when it does not get ready
        running.start()
        return running

    def _folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir()
        return folder
