"""Runs checkov and parliament on the stacks as they will be; both live in `.venv-checks`."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.local.packaging import ROOT
from tests.support.stacks import Stack, policies

BIN = ROOT / ".venv-checks" / "bin"


@dataclass(frozen=True)
class Doubt:
    """Something a checker minds: the rule, the stage, and `Stack.Type.Name` or a policy's name."""

    rule: str
    stage: str
    place: str
    says: str


@dataclass(frozen=True)
class Verdict:
    """What the checkers mind, and how much they looked at."""

    doubts: list[Doubt]
    passed: int
    looked_at: int


def checkov(stages: dict[str, dict[str, Stack]]) -> Verdict:
    """Check every resource of the given stages, without asking anybody.

    Raises:
        AssertionError: when checkov is missing, or could not read a template.
    """
    with TemporaryDirectory(prefix="checkov-") as folder:
        for stage, stacks in stages.items():
            for name, stack in stacks.items():
                file = Path(folder, stage, f"{name}.json")
                file.parent.mkdir(exist_ok=True)
                file.write_text(json.dumps(stack, indent=1))
        arguments = ["--framework", "cloudformation", "--skip-download", "--output", "json"]
        report = json.loads(_run("checkov", "--directory", ".", *arguments, folder=folder))
    summary = report["summary"]
    assert summary["parsing_errors"] == 0, report["results"]["parsing_errors"]
    doubts = [_doubt(found) for found in report["results"]["failed_checks"]]
    return Verdict(doubts, summary["passed"], summary["resource_count"])


def _doubt(found: dict[str, Any]) -> Doubt:
    stage, name = Path(found["file_path"]).with_suffix("").parts[-2:]
    place = f"{name}.{found['resource']}"
    return Doubt(found["check_id"], stage, place, found["check_name"])


def parliament(stages: dict[str, dict[str, Stack]]) -> Verdict:
    """Check every policy of a role of ours for unknown actions, misfits and needless width."""
    found = {stage: policies(stacks) for stage, stacks in stages.items()}
    doubts, documents = [], 0
    with TemporaryDirectory(prefix="parliament-") as folder:
        for stage, named in found.items():
            Path(folder, stage).mkdir()
            for name, document in named.items():
                Path(folder, stage, f"{name}.json").write_text(json.dumps(document))
                documents += 1
        said = _run(
            "parliament", "--directory", ".", "--include_policy_extension", "json",
            "--minimum_severity", "INFO", "--json", folder=folder,
        )  # fmt: skip
    for line in said.splitlines():
        issue = json.loads(line)
        file = Path(issue["location"].pop("filepath"))
        says = f"{issue['title']}: {issue['detail'] or issue['location']}"
        doubts.append(Doubt(issue["issue"], file.parent.name, file.stem, says))
    return Verdict(doubts, documents, documents)


def _run(tool: str, *arguments: str, folder: str) -> str:
    done = subprocess.run(
        [BIN / tool, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": f"{BIN}:/usr/bin:/bin", "HOME": folder},
    )  # fmt: skip
    # Either tool also fails when it minds something; only a crash leaves a trace.
    crashed = done.returncode not in {0, 1} or "Traceback" in done.stderr
    assert not crashed, f"{tool}: {done.stderr[-2000:]}"
    return done.stdout
