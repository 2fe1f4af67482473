"""Names a release, tells whether all of it answers, and puts the one before back if it does not."""

from __future__ import annotations

import json
import subprocess
import time
import tomllib
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from serenity.release import QUESTION

ROOT = Path(__file__).resolve().parents[1]
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
SAM_STACK = "aws-sam-cli-managed-default"
SMOKE_SECONDS = 180
ASK_SECONDS = 5


class DeployError(RuntimeError):
    """A step did not succeed; the message says which, and why."""


@dataclass(frozen=True)
class Release:
    """What a stack is made from: a packaged template, whose artifacts stay, and its parameters."""

    template: str
    parameters: list[dict[str, str]]


def current(cloudformation: Any, stack: str) -> Release:
    """The release that a stack is on."""
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    found = cloudformation.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
    given = [
        {name: each[name] for name in ("ParameterKey", "ParameterValue")}
        for each in described["Parameters"]
    ]
    # A secret parameter is told as stars; the stack itself still knows it.
    known = [
        {"ParameterKey": each["ParameterKey"], "UsePreviousValue": True}
        if set(each["ParameterValue"]) == {"*"}
        else each
        for each in given
    ]
    return Release(found if isinstance(found, str) else json.dumps(found), known)


def put_back(cloudformation: Any, s3: Any, stack: str, release: Release) -> None:
    """Bring a stack back to an earlier release; migrations need no way back (they fit both).

    Raises:
        DeployError: when even that does not succeed, which needs a person.
    """
    bucket = _artifacts(cloudformation)
    key = f"{stack}/put-back.template"
    s3.put_object(Bucket=bucket, Key=key, Body=release.template.encode())
    try:
        cloudformation.update_stack(
            StackName=stack,
            TemplateURL=f"{s3.meta.endpoint_url}/{bucket}/{key}",
            Parameters=release.parameters,
            Capabilities=CAPABILITIES,
        )
        cloudformation.get_waiter("stack_update_complete").wait(StackName=stack)
    except Exception as error:
        if isinstance(error, ClientError) and "No updates" in str(error):
            return
        raise DeployError(f"The last release could not be put back: {error}") from error


def version() -> str:
    """What every function of a release says it is: the product's version and the commit.

    What is not committed has no name of its own, so there the time tells releases apart.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name = f"{project['version']}+{_git('rev-parse', '--short=12', 'HEAD')}"
    return f"{name}.{int(time.time())}" if _git("status", "--porcelain") else name


def functions_of(cloudformation: Any, stack: str) -> set[str]:
    """The names of all functions of a stack.

    Raises:
        DeployError: when there are none, for then nothing would be asked.
    """
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    found = {
        str(resource["PhysicalResourceId"])
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::Lambda::Function"
    }
    if not found:
        raise DeployError(f"The stack {stack} has no functions.")
    return found


def unanswered(
    address: str,
    functions: Any,
    names: Iterable[str],
    version: str,
    seconds: float = SMOKE_SECONDS,
) -> list[str]:
    """What of a release does not say within that time that it is up, on this version.

    Args:
        address: Where people reach the product; its API is asked as they would.
        functions: A client of Lambda: most functions have no address, so each is asked by itself.
        names: The functions.
        version: What all of them have to say.
        seconds: How long they may take in all.
    """
    deadline = time.monotonic() + seconds
    silent = {address: partial(_health, address)} | {
        name: partial(_release, functions, name) for name in names
    }
    while True:
        silent = {name: ask for name, ask in silent.items() if ask() != version}
        if not silent or time.monotonic() > deadline:
            return sorted(silent)
        time.sleep(min(ASK_SECONDS, seconds / 10))


def _health(address: str) -> str:
    """The version of the API, nothing if it is not up."""
    try:
        with urllib.request.urlopen(f"{address}/v1/health", timeout=ASK_SECONDS) as answer:  # noqa: S310 - our own address
            health = json.load(answer)
    except (OSError, ValueError):
        return ""
    return str(health.get("version", "")) if health.get("status") == "ok" else ""


def _release(functions: Any, name: str) -> str:
    """The version of a function, nothing if its code does not load."""
    try:
        answer = functions.invoke(FunctionName=name, Payload=json.dumps(QUESTION).encode())
        said = json.load(answer["Payload"])
    except (BotoCoreError, ClientError, ValueError):
        return ""
    known = "FunctionError" not in answer and isinstance(said, dict)
    return str(said.get("release", "")) if known else ""


def _git(*command: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", *command],  # noqa: S607 - the one on the path
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DeployError(f"The commit is not known: {done.stderr.strip()}")
    return done.stdout.strip()


def _artifacts(cloudformation: Any) -> str:
    """The bucket where `sam deploy` keeps what it has packaged."""
    stack = cloudformation.describe_stacks(StackName=SAM_STACK)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return str(outputs["SourceBucket"])
