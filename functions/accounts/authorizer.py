"""The REST API's authorizer: one Lambda function in front of every route that needs a person."""

from __future__ import annotations

from typing import Any

from functions.accounts import wiring
from serenity.errors import Forbidden, Unauthorized
from serenity.telemetry import follow, hashed, invocation, logger


class Refused(Exception):
    """What API Gateway turns into 401, if it says so in its own word."""


@invocation(Refused)
def authorize(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer API Gateway with a policy for this one request.

    Raises:
        Refused: with the message `Unauthorized`, which API Gateway turns into 401; anything else
            becomes 503.
    """
    headers = _headers(event)
    if request_id := event.get("requestContext", {}).get("requestId"):
        follow(request_id)
    try:
        principal = wiring.gatekeeper().admit(event.get("httpMethod", ""), headers)
    except Unauthorized:
        raise Refused("Unauthorized") from None  # the wording API Gateway asks for
    except Forbidden as refusal:
        logger.info("request refused", extra={"cause": refusal.name})
        return _policy("Deny", event["methodArn"], "unknown", {"reason": refusal.name})
    logger.debug("request admitted", extra={"user": hashed(principal.user_id)})
    return _policy("Allow", event["methodArn"], str(principal.user_id), principal.context())


def _headers(event: dict[str, Any]) -> dict[str, str]:
    """Headers by lower-case name; a Cookie header in pieces (RFC 9113 §8.2.3) is joined again."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    for name, values in (event.get("multiValueHeaders") or {}).items():
        if name.lower() == "cookie" and values:
            headers["cookie"] = "; ".join(values)
    return headers


def _policy(effect: str, resource: str, who: str, context: dict[str, str]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": who,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }
