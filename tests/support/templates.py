"""The templates as data: what tests ask about every resource of the product."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from infra.local.packaging import ROOT, Package, read_template

TOOLS = ROOT / ".venv-tools" / "bin"
NESTED = tuple(
    sorted(path for path in (ROOT / "infra").glob("*.yaml") if "Resources:" in path.read_text())
)
TEMPLATES = (ROOT / "template.yaml", *NESTED)
_TRANSFORM = """
import json, sys
from types import SimpleNamespace
from samtranslator.translator.transform import transform
loader = SimpleNamespace(load=dict)
json.dump(transform(json.load(sys.stdin), {}, loader), sys.stdout)
"""


def resources(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource of a type in every template, by its name."""
    for path in TEMPLATES:
        for name, resource in read_template(path)["Resources"].items():
            if isinstance(resource, dict) and resource["Type"] == kind:
                yield name, resource


def functions() -> dict[str, dict[str, Any]]:
    """The properties of every function, by logical id."""
    return {name: found["Properties"] for name, found in resources("AWS::Serverless::Function")}


@lru_cache(maxsize=1)
def transformed() -> dict[str, Any]:
    """The root template after the SAM transform, as CloudFormation sees it."""
    package = Package("https://s3.amazonaws.com")
    packaged = package.files[package.url.rpartition("/")[2]]
    done = subprocess.run(
        [TOOLS / "python", "-c", _TRANSFORM],
        input=packaged, capture_output=True, check=True,
        env={"AWS_DEFAULT_REGION": "eu-central-1", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def repeated(template: str, loop: str) -> list[str]:
    """The items an `Fn::ForEach` of a template goes through."""
    found = read_template(ROOT / "infra" / template)["Resources"][f"Fn::ForEach::{loop}"]
    return list(found[1])


def values(node: object) -> Iterator[object]:
    """Every node of a document, itself included."""
    yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from values(child)


def lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run cfn-lint from the project's root."""
    return subprocess.run(
        [TOOLS / "cfn-lint", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
