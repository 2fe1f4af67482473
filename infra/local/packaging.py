"""Prepares template.yaml for the local cloud as `sam package` does for AWS."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
BUCKET = "serenity-deployments"
# Properties that name a file of the repository, by resource type.
NESTED = ("AWS::CloudFormation::Stack", "TemplateURL")
WORKFLOW = ("AWS::Serverless::StateMachine", "DefinitionUri")
CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short forms (`!Ref`, `!GetAtt a.b`, …) as what they stand for."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


TemplateLoader.add_multi_constructor("!", _intrinsic)


def read_template(path: Path) -> dict[str, Any]:
    """One template with every intrinsic function in its long form."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), TemplateLoader)  # noqa: S506 - safe
    return found


class Package:
    """The template in the form the local cloud takes, and every file that goes with it."""

    def __init__(self, endpoint: str, template: Path = TEMPLATE) -> None:
        self._endpoint = endpoint
        self._root = template.parent
        self.files: dict[str, bytes] = {}
        self.url = self._url(self._template(template))

    def _keep(self, content: bytes, ending: str) -> str:
        key = f"{hashlib.sha256(content).hexdigest()}.{ending}"
        self.files[key] = content
        return key

    def _url(self, key: str) -> str:
        return f"{self._endpoint}/{BUCKET}/{key}"

    def _template(self, path: Path) -> str:
        template = read_template(path)
        code = self._keep(_placeholder(), "zip")
        functions = template.get("Globals", {}).get("Function", {})
        if "CodeUri" in functions:
            functions["CodeUri"] = {"Bucket": BUCKET, "Key": code}
        for resource in template["Resources"].values():
            if isinstance(resource, dict):  # Fn::ForEach is a list
                self._resource(resource, code)
        return self._keep(json.dumps(template).encode(), "json")

    def _resource(self, resource: dict[str, Any], code: str) -> None:
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind == NESTED[0]:
            properties[NESTED[1]] = self._url(self._template(self._root / properties[NESTED[1]]))
        elif kind == WORKFLOW[0]:
            definition = yaml.safe_load((self._root / properties[WORKFLOW[1]]).read_text("utf-8"))
            key = self._keep(json.dumps(definition).encode(), "json")
            properties[WORKFLOW[1]] = {"Bucket": BUCKET, "Key": key}
        elif CODE.get(kind) in properties:
            properties[CODE[kind]] = {"Bucket": BUCKET, "Key": code}
        elif kind == "AWS::Serverless::Api":
            included = properties["DefinitionBody"]["Fn::Transform"]["Parameters"]
            key = self._keep((self._root / included["Location"]).read_bytes(), "json")
            included["Location"] = f"s3://{BUCKET}/{key}"


def _placeholder() -> bytes:
    """A valid, empty artifact: the local cloud runs handlers from the source tree."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("README"), "Handlers run from the source tree.\n")
    return buffer.getvalue()
