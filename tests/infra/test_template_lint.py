"""The templates satisfy AWS's own linters, before and after the SAM transform."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import yaml

from infra.local.packaging import ROOT
from tests.support.templates import NESTED, TOOLS, lint, transformed


def test_cfn_lint_is_told_of_every_template() -> None:
    known = yaml.safe_load((ROOT / ".cfnlintrc").read_text())["templates"]
    assert {ROOT / name for name in known} == {ROOT / "template.yaml", *NESTED}


def test_the_templates_are_clean() -> None:
    done = lint()
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_transformed_template_is_clean(tmp_path: Path) -> None:
    file = tmp_path / "transformed.json"
    file.write_text(json.dumps(transformed()))
    done = lint("--regions", "eu-central-1", "--template", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_planted_error_is_found(tmp_path: Path) -> None:
    text = (ROOT / "infra" / "messaging.yaml").read_text()
    assert text.count("GetAtt GoalsDeadLetterQueue.Arn") > 1
    file = tmp_path / "messaging.yaml"
    file.write_text(text.replace("GetAtt GoalsDeadLetterQueue.Arn", "GetAtt GoalsQueue2.Arn", 1))
    done = lint("--regions", "eu-central-1", "--template", file)
    assert done.returncode != 0
    assert "GoalsQueue2" in done.stdout


def test_sam_accepts_the_template() -> None:
    environment = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-central-1"}
    done = subprocess.run(
        [TOOLS / "sam", "validate", "--lint", "--template-file", ROOT / "template.yaml"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
