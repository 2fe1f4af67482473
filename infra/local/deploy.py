"""Deploys template.yaml to the local cloud with CloudFormation, then migrates, as on AWS."""

from __future__ import annotations

import contextlib
import json
import time
import tomllib
import urllib.request
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.edge.social.clients import PROVIDERS, credentials
from infra.local.packaging import BUCKET, ROOT, Package
from infra.local.stack import write_atomically

if TYPE_CHECKING:
    from infra.local.stack import Stack

STACK = "serenity"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PATIENCE_SECONDS = 240
# A first deployment that failed leaves a stack that can only be deleted.
UNUSABLE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}

Outputs = dict[str, str]


class DeployError(RuntimeError):
    """The template does not deploy; the message names the resource and the reason."""


def deploy(stack: Stack) -> Outputs:
    """Deploy, migrate, tell the edge which APIs to serve, and answer the stack's outputs.

    Raises:
        DeployError: naming the first resource that failed, or the migration's error.
    """
    package = Package(stack.cloud_url)
    cloudformation = client(stack, "cloudformation")
    _store_secrets(stack)
    _upload(client(stack, "s3"), package)
    _apply(cloudformation, package.url, parameters(stack))
    _, outputs = describe(cloudformation)
    _post(f"{stack.cloud_url}/_serenity/recycle")
    migrate(client(stack, "lambda"), outputs["MigrateFunctionName"])
    targets = {
        "rest_api_id": outputs["RestApiId"],
        "rest_stage": outputs["RestStage"],
        "socket_api_id": outputs["SocketApiId"],
        "socket_stage": outputs["SocketStage"],
    }
    write_atomically(stack.targets_file, json.dumps(targets))
    return outputs


def client(stack: Stack, service: str) -> Any:
    """A client of the local cloud, which takes any credentials."""
    return _client(stack.cloud_url, stack.region, service)


@lru_cache(maxsize=64)
def _client(url: str, region: str, service: str) -> Any:
    session: Any = boto3.Session("test", "test", region_name=region)
    patient = Config(read_timeout=PATIENCE_SECONDS, retries={"total_max_attempts": 2})
    return session.client(service, endpoint_url=url, config=patient)


def parameters(stack: Stack) -> dict[str, str]:
    """The template's parameters for this machine."""
    if stack.database is None:
        raise DeployError("The database has not been started.")
    switches = dict.fromkeys((f"{name}SignIn" for name in PROVIDERS.values()), "on")
    return {
        "Stage": "local",
        "PublicUrl": stack.public_url,
        "AppVersion": _version(),
        "CloudUrl": stack.cloud_url,
        "DatabaseHost": stack.database.host,
        "DatabasePort": str(stack.database.port),
        "DatabasePassword": stack.role_password,
        "OwnerDatabaseUrl": stack.database.url,
        **switches,
    }


def describe(cloudformation: Any) -> tuple[str, Outputs]:
    """The stack's status, empty if there is none, and its outputs."""
    try:
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError:
        return "", {}
    found = {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])}
    return str(stack["StackStatus"]), found


def migrate(lambda_client: Any, function: str) -> None:
    """Run the migrations as on AWS: by invoking their function."""
    answer = lambda_client.invoke(FunctionName=function, Payload=b"{}")
    if "FunctionError" in answer:
        error = json.loads(answer["Payload"].read())
        raise DeployError(f"The migration failed: {error.get('errorMessage', error)}")


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _store_secrets(stack: Stack) -> None:
    """Keep the social providers' credentials where the template looks for them."""
    secretsmanager = client(stack, "secretsmanager")
    for slug, found in credentials(stack.home).items():
        name, text = f"serenity/local/social/{slug}", json.dumps(asdict(found))
        try:
            secretsmanager.create_secret(Name=name, SecretString=text)
        except secretsmanager.exceptions.ResourceExistsException:
            secretsmanager.put_secret_value(SecretId=name, SecretString=text)


def _upload(s3: Any, package: Package) -> None:
    here = {"LocationConstraint": s3.meta.region_name}
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=here)
    for key, content in package.files.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=content)


def _apply(cloudformation: Any, url: str, values: dict[str, str]) -> None:
    status, _ = describe(cloudformation)
    if status in UNUSABLE:
        cloudformation.delete_stack(StackName=STACK)
        status = _wait(cloudformation)
    request = {
        "StackName": STACK,
        "TemplateURL": url,
        "Capabilities": CAPABILITIES,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
    }
    begun = time.time()
    try:
        if status in {"", "DELETE_COMPLETE"}:
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
    except ClientError as error:
        message = error.response["Error"]["Message"]
        if "No updates are to be performed" in message:
            return
        raise DeployError(message) from error
    ended = _wait(cloudformation)
    if ended not in DONE:
        raise DeployError(_reason(cloudformation, begun) or f"The stack ended as {ended}.")


def _wait(cloudformation: Any) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        status, _ = describe(cloudformation)
        if not status.endswith("_IN_PROGRESS"):
            return status
        time.sleep(0.2)
    raise DeployError(f"The deployment did not end within {PATIENCE_SECONDS} s.")


def _reason(cloudformation: Any, since: float) -> str:
    """The first failure of the stack and its nested stacks; it causes all the others."""
    summaries = cloudformation.list_stacks()["StackSummaries"]
    names = [s["StackName"] for s in summaries if s["StackName"].startswith(STACK)]
    failures = [
        event
        for name in names
        for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        if event["ResourceStatus"].endswith("_FAILED")
        and event["Timestamp"].timestamp() >= since - 1
        and event.get("ResourceStatusReason")
    ]
    if not failures:
        return ""
    # A nested resource fails before the resource that stands for its stack.
    first = min(failures, key=lambda event: (event["Timestamp"], event["StackName"] == STACK))
    return f"{first['LogicalResourceId']}: {first['ResourceStatusReason']}"


def _post(url: str) -> None:
    request = urllib.request.Request(url, data=b"", method="POST")  # noqa: S310 - our own cloud
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        answer.read()
