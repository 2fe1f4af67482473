"""API Gateway's WebSocket events and the answers it expects; no rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from functions.notifications.domain import Admission
from serenity import telemetry

OK = {"statusCode": 200}
REFUSED = {"statusCode": 403}


def follow(event: Mapping[str, Any]) -> None:
    """Let every line logged from here on name this request, and whose socket it is about."""
    admission = admission_of(event)
    request_id = str(_context(event).get("requestId", ""))
    telemetry.follow(request_id, admission.user_id if admission else None)


def header(event: Mapping[str, Any], name: str) -> str | None:
    """A header of the handshake, whatever the case of its name."""
    for given, value in (event.get("headers") or {}).items():
        if given.lower() == name:
            return str(value)
    return None


def ticket_of(event: Mapping[str, Any]) -> str:
    """The ticket in the handshake's query string, or nothing."""
    return str((event.get("queryStringParameters") or {}).get("ticket", ""))


def policy(event: Mapping[str, Any], admission: Admission | None) -> dict[str, Any]:
    """The authorizer's answer: who was admitted, or a refusal."""
    answer: dict[str, Any] = {
        "principalId": str(admission.user_id) if admission else "nobody",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if admission else "Deny",
                    "Resource": event["methodArn"],
                }
            ],
        },
    }
    if admission:
        answer["context"] = {
            "user_id": str(admission.user_id),
            "session_id": admission.session_id,
            "issued_at": str(int(admission.issued_at.timestamp())),
        }
    return answer


def admission_of(event: Mapping[str, Any]) -> Admission | None:
    """Whom the authorizer admitted; API Gateway repeats its context with every message."""
    context = _context(event).get("authorizer") or {}
    try:
        issued_at = datetime.fromtimestamp(int(context["issued_at"]), UTC)
        return Admission(UUID(context["user_id"]), str(context["session_id"]), issued_at)
    except (KeyError, ValueError):
        return None


def _context(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return event.get("requestContext") or {}
