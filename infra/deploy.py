"""Deploys the product to AWS: `python -m infra.deploy --stage dev` (`make deploy STAGE=dev`).

The order: artifacts are built; the database is brought to this release while the last one still
serves, which every migration allows for; the stacks are updated; a release of which a part does not
answer is taken back; the web client is uploaded; what CloudFront keeps of the last one is dropped.
Only the first time the database comes after its stack.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.release import DeployError, current, functions_of, put_back, unanswered, version
from infra.web_upload import invalidate, upload_web

ROOT = Path(__file__).resolve().parents[1]
SAM = ROOT / ".venv-tools" / "bin" / "sam"
UV = ROOT / ".venv" / "bin" / "uv"
BUILD = ROOT / ".aws-sam" / "build"
RUNTIME = "3.12"


@dataclass(frozen=True)
class Request:
    """What is deployed, and where to."""

    stage: str
    region: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def stack(self) -> str:
        """The name of the root stack."""
        return f"serenity-{self.stage}"


def deploy(request: Request) -> str:
    """Carry out every step; answer the product's address."""
    release = version()
    given = {**request.parameters, "AppVersion": release}
    build()
    session: Any = boto3.Session(region_name=request.region)
    functions, known = session.client("lambda"), outputs_of(request)
    cloudformation, s3 = session.client("cloudformation"), session.client("s3")
    before = current(cloudformation, request.stack) if known else None
    if known:
        renew(functions, known["MigrateFunctionName"])
        migrate(functions, known["MigrateFunctionName"])
    outputs = update_stacks(request, given)
    if outputs["WebUrl"] != outputs["PublicUrl"]:
        # Only now is the distribution's address known, to which sign-in has to return.
        outputs = update_stacks(request, {**given, "PublicUrl": outputs["WebUrl"]})
    if not known:
        migrate(functions, outputs["MigrateFunctionName"])
    # The migration has just run, so it needs no question.
    deployed = functions_of(cloudformation, request.stack) - {outputs["MigrateFunctionName"]}
    if silent := unanswered(outputs["WebUrl"], functions, deployed, release):
        told = f"The new release does not answer: {', '.join(silent)}"
        if before is None:
            raise DeployError(f"{told}; see the functions' logs.")
        put_back(cloudformation, s3, request.stack, before)
        raise DeployError(f"{told}; the last one is back.")
    upload_web(s3, outputs["WebBucket"])
    invalidate(session.client("cloudfront"), outputs["WebDistributionId"])
    if "DomainName" in request.parameters:
        print(f"Its DNS record points at {outputs['WebDomain']}")  # noqa: T201 - a command talks
    return outputs["WebUrl"]


def build() -> None:
    """Build every function and layer with Lambda's own Python version."""
    arguments = ["--language-extensions", "--parallel", "--build-dir", str(BUILD)]
    run([SAM, "build", *arguments], LAMBDA_PYTHON=runtime_python())


def runtime_python() -> str:
    """An interpreter of Lambda's version, whose bytecode Lambda uses; installed if missing."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    found = shutil.which(f"python{RUNTIME}")
    if found:
        said = subprocess.run(  # noqa: S603 - found on the path
            [found, "-c", ask], capture_output=True, text=True, check=False
        )
        if said.stdout.strip() == RUNTIME:
            return found
    run([UV, "python", "install", "--quiet", RUNTIME])
    return run([UV, "python", "find", "--managed-python", RUNTIME], capture=True).strip()


def update_stacks(request: Request, parameters: dict[str, str]) -> dict[str, str]:
    """Create or update the stacks; answer the outputs and the public address they were given."""
    values = {"Stage": request.stage, **parameters}
    if "DomainName" in values:
        values["PublicUrl"] = f"https://{values['DomainName']}"
    arguments = [
        "--template-file", str(BUILD / "template.yaml"),
        "--stack-name", request.stack,
        "--region", request.region,
        "--resolve-s3",
        "--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND",
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--language-extensions",
        "--parameter-overrides", *(f"{name}={value}" for name, value in values.items()),
    ]  # fmt: skip
    run([SAM, "deploy", *arguments])
    return outputs_of(request)


def outputs_of(request: Request) -> dict[str, str]:
    """The outputs and the public address of the deployed release, nothing if there is none."""
    cloudformation: Any = boto3.client("cloudformation", region_name=request.region)
    try:
        stack = cloudformation.describe_stacks(StackName=request.stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":  # there is no such stack
            return {}
        raise DeployError(str(error)) from error
    given = {item["ParameterKey"]: item["ParameterValue"] for item in stack["Parameters"]}
    found = {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])}
    return {**found, "PublicUrl": given["PublicUrl"]} if found else {}


def renew(lambda_client: Any, function: str, artifact: Path = BUILD / "MigrateFunction") -> None:
    """Give the migration function this release's migrations ahead of everything else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(artifact.rglob("*")):
            archive.write(path, path.relative_to(artifact))
    lambda_client.update_function_code(FunctionName=function, ZipFile=buffer.getvalue())
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)


def migrate(lambda_client: Any, function: str) -> None:
    """Bring the database to this release."""
    answer = lambda_client.invoke(FunctionName=function, Payload=b"{}")
    result = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise DeployError(f"The migration failed: {result.get('errorMessage', result)}")
    print(f"Migrations applied: {result['applied']}")  # noqa: T201 - a command talks


def run(command: list[str | Path], *, capture: bool = False, **environment: str) -> str:
    """Run a tool and stop at its failure; its own words are on the terminal."""
    done = subprocess.run(  # noqa: S603 - the project's own tools
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0", **environment},
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DeployError(f"{Path(command[0]).name} {command[1]} failed; its reason is above.")
    return done.stdout or ""


def request_from(arguments: list[str]) -> Request:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploy to AWS.")
    parser.add_argument("--stage", required=True, choices=["dev", "prod"])
    parser.add_argument("--region", default="eu-central-1")
    parser.add_argument(
        "settings",
        nargs="*",
        metavar="Parameter=value",
        help="parameters of template.yaml, kept until changed, such as DomainName=app.example",
    )
    found = parser.parse_args(arguments)
    if wrong := [item for item in found.settings if "=" not in item]:
        parser.error(f"not of the form Parameter=value: {' '.join(wrong)}")
    return Request(found.stage, found.region, dict(s.split("=", 1) for s in found.settings))


def main(arguments: list[str]) -> int:
    """Deploy; answer the exit code."""
    try:
        address = deploy(request_from(arguments))
    except (DeployError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(f"Serenity Hub is at {address}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
