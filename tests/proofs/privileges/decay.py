"""What time and losses do to the items of somebody's life, done at once."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.proofs.privileges.life import Life, outputs


def change(life: Life, table: str, key: dict[str, str], name: str, value: int) -> None:
    """Change a number of an item, as time would."""
    life.product.client("dynamodb").update_item(
        TableName=outputs(life.product)[table],
        Key={part: {"S": text} for part, text in key.items()},
        UpdateExpression="SET #n = :v",
        ExpressionAttributeNames={"#n": name},
        ExpressionAttributeValues={":v": {"N": str(value)}},
    )


def keep_socket(life: Life, connection: str, session: str) -> None:
    """Keep a socket that the gateway does not know, as when its end was never told."""
    now = datetime.now(UTC)
    item = {
        "user_id": {"S": life.person.user_id},
        "connection_id": {"S": connection},
        "session_id": {"S": session},
        "admitted_at": {"N": str(int(now.timestamp()))},
        "opened_at": {"S": now.isoformat()},
        "expires_at": {"N": str(int(now.timestamp()) + 600)},
    }
    table = outputs(life.product)["SocketsTable"]
    life.product.client("dynamodb").put_item(TableName=table, Item=item)


def forget_sockets(life: Life) -> None:
    """Forget every socket of the person, as when a row was lost."""
    dynamodb, table = life.product.client("dynamodb"), outputs(life.product)["SocketsTable"]
    person = {":u": {"S": life.person.user_id}}
    found = dynamodb.query(
        TableName=table, KeyConditionExpression="user_id = :u", ExpressionAttributeValues=person
    )
    for item in found["Items"]:
        key = {name: item[name] for name in ("user_id", "connection_id")}
        dynamodb.delete_item(TableName=table, Key=key)
