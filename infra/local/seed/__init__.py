"""Gives a fresh local stack two demo people with 180 days of plausible, generated data."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from infra.local.seed.people import PEOPLE
from infra.local.services import base_environment

if TYPE_CHECKING:
    from infra.local.stack import Stack

DEMO_SIGN_INS = tuple((person.email, person.password) for person in PEOPLE)
"""E-mail addresses and passwords to show to whoever starts the product."""


class SeedError(RuntimeError):
    """The demo people could not be written; the message holds the last words of the attempt."""


def seed(stack: Stack) -> None:
    """Write the demo people in a process of its own; who is there already stays as they are.

    Raises:
        SeedError: when that process fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "infra.local.seed"],
        cwd=stack.root,
        env=environment(stack),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SeedError(f"The demo people could not be written: {done.stderr.strip()[-800:]}")


def environment(stack: Stack) -> dict[str, str]:
    """What the process needs: the settings of a function and the local cloud's address."""
    from infra.local.deploy import client, describe  # boto3 is loaded only to seed

    if stack.database is None:
        raise SeedError("The database has not been started.")
    _, outputs = describe(client(stack, "cloudformation"))
    return base_environment() | {
        "STAGE": "local",
        "AWS_ENDPOINT_URL": stack.cloud_url,
        "AWS_REGION": stack.region,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DATABASE_HOST": stack.database.host,
        "DATABASE_PORT": str(stack.database.port),
        "DATABASE_NAME": stack.database.database,
        "DATABASE_PASSWORD": stack.role_password,
        "DATABASE_SSLMODE": "disable",
        "EVENT_BUS_NAME": outputs["BusName"],
        "DATA_KEY_ID": outputs["DataKeyArn"],
        "DATA_KEYS_TABLE": outputs["DataKeysTable"],
        "USER_POOL_ID": outputs["UserPoolId"],
    }
