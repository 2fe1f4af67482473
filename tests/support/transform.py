"""Applies to the templates what CloudFormation applies: loops, parameters, conditions, then SAM.

A program of its own, since SAM's libraries live in the environment of the deployment tools: it
reads the root template, its nested ones and the parameters as JSON, and writes what is left.
"""

from __future__ import annotations

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

from samcli.lib.cfn_language_extensions.api import IntrinsicResolverProcessor
from samcli.lib.cfn_language_extensions.models import (
    PseudoParameterValues,
    ResolutionMode,
    TemplateProcessingContext,
)
from samcli.lib.cfn_language_extensions.pipeline import ProcessingPipeline
from samcli.lib.cfn_language_extensions.processors import ForEachProcessor, TemplateParsingProcessor
from samcli.lib.cfn_language_extensions.resolvers import (
    ConditionResolver,
    FnFindInMapResolver,
    FnIfResolver,
    FnRefResolver,
    FnSubResolver,
    IntrinsicResolver,
)
from samtranslator.translator.transform import transform

SAM = "AWS::Serverless-2016-10-31"
NESTED = "AWS::CloudFormation::Stack"


def stacks(request: dict[str, Any]) -> dict[str, Any]:
    """Return the root stack as "Root" and every nested stack under its logical id."""
    os.environ["AWS_DEFAULT_REGION"] = request["region"]
    root = settle(request["root"], request["parameters"], request)
    found = {"Root": root}
    for name, resource in root["Resources"].items():
        if resource["Type"] == NESTED:
            parameters = resource["Properties"].get("Parameters", {})
            # What another stack puts out is not known here; its name stands for it.
            known = {k: v if isinstance(v, str) else k for k, v in parameters.items()}
            found[name] = settle(request["nested"][name], known, request)
    return found


def settle(
    template: dict[str, Any], parameters: dict[str, Any], request: dict[str, Any]
) -> dict[str, Any]:
    """Return the template without loops, parameters, conditions and SAM's own types."""
    declared = template.get("Parameters", {})
    defaults = {n: each["Default"] for n, each in declared.items() if "Default" in each}
    values = {**defaults, **parameters}
    found = unrolled(template, values, request)
    for section in ("Resources", "Outputs"):
        entries = found.get(section, {})
        found[section] = {
            n: e for n, e in entries.items() if holds(e.pop("Condition", None), found)
        }
    transforms = found.pop("Transform", [])
    found.pop("Conditions", None)
    if SAM in transforms:
        found = transform({**found, "Transform": SAM}, {}, SimpleNamespace(load=dict))
    # What a text names stays in the text, so its value has to be known to who reads it.
    return {**found, "Parameters": {n: {"Type": "String", "Default": values[n]} for n in declared}}


class PlainText(FnSubResolver):  # type: ignore[misc]
    """Leaves a text that names something as it is; SAM's own would print what is unknown yet."""

    def resolve(self, value: dict[str, Any]) -> Any:
        """Return the text itself when a loop has filled it in already."""
        text = value["Fn::Sub"]
        return text if isinstance(text, str) and "${" not in text else value


def unrolled(
    template: dict[str, Any], values: dict[str, Any], request: dict[str, Any]
) -> dict[str, Any]:
    """Return the template without loops and with its choices made; texts stay as they are."""
    context = TemplateProcessingContext(
        fragment=template,
        parameter_values=values,
        pseudo_parameters=PseudoParameterValues(request["region"], request["account"]),
        resolution_mode=ResolutionMode.PARTIAL,
    )
    resolver = IntrinsicResolver(context)
    for each in (ConditionResolver, FnIfResolver, FnRefResolver, FnFindInMapResolver, PlainText):
        resolver.register_resolver(each)
    steps = [
        TemplateParsingProcessor(),
        ForEachProcessor(intrinsic_resolver=resolver),
        IntrinsicResolverProcessor(resolver),
    ]
    found: dict[str, Any] = ProcessingPipeline(steps).process_template(context)
    return found


def holds(condition: str | None, template: dict[str, Any]) -> bool:
    """Tell whether a condition, whose parameters are settled already, is true."""
    return condition is None or truth(template["Conditions"][condition], template)


def truth(node: Any, template: dict[str, Any]) -> bool:
    """Return what a condition function says."""
    ((name, value),) = node.items()
    if name == "Condition":
        return holds(value, template)
    if name == "Fn::Equals":
        return bool(value[0] == value[1])
    parts = [truth(part, template) for part in value]
    return {"Fn::And": all(parts), "Fn::Or": any(parts), "Fn::Not": not parts[0]}[name]


if __name__ == "__main__":
    json.dump(stacks(json.load(sys.stdin)), sys.stdout)
