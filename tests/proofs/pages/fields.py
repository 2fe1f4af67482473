"""Every text that a route accepts, from the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.openapi import CLIENT_DOCUMENT

# A text that markup can be put into must let this through.
PROBE = "<i/onclick=x>"
_KNOWN_FORMATS = frozenset({"date", "date-time", "uuid"})


@dataclass(frozen=True)
class TextField:
    """A text of a request: where it stands, and how long it may be."""

    operation: str
    place: str
    name: str
    variant: str
    longest: int

    def __str__(self) -> str:
        variant = f" ({self.variant})" if self.variant else ""
        return f"{self.operation} {self.place} {self.name}{variant}"


def text_fields() -> list[TextField]:
    """Every text into which markup can be put, in bodies, queries and paths.

    Raises:
        AssertionError: when there is none.
    """
    document = json.loads(CLIENT_DOCUMENT.read_text())
    found = list(dict.fromkeys(_all(document)))
    assert found, "no text field in the document"
    return found


def _all(document: Mapping[str, Any]) -> Iterator[TextField]:
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for method, operation in item.items():
            if method == "parameters":
                continue
            name = operation["operationId"]
            for parameter in operation.get("parameters", []):
                if parameter["in"] in {"query", "path"}:
                    schema = parameter["schema"]
                    yield from _texts(schemas, schema, name, parameter["in"], parameter["name"], "")
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield from _texts(schemas, content["schema"], name, "body", "", "")


def _texts(
    schemas: Mapping[str, Any], given: Mapping[str, Any], operation: str, place: str, name: str,
    variant: str,
) -> Iterator[TextField]:  # fmt: skip
    schema = _resolved(schemas, given)
    properties = schema.get("properties", {})
    variant = str(properties.get("kind", {}).get("const", variant))
    for part in (*schema.get("oneOf", []), *schema.get("anyOf", []), *schema.get("allOf", [])):
        yield from _texts(schemas, part, operation, place, name, variant)
    for key, value in properties.items():
        yield from _texts(schemas, value, operation, place, f"{name}/{key}".lstrip("/"), variant)
    if "items" in schema:
        yield from _texts(schemas, schema["items"], operation, place, f"{name}/0", variant)
    if _is_free(schema):
        yield TextField(operation, place, name, variant, schema.get("maxLength", 200))


def _resolved(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def _is_free(schema: Mapping[str, Any]) -> bool:
    if schema.get("type") != "string" or "enum" in schema or "const" in schema:
        return False
    if schema.get("format") in _KNOWN_FORMATS:
        return False
    pattern = re.compile(schema.get("pattern", ""))
    return any(pattern.search(text) for text in (PROBE, f"{PROBE}@a.io", f"/{PROBE}"))
