"""Expands transforms and secrets in nested templates; stock does so only in the outermost."""

from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import engine, handlers, provisioners

from infra.local.cloud import mending


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


def mend() -> None:
    """Replace the parser and the resolver that nested stacks look up when they are deployed.

    The outermost template uses references of its own, which stay as they are.
    """
    mending.require(engine, "_parse_template", "_apply_transforms", "_TransformFailed")
    mending.require(engine, "_resolve_refs", "_resolve_dynamic_references")
    mending.require(handlers, "_parse_template")
    mending.require(provisioners, "_cfn_nested_stack_deploy")
    mending.wrap(engine, "_parse_template", parse)
    mending.wrap(engine, "_resolve_refs", resolve)
