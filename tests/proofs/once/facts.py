"""Reads the stores themselves: what requests have done, and what is kept of their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from functions.accounts.workflow import execution_name
from infra.local.deployed import Deployed
from tests.support.mailbox import mail_for

DAY_SECONDS = 24 * 3600


class Facts:
    """The database as its owner sees it, the tables, the user pool and the mailbox."""

    def __init__(self, deployed: Deployed) -> None:
        assert deployed.stack.database is not None
        self.url = deployed.stack.database.url
        self._deployed = deployed
        self._dynamodb = deployed.client("dynamodb")
        self._outputs = deployed.outputs

    def number(self, user_id: UUID, query: LiteralString) -> int:
        """A number that a query without a condition finds among a person's rows; 0 for none."""
        with psycopg.connect(self.url) as connection:
            connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
            row = connection.execute(query + " WHERE user_id = %s", (user_id,)).fetchone()
        return int(row[0] or 0) if row else 0

    def items(self, table: str, **equal: str) -> list[Mapping[str, Any]]:
        """The items of a table whose attributes have these values."""
        names = {f"#{n}": n for n in equal}
        values = {f":{n}": {"S": value} for n, value in equal.items()}
        where = {
            "FilterExpression": " AND ".join(f"#{n} = :{n}" for n in equal),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._outputs[table], **(where if equal else {})
        )
        return [item for page in pages for item in page["Items"]]

    def put(self, table: str, item: Mapping[str, Any]) -> None:
        """Write an item."""
        self._dynamodb.put_item(TableName=self._outputs[table], Item=item)

    def users(self, email: str) -> list[Mapping[str, Any]]:
        """The accounts of an address in the user pool."""
        found: list[Mapping[str, Any]] = self._deployed.client("cognito-idp").list_users(
            UserPoolId=self._outputs["UserPoolId"], Filter=f'email = "{email}"'
        )["Users"]
        return found

    def opens(self, email: str, password: str) -> bool:
        """Whether an address signs in with a password."""
        cognito = self._deployed.client("cognito-idp")
        try:
            cognito.admin_initiate_auth(
                UserPoolId=self._outputs["UserPoolId"],
                ClientId=self._outputs["WebClientId"],
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except cognito.exceptions.NotAuthorizedException:
            return False
        return True

    def letters(self, email: str) -> int:
        """How many letters an address was sent."""
        return len(mail_for(self._deployed.stack.cloud_url, email))

    def erasures(self, user_id: UUID) -> int:
        """How many erasures of a person were begun."""
        pages = self._deployed.client("stepfunctions").get_paginator("list_executions")
        found = pages.paginate(stateMachineArn=self._outputs["AccountErasureArn"])
        name = execution_name(user_id)
        return sum(each["name"] == name for page in found for each in page["executions"])

    def kept(self, user_id: UUID) -> int:
        """How many Idempotency-Keys are stored: a person's in the database, all in the table."""
        rows = self.number(user_id, "SELECT count(*) FROM platform.idempotency")
        return rows + len(self.items("IdempotencyTable"))

    def end_leases(self) -> None:
        """Let the time pass for which a request that died still holds its record."""
        for item in self.items("IdempotencyTable"):
            if "answer" not in item:
                self._set(item, "held_until", 0)

    def let_a_day_pass(self, user_ids: Iterable[UUID]) -> None:
        """Make stored keys older by a day: all in the table, these people's in the database."""
        for item in self.items("IdempotencyTable"):
            self._set(item, "expires_at", int(item["expires_at"]["N"]) - DAY_SECONDS)
        with psycopg.connect(self.url) as connection:
            for user_id in user_ids:
                connection.execute("SELECT set_config('app.user_id', %s, true)", (str(user_id),))
                connection.execute(
                    """UPDATE platform.idempotency SET created_at = created_at - interval '1 day'
                       WHERE user_id = %s""",
                    (user_id,),
                )

    def _set(self, item: Mapping[str, Any], attribute: str, value: int) -> None:
        self._dynamodb.update_item(
            TableName=self._outputs["IdempotencyTable"],
            Key={"request_hash": item["request_hash"]},
            UpdateExpression="SET #a = :value",
            ExpressionAttributeNames={"#a": attribute},
            ExpressionAttributeValues={":value": {"N": str(value)}},
        )

    def sweep(self) -> None:
        """Let the relay end what has expired."""
        invoked = self._deployed.client("lambda").invoke(
            FunctionName="serenity-local-relay", Payload=b"{}"
        )
        assert "FunctionError" not in invoked, "the relay failed"
