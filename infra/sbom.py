"""Writes what the product is made of as CycloneDX documents: `make sbom` -> `build/sbom.*.json`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".venv-tools" / "bin"
BUILD = ROOT / "build"
VALIDATE = """
import sys
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator
version = SchemaVersion.from_version(sys.argv[1])
validator = make_schemabased_validator(OutputFormat.JSON, version)
if wrong := validator.validate_str(sys.stdin.read()):
    sys.exit(str(wrong)[:500])
"""


class SbomError(RuntimeError):
    """A document could not be made, is not valid, or lists nothing."""


def locks() -> dict[str, Path]:
    """Every lock file of Python packages, by the name of its document."""
    folders = ("layers/core", "layers/postgres", "infra/migrations")
    shipped = {folder.replace("/", "-"): ROOT / folder / "requirements.lock" for folder in folders}
    environments = sorted((ROOT / "infra" / "requirements").glob("*.lock"))
    return {**shipped, **{path.stem: path for path in environments}}


def of_python(lock: Path) -> str:
    """The document of a lock file."""
    return _run(
        TOOLS / "cyclonedx-py", "requirements", lock, "--pyproject", ROOT / "pyproject.toml",
        "--output-reproducible", "--spec-version", "1.5", "--output-format", "JSON",
    )  # fmt: skip


def of_web_client() -> str:
    """The document of the web client's lock file."""
    return _run(
        "npm", "sbom", "--package-lock-only", "--sbom-format", "cyclonedx",
        "--sbom-type", "application", cwd=ROOT / "frontend",
    )  # fmt: skip


def checked(name: str, text: str) -> str:
    """The document, valid and not empty.

    Raises:
        SbomError: when it is neither.
    """
    document: dict[str, Any] = json.loads(text)
    if not document.get("components"):
        raise SbomError(f"{name}: the document lists nothing")
    _run(TOOLS / "python", "-c", VALIDATE, document["specVersion"], given=text)
    return text


def write(folder: Path = BUILD) -> dict[str, int]:
    """Write every document; answers how many components each lists.

    Raises:
        SbomError: when one cannot be made.
    """
    folder.mkdir(exist_ok=True)
    found = {name: of_python(lock) for name, lock in locks().items()}
    found["frontend"] = of_web_client()
    for name, text in found.items():
        (folder / f"sbom.{name}.json").write_text(checked(name, text), "utf-8")
    return {name: len(json.loads(text)["components"]) for name, text in found.items()}


def _run(*command: str | Path, cwd: Path = ROOT, given: str | None = None) -> str:
    done = subprocess.run(  # noqa: S603 - the project's own tools
        [str(part) for part in command],
        cwd=cwd, input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SbomError(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")
    return done.stdout


def main() -> int:
    """Write the documents and say how much they list."""
    try:
        for name, count in write().items():
            print(f"  {count:5}  build/sbom.{name}.json")  # noqa: T201 - a command talks
    except SbomError as error:
        print(f"serenity: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
