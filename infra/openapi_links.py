"""Links of the OpenAPI document: which operation goes on with what another one answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel

from serenity.http import IfMatch, Operation
from serenity.schema import Versioned


def links(source: Operation, result: Any, found: Iterable[Operation]) -> dict[str, Any]:
    """The links of one operation's success answer, `result` being the model it answers with."""
    return {
        target.name: {"operationId": target.name, "parameters": parameters}
        for target in found
        if (target is not source or target.source(IfMatch))  # what changes a record can go on so
        and (parameters := _parameters(source, result, target))
    }


def _parameters(source: Operation, result: Any, target: Operation) -> dict[str, str]:
    """Where each path variable and the If-Match of the target come from; empty without a link."""
    parameters: dict[str, str] = {}
    for variable in target.path_types:
        value = _variable(source, result, target, variable)
        if value is None:
            return {}
        parameters[f"path.{variable}"] = value
    if target.source(IfMatch):
        versioned = isinstance(result, type) and issubclass(result, Versioned)
        if not versioned or not (parameters or target.path == source.path):
            return {}
        parameters["header.If-Match"] = "$response.header.ETag"
    return parameters


def _variable(source: Operation, result: Any, target: Operation, variable: str) -> str | None:
    if variable in source.path_types:
        return f"$request.path.{variable}" if target.path.startswith(source.path) else None
    if not target.path.startswith(f"{source.path}/{{{variable}}}"):
        return None
    member = "id" if variable.endswith("_id") else variable
    if member in _fields(result):
        return f"$response.body#/{member}"
    items = _fields(result).get("items")
    if items is not None and member in _fields(next(iter(get_args(items.annotation)), None)):
        return f"$response.body#/items/0/{member}"
    return None


def _fields(model: Any) -> dict[str, Any]:
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    return model.model_fields if is_model else {}
