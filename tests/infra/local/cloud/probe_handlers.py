"""Handlers that the tests of the local cloud deploy: each answers with what it was given."""

from __future__ import annotations

import json
import os
import time
from typing import Any


class OwnError(Exception):
    """An error with a name of its own."""


def echo(event: Any, context: Any) -> Any:
    """Answer with the event and the environment; wait, say something or fail when asked to."""
    if isinstance(event, dict) and event.get("wait"):
        time.sleep(event["wait"])
    if isinstance(event, dict) and event.get("say"):
        print(event["say"])
    if isinstance(event, dict) and event.get("fail"):
        raise OwnError(event["fail"])
    if isinstance(event, dict) and "fail" in (event.get("queryStringParameters") or {}):
        raise OwnError(event["queryStringParameters"]["fail"])
    if isinstance(event, dict) and "requestContext" not in event:
        return {"event": event, "environment": dict(os.environ), "process": os.getpid()}
    facts = {
        "environment": sorted(os.environ),
        "process": os.getpid(),
        "path": event.get("pathParameters"),
        "request_id": (event.get("requestContext") or {}).get("requestId"),
        "authorizer": (event.get("requestContext") or {}).get("authorizer"),
        "left": context.get_remaining_time_in_millis(),
    }
    cookies = {"Set-Cookie": ["a=1", "b=2"]}
    return {"statusCode": 200, "body": json.dumps(facts), "multiValueHeaders": cookies}


def authorize(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Allow who shows the word `open` in a header, a cookie or the query string."""
    shown = json.dumps([event.get("headers"), event.get("queryStringParameters")])
    if "refuse" in shown:
        raise Exception("Unauthorized")  # noqa: TRY002 - the gateway looks for exactly this
    effect = "Allow" if "open" in shown else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "someone", "policyDocument": policy, "context": {"user_id": "someone"}}


def take(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Take queued messages; report those that hold the word `bad` as failed."""
    print(json.dumps({"took": event}))
    bad = [record["messageId"] for record in event.get("Records", []) if "bad" in record["body"]]
    return {"batchItemFailures": [{"itemIdentifier": name} for name in bad]}
