"""Writes the API documents from the route tables: OpenAPI 3.1 for clients, 3.0.1 for API Gateway.

Run as `python -m infra.openapi` to write them, with `--check` to fail when they are stale.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import json
import re
import sys
import tomllib
import typing
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from serenity.data import Reader, Unit
from serenity.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PreconditionRequired,
    Problem,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from serenity.exchange import Download, Redirect, Replied
from serenity.http import Hub, IfMatch, Operation
from serenity.http.operation import MUTATING, adapter

ROOT = Path(__file__).parent.parent
DOMAINS = ("accounts", "goals", "measurements", "notifications")
CLIENT_DOCUMENT = ROOT / "infra" / "openapi.json"
GATEWAY_DOCUMENT = ROOT / "infra" / "api_gateway.json"
REF = "#/components/schemas/{model}"
VARIABLE = re.compile(r"\{\w+\}")


def hubs() -> list[Hub]:
    """The HTTP app of every domain."""
    return [importlib.import_module(f"functions.{domain}.app").app for domain in DOMAINS]


def operations(apps: Iterable[Hub]) -> list[Operation]:
    """Every declared route; refused when two of them collide.

    Raises:
        ValueError: when a route is declared twice, or two path variables differ under one parent,
            which API Gateway refuses only at deployment.
    """
    found = [operation for app in apps for operation in app.operations]
    seen: set[tuple[str, str]] = set()
    children: dict[str, str] = {}
    for operation in found:
        if (operation.method, operation.path) in seen:
            raise ValueError(f"{operation.method} {operation.path} is declared twice")
        seen.add((operation.method, operation.path))
        for match in VARIABLE.finditer(operation.path):
            parent = operation.path[: match.start()]
            if children.setdefault(parent, match[0]) != match[0]:
                raise ValueError(f"{parent} has the variables {children[parent]} and {match[0]}")
    return found


def client_document(found: list[Operation], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    models = dict.fromkeys(_models(found))
    mapping, definitions = models_json_schema(list(models), ref_template=REF)
    schemas = dict(definitions.get("$defs", {}))
    _describe(schemas, models)
    schemas["Problem"] = _PROBLEM
    paths: dict[str, dict[str, Any]] = {}
    for operation in found:
        item = paths.setdefault(operation.path, {})
        item[operation.method.lower()] = _document(operation, mapping)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Serenity Hub", "version": version, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _models(found: list[Operation]) -> Iterator[tuple[type[BaseModel], Any]]:
    for operation in found:
        for hint, mode in (
            (operation.sources.get("body"), "validation"),
            (_result(operation), "serialization"),
        ):
            for model in _leaves(hint):
                yield model, mode


def _describe(schemas: dict[str, Any], models: Iterable[tuple[type[BaseModel], Any]]) -> None:
    """Add the sentences below the fields; read from the source, so that cold starts need not."""
    for module in {inspect.getmodule(model) for model, _ in models} - {None}:
        for node in ast.parse(inspect.getsource(cast("ModuleType", module))).body:
            if not isinstance(node, ast.ClassDef):
                continue
            properties = schemas.get(node.name, {}).get("properties", {})
            for declared, below in itertools.pairwise(node.body):
                if isinstance(declared, ast.AnnAssign) and isinstance(below, ast.Expr):
                    name = ast.unparse(declared.target)
                    if name in properties and isinstance(below.value, ast.Constant):
                        text = inspect.cleandoc(str(below.value.value))
                        properties[name]["description"] = text


def _leaves(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for argument in typing.get_args(hint):
        yield from _leaves(argument)


def _result(operation: Operation) -> Any:
    """The document inside the return annotation; None for redirects, downloads and no content."""
    hint = operation.returns
    if typing.get_origin(hint) is Replied:
        hint = typing.get_args(hint)[0]
    return None if hint in {None, type(None), Redirect, Download} else hint


def _schema(hint: Any, mode: Any, mapping: Mapping[Any, Any]) -> Any:
    if (hint, mode) in mapping:
        return mapping[hint, mode]
    schema = adapter(hint).json_schema(mode=mode, ref_template=REF)
    schema.pop("$defs", None)
    return schema


def _document(operation: Operation, mapping: Mapping[Any, Any]) -> dict[str, Any]:
    text = (operation.function.__doc__ or "").strip()
    document: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": text.splitlines()[0] if text else operation.name,
        "x-policy": operation.policy,
        "security": [] if operation.policy == "public" else [{"session": []}, {"token": []}],
    }
    if parameters := list(_parameters(operation)):
        document["parameters"] = parameters
    if body := operation.sources.get("body"):
        schema = _schema(body, "validation", mapping)
        document["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    document["responses"] = _responses(operation, mapping)
    return document


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, hint in operation.path_types.items():
        schema = adapter(hint).json_schema()
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if query := operation.sources.get("query"):
        schema = query.model_json_schema(ref_template=REF)
        definitions = schema.get("$defs", {})
        for name, member in schema["properties"].items():
            resolved = definitions.get(member.get("$ref", "").rsplit("/", 1)[-1], member)
            required = name in schema.get("required", [])
            yield {"name": name, "in": "query", "required": required, "schema": resolved}
    if operation.source(IfMatch):
        yield _header("If-Match", "The ETag of the version you read.", required=True)
    if operation.source(Unit):
        yield _header("Idempotency-Key", "Makes a repetition safe (1 to 255 characters).")
    if operation.method in MUTATING and operation.policy != "public":
        yield _header("X-CSRF-Token", "With a session cookie: the token of GET /v1/session.")


def _header(name: str, text: str, *, required: bool = False) -> dict[str, Any]:
    schema = {"type": "string"}
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": text,
        "schema": schema,
    }


def _responses(operation: Operation, mapping: Mapping[Any, Any]) -> dict[str, Any]:
    status = 302 if operation.returns is Redirect else operation.status
    success: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if result := _result(operation):
        schema = _schema(result, "serialization", mapping)
        success["content"] = {"application/json": {"schema": schema}}
    elif operation.returns is Download:
        success["content"] = {"text/csv": {"schema": {"type": "string"}}}
    responses = {str(status): success}
    for code in sorted({problem.status for problem in _problems(operation)}):
        content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
        responses[str(code)] = {"description": HTTPStatus(code).phrase, "content": content}
    return responses


def _problems(operation: Operation) -> set[type[Problem]]:
    from serenity.errors import Conflict, Malformed

    found: set[type[Problem]] = set(operation.problems) | {Malformed}
    if operation.path_types or operation.sources.keys() & {"body", "query"}:
        found.add(Invalid)
    if "body" in operation.sources:
        found.add(TooLarge)
    if operation.policy != "public":
        found |= {Unauthorized, Unavailable}
    if operation.method in MUTATING:
        found |= {Forbidden, Invalid}
    if operation.source(Unit):
        found.add(Conflict)
    if operation.source(IfMatch):
        found.add(PreconditionRequired)
    if operation.source(Reader) or operation.source(Unit):
        found.add(NotFound)
    return found


_PROBLEM = {
    "type": "object",
    "description": "What went wrong, why, and what to do next (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "next_step": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "code", "detail"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


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
    headers = {
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
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


def documents() -> dict[Path, str]:
    """Both documents as the text of their files."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    found = operations(hubs())
    return {
        CLIENT_DOCUMENT: json.dumps(client_document(found, version), indent=1) + "\n",
        GATEWAY_DOCUMENT: json.dumps(gateway_document(found, version), indent=1) + "\n",
    }


def main(arguments: list[str]) -> int:
    """Write the documents, or with `--check` answer 1 when a committed one is stale."""
    stale = [p for p, text in documents().items() if not p.exists() or p.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run make openapi", file=sys.stderr)  # noqa: T201
        return 1 if stale else 0
    for path, text in documents().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
