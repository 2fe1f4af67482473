"""`python -m infra.local.seed`: write the demo people with the settings of the environment."""

from __future__ import annotations

from dataclasses import replace

from infra.local.seed.people import PEOPLE
from infra.local.seed.sign_ins import sign_in_of
from infra.local.seed.writing import Homes, settle
from serenity.aws import client
from serenity.clock import SystemClock
from serenity.events import EventBus
from serenity.settings import Settings, settings
from serenity.vault import KmsKeyStore, Vault
from serenity_sql import Connection, PostgresDatabase
from serenity_sql.wiring import BUS_SECONDS, conninfo


def main() -> None:
    """Write each demo person; print how many entries were added."""
    found = settings()
    vault = Vault(KmsKeyStore(found.require("data_keys_table"), found.require("data_key_id")))
    homes = Homes(
        accounts=_database(found, "accounts", vault),
        measurements=_database(found, "measurements", vault),
        goals=_database(found, "goals", vault),
        vault=vault,
    )
    now = SystemClock().now()
    for person in PEOPLE:
        user_id = sign_in_of(client("cognito-idp"), found.require("user_pool_id"), person)
        print(f"{person.email}: {settle(homes, person, user_id, now)} entries added")


def _database(found: Settings, role: str, vault: Vault) -> PostgresDatabase:
    text = conninfo(replace(found, database_user=role))
    bus = EventBus(found.require("event_bus_name"), read_seconds=BUS_SECONDS)
    return PostgresDatabase(Connection(lambda: text), source=role, vault=vault, publisher=bus)


if __name__ == "__main__":
    main()
