"""The OpenAPI 3.0.1 definition API Gateway imports, with the answers it gives by itself."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from serenity.http import Operation
from serenity.http.security import SECURITY_HEADERS


def gateway_document(found: list[Operation], version: str) -> dict[str, Any]:
    """The OpenAPI 3.0.1 definition API Gateway imports: routes, integrations, the authorizer."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in found:
        item: dict[str, Any] = {
            "operationId": operation.name,
            "security": [] if operation.policy == "public" else [{"person": []}],
            "responses": {},
            "x-amazon-apigateway-integration": {
                "type": "aws_proxy",
                "httpMethod": "POST",
                "passthroughBehavior": "when_no_match",
                "uri": _invocation(f"{operation.tag.capitalize()}Function"),
            },
        }
        if operation.path_types:
            item["parameters"] = [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in operation.path_types
            ]
        paths.setdefault(operation.path, {})[operation.method.lower()] = item
    return {
        "openapi": "3.0.1",
        "info": {"title": "Serenity Hub", "version": version},
        "paths": dict(sorted(paths.items())),
        "components": {"securitySchemes": {"person": _AUTHORIZER}},
        "x-amazon-apigateway-gateway-responses": _GATEWAY_RESPONSES,
    }


def _invocation(function: str) -> dict[str, str]:
    arn = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return {"Fn::Sub": f"{arn}/${{{function}.Arn}}/invocations"}


# Nothing is cached: a session ended a moment ago must not be admitted from a cache.
_AUTHORIZER = {
    "type": "apiKey",
    "name": "Cookie",
    "in": "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
        "type": "request",
        "authorizerResultTtlInSeconds": 0,
        "authorizerUri": _invocation("AuthorizerFunction"),
    },
}


def _gateway_response(status: int, kind: str, detail: str, next_step: str) -> dict[str, Any]:
    # A value with quotes of its own, such as a policy's, cannot be said here; CloudFront says it.
    named = {"Content-Type": "application/problem+json", **SECURITY_HEADERS}
    headers = {
        f"gatewayresponse.header.{name}": f"'{value}'"
        for name, value in named.items()
        if "'" not in value
    }
    if status in {429, 503}:
        headers["gatewayresponse.header.Retry-After"] = "'2'"
    problem = {
        "type": f"/problems/{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "next_step": next_step,
        "instance": "/requests/$context.requestId",
    }
    return {
        "statusCode": status,
        "responseParameters": headers,
        "responseTemplates": {"application/json": json.dumps(problem)},
    }


_GATEWAY_RESPONSES = {
    "UNAUTHORIZED": _gateway_response(
        401, "unauthorized", "This needs a signed-in person.", "Sign in and try again."
    ),
    "ACCESS_DENIED": _gateway_response(
        403,
        "forbidden",
        "This request is not allowed.",
        "Send the X-CSRF-Token of GET /v1/session with a session cookie.",
    ),
    "MISSING_AUTHENTICATION_TOKEN": _gateway_response(
        404, "not-found", "There is nothing at this address.", "Read /v1/openapi.json."
    ),
    "RESOURCE_NOT_FOUND": _gateway_response(
        404, "not-found", "There is nothing at this address.", "Read /v1/openapi.json."
    ),
    "REQUEST_TOO_LARGE": _gateway_response(
        413, "too-large", "The body is too large.", "Send less at once."
    ),
    "UNSUPPORTED_MEDIA_TYPE": _gateway_response(
        400, "malformed", "The body is not JSON.", "Send application/json."
    ),
    "THROTTLED": _gateway_response(
        429, "too-many-requests", "Too many requests.", "Wait a moment and try again."
    ),
    "AUTHORIZER_FAILURE": _gateway_response(
        503, "unavailable", "The sign-in check does not answer.", "Try again in a moment."
    ),
    "AUTHORIZER_CONFIGURATION_ERROR": _gateway_response(
        503, "unavailable", "The sign-in check does not answer.", "Try again in a moment."
    ),
    "INTEGRATION_FAILURE": _gateway_response(
        503, "unavailable", "A part of the product does not answer.", "Try again in a moment."
    ),
    "INTEGRATION_TIMEOUT": _gateway_response(
        503, "unavailable", "A part of the product does not answer.", "Try again in a moment."
    ),
    # Whatever else the gateway refuses by itself still answers as a problem.
    "DEFAULT_4XX": _gateway_response(
        400, "malformed", "The request cannot be read.", "Check the request and send it again."
    ),
    "DEFAULT_5XX": _gateway_response(
        503, "unavailable", "A part of the product does not answer.", "Try again in a moment."
    ),
}
