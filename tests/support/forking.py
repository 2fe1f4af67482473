"""A function that answers every request in a process of its own, which may be killed.

`python -m tests.support.forking MODULE SOCKET` loads the app of a module as the function would,
then forks for each connection: the process tells its id, reads an event and writes the answer.
"""

from __future__ import annotations

import importlib
import json
import os
import socketserver
import sys
from typing import Any

# What the first request of a function would import; loaded here once for all processes.
PARTS = (
    "boto3.dynamodb.types",
    "cryptography.hazmat.primitives.ciphers.aead",
    "jwt",
    "serenity.idempotency",
    "serenity_sql.wiring",
    "ua_parser",
)
SERVICES = ("cognito-idp", "dynamodb", "events", "kms", "ses", "stepfunctions")


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for every connection."""

    request_queue_size = 256
    max_children = 256


def main(module: str, address: str) -> None:
    """Serve until the process is ended."""
    app: Any = importlib.import_module(module).app
    for part in PARTS:
        importlib.import_module(part)
    from serenity.aws import client

    for service in SERVICES:
        client(service)

    class Request(socketserver.StreamRequestHandler):
        """One request."""

        def handle(self) -> None:
            """Tell the process, carry out the event, write the answer."""
            self.wfile.write(f"{os.getpid()}\n".encode())
            event = json.loads(self.rfile.readline())
            self.wfile.write(json.dumps(app(event, None)).encode())

    with Server(address, Request) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
