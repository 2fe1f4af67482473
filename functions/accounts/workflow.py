"""Starts the Step Functions state machine that erases a person everywhere."""

from __future__ import annotations

import json
from uuid import UUID

from serenity.errors import Unavailable


class ErasureWorkflow:
    """One execution per person: its name is derived from the person's id."""

    def __init__(self, state_machine: str) -> None:
        self._state_machine = state_machine

    def start_erasure(self, user_id: UUID) -> None:
        """Start it once; starting it again changes nothing."""
        from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

        from serenity.aws import client

        try:
            client("stepfunctions").start_execution(
                stateMachineArn=self._state_machine,
                name=f"erasure-{user_id}",
                input=json.dumps({"user_id": str(user_id)}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise Unavailable("The erasure cannot be started now.") from error
        except BotoCoreError as error:
            raise Unavailable("The erasure cannot be started now.") from error
