"""Says what is out of date and what is known to be unsafe: `make audit`, once a week.

An audit that looked nothing up would find nothing: so each service is first asked about a package
that is known to be unsafe, and must say so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.sbom import ROOT, TOOLS, locks

OSV = "https://api.osv.dev/v1/query"
NPM = "https://registry.npmjs.org/"
UNSAFE_PYTHON = "jinja2==2.4.1\n"  # CVE-2014-1402 and others
UNSAFE_NPM = {"name": "lodash", "version": "4.17.4"}  # CVE-2018-3721 and others
GRAVE = {"high", "critical"}
ENVIRONMENTS = (".venv", ".venv-cloud", ".venv-tools", ".venv-checks")


class AuditError(RuntimeError):
    """A service was not asked, or did not answer."""


@dataclass(frozen=True)
class Advisory:
    """What is known of a package that we use."""

    package: str
    id: str
    grave: bool


def audit(
    python: Mapping[str, Path], frontend: Path, osv: str = OSV, npm: str = NPM
) -> Iterator[Advisory]:
    """The advisories that concern a lock file.

    Raises:
        AuditError: when something was not looked up.
    """
    with TemporaryDirectory() as folder:
        _make_controls(Path(folder))
        if not list(_of_python(Path(folder, "control.txt"), osv)):
            raise AuditError("the service for Python knows of nothing unsafe: nothing looked up")
        if not list(_of_npm(Path(folder), npm)):
            raise AuditError("the service for npm knows of nothing unsafe: nothing looked up")
    for lock in python.values():
        yield from _of_python(lock, osv)
    yield from _of_npm(frontend, npm)


def _make_controls(folder: Path) -> None:
    (folder / "control.txt").write_text(UNSAFE_PYTHON)
    name, version = UNSAFE_NPM["name"], UNSAFE_NPM["version"]
    package = {"name": "control", "version": "1.0.0", "dependencies": {name: version}}
    packages = {"": package, f"node_modules/{name}": {"version": version}}
    lock = {**package, "lockfileVersion": 3, "packages": packages}
    del lock["dependencies"]
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "package-lock.json").write_text(json.dumps(lock))


def _of_python(lock: Path, osv: str) -> Iterator[Advisory]:
    found = _json(
        TOOLS / "pip-audit", "--requirement", lock, "--no-deps", "--disable-pip", "--strict",
        "--vulnerability-service", "osv", "--osv-url", osv, "--format", "json",
        "--progress-spinner", "off",
    )  # fmt: skip
    packages = found.get("dependencies", [])
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped or not packages:
        raise AuditError(f"{lock.name}: not looked up: {skipped or 'everything'}")
    for package in packages:
        for known in package["vulns"]:
            yield Advisory(f"{package['name']} {package['version']}", known["id"], grave=True)


def _of_npm(folder: Path, registry: str) -> Iterator[Advisory]:
    found = _json(
        "npm", "audit", "--json", "--package-lock-only", "--registry", registry, at=folder
    )
    looked_at = found.get("metadata", {}).get("dependencies", {}).get("total", 0)
    if "error" in found or not looked_at:
        raise AuditError(f"npm audit: {found.get('error', found.get('message', 'nothing there'))}")
    for name, package in found["vulnerabilities"].items():
        for known in package["via"]:
            if isinstance(known, dict):  # a name stands for what another package brings
                grave = known["severity"] in GRAVE
                yield Advisory(f"{name} {package['range']}", str(known["url"]), grave)


def outdated() -> Iterator[str]:
    """What has a newer version, as lines.

    Raises:
        AuditError: when something was not looked up.
    """
    uv = ROOT / ".venv" / "bin" / "uv"
    for folder in ENVIRONMENTS:
        python = ROOT / folder / "bin" / "python"
        yield from (f"{folder}:", said(uv, "pip", "list", "--outdated", "--python", python))
    yield from ("frontend:", said("npm", "outdated", at=ROOT / "frontend"))


def _json(*command: str | Path, at: Path = ROOT) -> dict[str, Any]:
    answer = said(*command, at=at)
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise AuditError(f"{Path(command[0]).name} did not answer: {answer[:300]}") from error
    return found


def said(*command: str | Path, at: Path = ROOT) -> str:
    """What a tool reports; one with something to report also ends with an error, but not wordless.

    Raises:
        AuditError: when it failed and reported nothing, with the end of what it complained about.
    """
    done = subprocess.run(  # noqa: S603 - the project's own tools
        [str(part) for part in command], cwd=at, capture_output=True, text=True, check=False
    )
    if done.returncode and not done.stdout.strip():
        raise AuditError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-300:]}")
    return done.stdout


def main() -> int:
    """Print the report; 1 when something grave is known, or nothing was looked up."""
    try:
        print(*outdated(), sep="\n")  # noqa: T201 - a command talks
        found = sorted(audit(locks(), ROOT / "frontend"), key=lambda each: not each.grave)
    except AuditError as error:
        print(f"serenity: {error}", file=sys.stderr)  # noqa: T201
        return 1
    for each in found:
        print("GRAVE" if each.grave else "known", each.package, each.id)  # noqa: T201
    print(f"{len(found)} known advisories concern what is locked.")  # noqa: T201
    return int(any(each.grave for each in found))


if __name__ == "__main__":
    sys.exit(main())
