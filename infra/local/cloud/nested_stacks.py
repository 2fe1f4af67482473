"""Expands the transforms of nested templates, which stock does only for the outermost one."""

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


def mend() -> None:
    """Replace the parser that nested stacks look up when they are deployed.

    The outermost template is parsed through a reference of its own, which stays as it is.
    """
    mending.require(engine, "_parse_template", "_apply_transforms", "_TransformFailed")
    mending.require(handlers, "_parse_template")
    mending.require(provisioners, "_cfn_nested_stack_deploy")
    mending.wrap(engine, "_parse_template", parse)
