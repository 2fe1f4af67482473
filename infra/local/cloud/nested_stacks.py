"""Makes nested stacks behave as the outermost: transforms, secrets, unchanged resources."""

from __future__ import annotations

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import engine, handlers, provisioners

from infra.local.cloud import mending

LOGICAL_ID = 5  # its place among the arguments of `_update_resource`, after the stack's name


def parse(original: Any, body: Any) -> Any:
    """Parse a nested template and apply `AWS::Include` and SAM to it, as AWS does."""
    template = engine._apply_transforms(original(body))
    if isinstance(template, engine._TransformFailed):
        raise ValueError(template.error)  # noqa: TRY004 - the template is at fault, not its type
    return template


def resolve(original: Any, value: Any, *rest: Any) -> Any:
    """Resolve a value of a nested template, `{{resolve:secretsmanager:…}}` included."""
    found, _ = engine._resolve_dynamic_references(original(value, *rest))
    return found


def update(original: Any, *arguments: Any, **named: Any) -> Any:
    """Update a resource; an unchanged one of a nested stack keeps its attributes."""
    physical, attributes = original(*arguments, **named)
    if not attributes and len(arguments) > LOGICAL_ID:
        stack, logical = arguments[LOGICAL_ID - 1 : LOGICAL_ID + 1]
        known = cloudformation._stacks[stack]["_resources"].get(logical, {})
        attributes = known.get("Attributes", {})
    return physical, attributes


def mend() -> None:
    """Replace the parser and the resolver that nested stacks look up when they are deployed.

    The outermost template uses references of its own, which stay as they are.
    """
    mending.require(engine, "_parse_template", "_apply_transforms", "_TransformFailed")
    mending.require(engine, "_resolve_refs", "_resolve_dynamic_references")
    mending.require(handlers, "_parse_template")
    mending.require(provisioners, "_cfn_nested_stack_deploy")
    mending.require(cloudformation, "_stacks")
    mending.wrap(engine, "_parse_template", parse)
    mending.wrap(engine, "_resolve_refs", resolve)
    mending.wrap(provisioners, "_update_resource", update)
