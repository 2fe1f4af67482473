"""How many messages to Postgres and calls to AWS a hot route makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg

from infra.local.postgres import Postgres
from infra.migrations.handler import LOGIN_ROLES, apply_migrations, set_passwords
from tests.benchmarks.figure import Figure
from tests.support.gateway import invoke, principal
from tests.support.keys import MemoryKeyStore
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase

TARGET = 5
