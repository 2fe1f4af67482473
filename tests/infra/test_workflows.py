"""The workflows run commands that exist, with actions that stay what they are, and few rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from infra.local.packaging import ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.y*ml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
FROM_THE_EVENT = re.compile(r"\$\{\{\s*(github\.(event|head_ref)|inputs)\b")
RIGHTS = {"contents": "read", "id-token": "write"}


def read(name: str) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for a truth value.
    found: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text())
    return {("on" if key is True else key): value for key, value in found.items()}


def jobs(workflow: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = workflow["jobs"]
    return found


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in jobs(workflow).values():
        yield from job["steps"]


def made(workflow: dict[str, Any]) -> list[str]:
    """The targets of `make` that a workflow runs."""
    return [
        target
        for step in steps(workflow)
        for target in re.findall(r"\bmake (\w+)", step.get("run", ""))
    ]


def test_the_workflows_are_here() -> None:
    names = {path.name for path in FILES}
    assert names == {"pull-request.yml", "deploy.yml", "dependencies.yml"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_is_well_formed(path: Any) -> None:
    workflow = read(path.name)
    assert workflow.keys() >= {"name", "on", "permissions", "jobs"}
    for name, job in jobs(workflow).items():
        assert job.keys() >= {"runs-on", "timeout-minutes", "steps"}, name
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Any) -> None:
    text = path.read_text()
    for line in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(PINNED.pattern + r" # v\d+\.\d+\.\d+", line), line
    assert all(PINNED.fullmatch(step["uses"]) for step in steps(read(path.name)) if "uses" in step)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rights_are_declared_and_few(path: Any) -> None:
    workflow = read(path.name)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in jobs(workflow).items():
        rights = job.get("permissions", {"contents": "read"})
        assert rights.items() <= RIGHTS.items(), name
        assert ("id-token" in rights) == ("environment" in job), "only a deployment takes a role"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_is_kept_and_nothing_of_an_event_is_run(path: Any) -> None:
    text = path.read_text()
    assert "secrets." not in text
    assert not re.search(r"AKIA|aws-secret-access-key|password", text)
    assert "pull_request_target" not in text
    assert not any(FROM_THE_EVENT.search(step.get("run", "")) for step in steps(read(path.name)))
    checkouts = [
        s for s in steps(read(path.name)) if s.get("uses", "").startswith("actions/checkout")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_exists(path: Any) -> None:
    known = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    targets = made(read(path.name))
    assert targets
    assert set(targets) <= known


def test_a_pull_request_is_gated_by_the_same_command_as_here() -> None:
    assert made(read("pull-request.yml")) == ["test"]
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()


def test_production_comes_after_development_and_by_its_own_role() -> None:
    deploy = jobs(read("deploy.yml"))
    assert deploy["dev"]["needs"] == "test"
    assert deploy["prod"]["needs"] == "dev"
    assert made(read("deploy.yml")) == ["test", "sbom", "deploy", "deploy"]
    for stage in ("dev", "prod"):
        assert deploy[stage]["environment"] == stage
        taken = next(s for s in deploy[stage]["steps"] if "configure-aws" in s.get("uses", ""))
        assert taken["with"]["role-to-assume"] == "${{ vars.AWS_ROLE_ARN }}"
        assert not [name for name in taken["with"] if "key" in name]
        command = deploy[stage]["steps"][-1]["run"]
        assert "STAGE=${{ github.job }}" in command, "the job's name is the stage"


def test_dependencies_are_looked_at_every_week() -> None:
    (schedule,) = read("dependencies.yml")["on"]["schedule"]
    assert schedule["cron"].split()[-1] == "1"
    assert made(read("dependencies.yml")) == ["audit"]
