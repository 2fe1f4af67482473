"""Adds the CloudFormation resource types that the template uses and ministack lacks."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from infra.local.cloud import mending

FAILED = 400


def checked(kind: str, response: tuple[int, Any, bytes]) -> dict[str, Any]:
    """Return what a service answered, or fail the resource with its message."""
    status, _, body = response
    answer: dict[str, Any] = json.loads(body or b"{}")
    if status >= FAILED:
        raise ValueError(f"{kind} failed: {answer.get('message') or answer}")
    return answer


def create_identity_provider(_logical: str, properties: dict[str, Any], _stack: str) -> Any:
    """Create a social provider of a user pool."""
    checked("UserPoolIdentityProvider", cognito._create_identity_provider(properties))
    return properties["ProviderName"], {}


def update_identity_provider(
    _physical: str, old: dict[str, Any], new: dict[str, Any], stack: str, *_: Any
) -> Any:
    """Update a social provider; another name, type or pool makes another provider."""
    fixed = ("ProviderName", "ProviderType", "UserPoolId")
    if any(old.get(key) != new.get(key) for key in fixed):
        delete_identity_provider(old["ProviderName"], old)
        return create_identity_provider("", new, stack)
    checked("UserPoolIdentityProvider", cognito._update_identity_provider(new))
    return new["ProviderName"], {}


def delete_identity_provider(_physical: str, properties: dict[str, Any], *_: Any) -> None:
    """Delete a social provider; one that is gone already is no failure."""
    cognito._delete_identity_provider(properties)


def create_deployment(logical: str, properties: dict[str, Any], _stack: str) -> Any:
    """Accept a WebSocket deployment: routes are live at once here."""
    return f"{properties.get('ApiId', 'api')}-{logical}".lower()[:60], {}


def keep(physical: str, *_: Any) -> Any:
    """Accept an update that changes nothing here."""
    return physical, {}


def nothing(*_: Any) -> None:
    """Accept the removal of what was never kept."""


TYPES = {
    "AWS::Cognito::UserPoolIdentityProvider": {
        "create": create_identity_provider,
        "update": update_identity_provider,
        "delete": delete_identity_provider,
    },
    "AWS::ApiGatewayV2::Deployment": {
        "create": create_deployment,
        "update": keep,
        "delete": nothing,
    },
}


def mend() -> None:
    """Register the types, unless ministack has learnt one meanwhile."""
    mending.require(cognito, "_create_identity_provider", "_update_identity_provider")
    mending.require(cognito, "_delete_identity_provider")
    for name, handlers in TYPES.items():
        if name in provisioners._RESOURCE_HANDLERS:
            raise mending.MendError(f"ministack now knows {name}: remove ours")
        provisioners._RESOURCE_HANDLERS[name] = handlers
