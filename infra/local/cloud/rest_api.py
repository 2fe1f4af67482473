"""Imports an OpenAPI body completely, and a changed body in place, so that API ids stay."""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway_v1 as rest
from ministack.services.cloudformation import provisioners

from infra.local.cloud import mending

INTEGRATION_DETAILS = (
    "requestTemplates", "requestParameters", "passthroughBehavior", "timeoutInMillis",
    "contentHandling", "credentials",
)  # fmt: skip
ANY_METHOD = "x-amazon-apigateway-any-method"
BINARY_TYPES = "x-amazon-apigateway-binary-media-types"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
INTEGRATION = "x-amazon-apigateway-integration"
REST_API = "AWS::ApiGateway::RestApi"


def import_operation(
    original: Any, api: str, resource: str, method: str, operation: Any, *rest_of: Any
) -> None:
    """Import one operation with its mapping templates and its responses."""
    original(api, resource, method, operation, *rest_of)
    described = (operation or {}).get(INTEGRATION) or {}
    known = rest._resources[api][resource]["resourceMethods"].get(method, {})
    target = known.get("methodIntegration")
    if not target:
        return
    target.update({key: described[key] for key in INTEGRATION_DETAILS if described.get(key)})
    for pattern, response in (described.get("responses") or {}).items():
        status = str(response.get("statusCode", "200"))
        rest._put_method_response(api, resource, method, status, {})
        rest._put_integration_response(api, resource, method, status, {
            "selectionPattern": "" if pattern == "default" else pattern,
            "responseParameters": response.get("responseParameters", {}),
            "responseTemplates": response.get("responseTemplates", {}),
        })  # fmt: skip


def import_path(original: Any, api: str, path: str, item: Any, *rest_of: Any) -> None:
    """Import one path, together with a method that stands for any method."""
    operations = dict(item)
    any_method = operations.pop(ANY_METHOD, None)
    original(api, path, operations, *rest_of)
    if any_method is not None:
        resources = rest._resources[api].items()
        resource = next(key for key, value in resources if value["path"] == path)
        rest._import_operation(api, resource, "ANY", any_method, *rest_of)


def put_gateway_responses(api: str, spec: dict[str, Any]) -> None:
    """Take over what the gateway itself answers, for example on a refused request."""
    for kind, response in (spec.get(GATEWAY_RESPONSES) or {}).items():
        rest._put_gateway_response(api, kind, response)


def import_api(original: Any, spec: dict[str, Any], base: dict[str, Any] | None = None) -> Any:
    """Import an API with its binary types and gateway responses."""
    base = dict(base or {})
    types = spec.get(BINARY_TYPES) or base.get("binaryMediaTypes") or []
    if types:
        base["binaryMediaTypes"] = [name.replace("~1", "/") for name in types]
    api: str = original(spec, base)
    put_gateway_responses(api, spec)
    return api


def reimport(api: str, spec: dict[str, Any]) -> None:
    """Replace the routes of an existing API with those of a changed body."""
    root = next(item for item in rest._resources[api].values() if item["path"] == "/")
    root["resourceMethods"] = {}
    rest._resources[api] = {root["id"]: root}
    rest._authorizers_v1[api] = {}
    rest._gateway_responses[api] = {}
    schemes = rest._import_security_schemes(api, spec)
    for path, item in (spec.get("paths") or {}).items():
        rest._import_path_item(api, path, item, schemes, spec.get("security"))
    put_gateway_responses(api, spec)


def update_api(
    original: Any, api: str, old: dict[str, Any], new: dict[str, Any], *rest_of: Any, **named: Any
) -> Any:
    """Update an API in place when only its body changed; stock makes a new one."""
    spec = new.get("Body")
    if isinstance(spec, dict) and spec != old.get("Body") and api in rest._rest_apis:
        reimport(api, spec)
        old = {**old, "Body": spec}
    return original(api, old, new, *rest_of, **named)


def mend() -> None:
    """Complete the import of OpenAPI bodies."""
    needed = ("_resources", "_rest_apis", "_authorizers_v1", "_gateway_responses")
    puts = ("_put_method_response", "_put_integration_response", "_put_gateway_response")
    mending.require(rest, *needed, *puts, "_import_security_schemes")
    mending.wrap(rest, "_import_operation", import_operation)
    mending.wrap(rest, "_import_path_item", import_path)
    mending.wrap(rest, "_import_rest_api", import_api)
    handlers = provisioners._RESOURCE_HANDLERS[REST_API]
    update = handlers["update"]

    def updated(*arguments: Any, **named: Any) -> Any:
        return update_api(update, *arguments, **named)

    handlers["update"] = updated
