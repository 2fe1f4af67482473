"""Tells whether a release answers, and puts the one before it back when it does not."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

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


def answers(address: str, version: str, seconds: float = SMOKE_SECONDS) -> bool:
    """Whether the product says within that time that it is up, on this version."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{address}/v1/health", timeout=ASK_SECONDS) as answer:  # noqa: S310 - our own address
                health = json.load(answer)
            if (health.get("status"), health.get("version")) == ("ok", version):
                return True
        except (OSError, ValueError):
            pass
        if time.monotonic() > deadline:
            return False
        time.sleep(min(ASK_SECONDS, seconds / 10))


def _artifacts(cloudformation: Any) -> str:
    """The bucket where `sam deploy` keeps what it has packaged."""
    stack = cloudformation.describe_stacks(StackName=SAM_STACK)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return str(outputs["SourceBucket"])
