"""What was deployed to the local cloud, and the questions a check may ask it."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from infra.local.deploy import client, describe

if TYPE_CHECKING:
    from infra.local.deploy import Outputs
    from infra.local.stack import Stack

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "c2VyZW5pdHktaHViLXNtb2tl",
}


@dataclass(frozen=True)
class Deployed:
    """What was deployed, and how to reach it."""

    stack: Stack
    outputs: Outputs

    @classmethod
    def on(cls, stack: Stack) -> Deployed:
        """What is deployed on a running stack."""
        return cls(stack, describe(client(stack, "cloudformation"))[1])

    def client(self, service: str) -> Any:
        """A client of the local cloud."""
        return client(self.stack, service)

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, Any]]:
        """The status, media type and JSON of a route, asked as the edge asks."""
        api, stage = self.outputs["RestApiId"], self.outputs["RestStage"]
        return self._ask(f"/_aws/execute-api/{api}/{stage}{path}", headers)

    def knock(self, query: str) -> int:
        """The status of a WebSocket handshake."""
        api, stage = self.outputs["SocketApiId"], self.outputs["SocketStage"]
        origin = {"Origin": self.stack.public_url}
        return self._ask(f"/_aws/execute-api/{api}/{stage}{query}", {**HANDSHAKE, **origin})[0]

    def queue_arn(self, name: str) -> str:
        """The ARN of one of the stack's queues."""
        url = self.outputs[f"{name}Url"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])

    def _ask(self, path: str, headers: dict[str, str]) -> tuple[int, str, dict[str, Any]]:
        cloud = urlsplit(self.stack.cloud_url)
        connection = http.client.HTTPConnection(str(cloud.hostname), cloud.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            # An upgraded connection has no body to wait for.
            body = b"" if answer.status == http.client.SWITCHING_PROTOCOLS else answer.read()
            return answer.status, answer.headers.get_content_type(), _json(body)
        finally:
            connection.close()


def expect(what: str, found: object, wanted: object) -> None:
    """Fail the running check unless it found what is wanted."""
    if found != wanted:
        raise AssertionError(f"{what} is {found!r}, not {wanted!r}")


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
