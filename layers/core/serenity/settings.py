"""The settings a function reads from its environment, once, on first use."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting by its environment name in lower case; empty where the function has no use."""

    stage: str = "local"
    public_url: str = ""
    origin_secret: str = ""
    app_version: str = ""
    aws_region: str = ""
    database_host: str = ""
    database_port: str = "5432"
    database_name: str = "serenity"
    database_user: str = ""
    database_password: str = ""
    database_sslmode: str = "require"
    event_bus_name: str = ""
    data_key_id: str = ""
    sessions_table: str = ""
    login_states_table: str = ""
    data_keys_table: str = ""
    revocations_table: str = ""
    tickets_table: str = ""
    sockets_table: str = ""
    inbox_table: str = ""
    idempotency_table: str = ""
    user_pool_id: str = ""
    web_client_id: str = ""
    cognito_issuer: str = ""
    cognito_jwks_url: str = ""
    cognito_public_url: str = ""
    cognito_token_url: str = ""
    social_providers: str = ""
    socket_endpoint: str = ""
    erasure_state_machine_arn: str = ""
    mail_from: str = ""
    silent_seconds: str = "0"

    def require(self, name: str) -> str:
        """The value of a setting this function cannot work without.

        Raises:
            RuntimeError: if it is not set, naming the environment variable.
        """
        value = str(getattr(self, name))
        if not value:
            raise RuntimeError(f"The environment variable {name.upper()} is not set.")
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    found = {
        f.name: os.environ[f.name.upper()] for f in fields(Settings) if f.name.upper() in os.environ
    }
    return Settings(**found)
