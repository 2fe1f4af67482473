"""Writes the API documents from the route tables: OpenAPI 3.1 for clients, 3.0.1 for API Gateway.

Run as `python -m infra.openapi` to write them, with `--check` to fail when they are stale.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from infra.openapi_client import client_document
from infra.openapi_gateway import gateway_document
from serenity.http import Hub, Operation

ROOT = Path(__file__).parent.parent
DOMAINS = ("accounts", "goals", "measurements", "notifications")
CLIENT_DOCUMENT = ROOT / "infra" / "openapi.json"
GATEWAY_DOCUMENT = ROOT / "infra" / "api_gateway.json"
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
