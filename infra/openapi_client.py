"""The OpenAPI 3.1 document that clients are generated from and tested against."""

from __future__ import annotations

import ast
import inspect
import itertools
import typing
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from types import ModuleType
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from infra.openapi_links import links
from serenity.data import Reader, Unit
from serenity.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    PreconditionRequired,
    Problem,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from serenity.exchange import Download, Redirect, Replied
from serenity.http import IfMatch, Operation
from serenity.http.operation import ETAG, MAX_KEY_LENGTH, MUTATING, adapter
from serenity.schema import Versioned

REF = "#/components/schemas/{model}"


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
        item[operation.method.lower()] = _document(operation, mapping, found)
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


def _document(
    operation: Operation, mapping: Mapping[Any, Any], found: list[Operation]
) -> dict[str, Any]:
    text = (operation.function.__doc__ or "").strip()
    document: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": text.splitlines()[0] if text else operation.name,
        "x-policy": operation.policy,
        **_once(operation),
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
    document["responses"] = _responses(operation, mapping, found)
    return document


def _once(operation: Operation) -> dict[str, str]:
    """Where the answer to a repetition is kept, for operations that change something."""
    if operation.method not in MUTATING:
        return {}
    return {"x-once": "record" if operation.recorded else "transaction"}


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
        text = "The ETag of the version you read."
        yield _header("If-Match", text, required=True, pattern=f"^{ETAG}$")
    if operation.method in MUTATING:
        yield _header("Idempotency-Key", _KEY, pattern=f"^[ -~]{{1,{MAX_KEY_LENGTH}}}$")
    if operation.method in MUTATING and operation.policy != "public":
        yield _header("X-CSRF-Token", "With a session cookie: the token of GET /v1/session.")


def _header(
    name: str, text: str, *, required: bool = False, pattern: str | None = None
) -> dict[str, Any]:
    schema = {"type": "string"} | ({"pattern": pattern} if pattern else {})
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": text,
        "schema": schema,
    }


def _responses(
    operation: Operation, mapping: Mapping[Any, Any], found: list[Operation]
) -> dict[str, Any]:
    status = 302 if operation.returns is Redirect else operation.status
    responses = {str(status): _success(operation, status, mapping, found)}
    for code in sorted({problem.status for problem in _problems(operation)}):
        content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
        responses[str(code)] = {"description": HTTPStatus(code).phrase, "content": content}
    return responses


def _success(
    operation: Operation, status: int, mapping: Mapping[Any, Any], found: list[Operation]
) -> dict[str, Any]:
    result = _result(operation)
    success: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if operation.returns is Redirect:
        success["headers"] = {"Location": _answered("Where to go on.")}
    elif isinstance(result, type) and issubclass(result, Versioned):
        success["headers"] = {"ETag": _answered("The version, for an If-Match.")}
    if result:
        schema = _schema(result, "serialization", mapping)
        success["content"] = {"application/json": {"schema": schema}}
    elif operation.returns is Download:
        success["content"] = {"text/csv": {"schema": {"type": "string"}}}
    if further := links(operation, result, found):
        success["links"] = further
    return success


def _answered(text: str) -> dict[str, Any]:
    return {"description": text, "required": True, "schema": {"type": "string"}}


def _problems(operation: Operation) -> set[type[Problem]]:
    # Any route may be throttled by the gateway, and every one needs a part that can be down.
    found: set[type[Problem]] = {*operation.problems, Malformed, TooManyRequests, Unavailable}
    if operation.path_types or operation.sources.keys() & {"body", "query"}:
        found.add(Invalid)
    if "body" in operation.sources:
        found.add(TooLarge)
    if operation.policy != "public":
        found.add(Unauthorized)
    if operation.method in MUTATING:
        found |= {Forbidden, Invalid, Conflict}
    if operation.source(IfMatch):
        found.add(PreconditionRequired)
    if operation.source(Reader) or operation.source(Unit):
        found.add(NotFound)
    return found


_KEY = (
    "Makes a repetition safe: the same key and body get the same answer and have one effect, for"
    " 72 hours; another body is refused. 1 to 255 ASCII characters nobody can guess, as a UUID has."
)
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
