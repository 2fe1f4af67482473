"""Starts the Step Functions state machine that erases a person everywhere."""

from __future__ import annotations

import json
from uuid import UUID

from serenity.errors import Unavailable
from serenity.ids import digest


def execution_name(user_id: UUID) -> str:
    """The name of a person's one execution; logs and consoles show it, so it leads to nobody."""
    return f"erasure-{digest(f'erasure|{user_id}')}"


class ErasureWorkflow:
    """One execution per person."""

    def __init__(self, state_machine: str) -> None:
        self._state_machine = state_machine

    def start_erasure(self, user_id: UUID) -> None:
        """Start it once; starting it again changes nothing."""
        from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

        from serenity.aws import client

        try:
            client("stepfunctions").start_execution(
                stateMachineArn=self._state_machine,
                name=execution_name(user_id),
                input=json.dumps({"user_id": str(user_id)}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise Unavailable("The erasure cannot be started now.") from error
        except BotoCoreError as error:
            raise Unavailable("The erasure cannot be started now.") from error
