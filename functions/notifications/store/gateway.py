"""API Gateway's management of open sockets."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from serenity.aws import client


class ManagedSockets:
    """The `SocketGateway` over the management API of our WebSocket stage."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def post(self, connection_id: str, text: str) -> bool:
        """Send a text; False if the socket is gone."""
        return self._call("post_to_connection", ConnectionId=connection_id, Data=text.encode())

    def close(self, connection_id: str) -> None:
        """Close a socket; one that is gone counts as closed."""
        self._call("delete_connection", ConnectionId=connection_id)

    def _call(self, operation: str, **arguments: Any) -> bool:
        try:
            getattr(client("apigatewaymanagementapi", self._endpoint), operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"GoneException", "410"}:
                return False
            raise
        return True
