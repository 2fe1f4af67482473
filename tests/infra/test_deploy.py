"""The deployment to AWS: its order, and what it uploads; AWS itself is the one part not here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from infra import deploy
from infra.deploy import Request, request_from
from infra.deploy import deploy as deploy_product
from infra.local.deployed import Deployed
from infra.local.edge.static import StaticFiles
from infra.local.packaging import ROOT
from infra.local.stack import REGION
from infra.release import DeployError
from infra.web_upload import caching, upload_web


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A built web client."""
    files = {
        "index.html": "<!doctype html>",
        "sw.js": "self",
        "manifest.webmanifest": "{}",
        "icon.svg": "<svg/>",
        "assets/app-1a2b.js": "export {}",
        "assets/text-3c4d.woff2": "font",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_web_client_is_uploaded_as_it_is_served(deployed: Deployed, web: Path) -> None:
    s3, bucket = deployed.client("s3"), f"web-{uuid4()}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    upload_web(s3, bucket, web)
    listed = {item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    files = {path.relative_to(web).as_posix() for path in web.rglob("*") if path.is_file()}
    assert listed == files | {"v1/openapi.json"}
    page = s3.get_object(Bucket=bucket, Key="index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    script = s3.get_object(Bucket=bucket, Key="assets/app-1a2b.js")
    assert script["ContentType"] == "text/javascript; charset=utf-8"
    assert script["CacheControl"] == "public, max-age=31536000, immutable"
    document = s3.get_object(Bucket=bucket, Key="v1/openapi.json")["Body"].read()
    assert json.loads(document) == json.loads((ROOT / "infra" / "openapi.json").read_text())


def test_browsers_keep_files_as_long_as_locally(web: Path) -> None:
    edge = StaticFiles(web)
    for path in web.rglob("*"):
        if path.is_file():
            assert caching(path.relative_to(web).as_posix()) == edge._caching(path.resolve())


def test_pages_go_last(web: Path) -> None:
    keys: list[str] = []

    class Bucket:
        def put_object(self, **given: Any) -> None:
            keys.append(given["Key"])

    upload_web(Bucket(), "web", web)
    assert keys[-2:] == ["index.html", "v1/openapi.json"]


def test_a_client_that_was_not_built_is_not_uploaded(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="not built"):
        upload_web(None, "web", tmp_path)


class Steps:
    """Stands for AWS: remembers the steps, and knows the address after the first update."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, address: str = "") -> None:
        self.taken: list[str] = []
        self.silent: list[str] = []
        self.given: list[str] = []
        self._address = address
        monkeypatch.setattr(deploy, "update_stacks", self.update)
        monkeypatch.setattr(deploy, "outputs_of", lambda _: self.outputs() if address else {})
        monkeypatch.setattr(deploy, "unanswered", lambda *_: self.silent)
        monkeypatch.setattr(deploy, "functions_of", lambda *_: {"goals"})
        for name in (
            "build", "current", "renew", "migrate", "put_back", "upload_web", "invalidate",
        ):  # fmt: skip
            monkeypatch.setattr(deploy, name, lambda *_, name=name: self.take(name))

    def take(self, name: str) -> str:
        self.taken.append(name)
        return name

    def outputs(self) -> dict[str, str]:
        names = ("MigrateFunctionName", "WebBucket", "WebDistributionId")
        return {**dict.fromkeys(names, "x"), "WebUrl": "https://a", "PublicUrl": self._address}

    def update(self, _request: Request, parameters: dict[str, str]) -> dict[str, str]:
        self._address = parameters.get("PublicUrl", self._address)
        self.taken.append(f"update {self._address}".strip())
        self.given.append(parameters["AppVersion"])
        return self.outputs()


def test_a_first_deployment_learns_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch)
    assert deploy_product(Request("dev", REGION)) == "https://a"
    assert steps.taken == [
        "build", "update", "update https://a", "migrate", "upload_web", "invalidate",
    ]  # fmt: skip
    assert len(set(steps.given)) == 1, "both updates are one release"


def test_a_later_release_finds_the_database_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch, address="https://a")
    deploy_product(Request("dev", REGION))
    assert steps.taken == [
        "build", "current", "renew", "migrate", "update https://a", "upload_web", "invalidate",
    ]  # fmt: skip


def test_a_release_that_does_not_answer_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch, address="https://a")
    steps.silent = ["goals", "relay"]
    with pytest.raises(DeployError, match="answer: goals, relay; the last one is back"):
        deploy_product(Request("prod", REGION))
    assert steps.taken[-2:] == ["update https://a", "put_back"], "no page of it was uploaded"


def test_migrations_are_renewed_before_the_rest(deployed: Deployed, tmp_path: Path) -> None:
    functions, name = deployed.client("lambda"), deployed.outputs["MigrateFunctionName"]
    before = functions.get_function(FunctionName=name)["Configuration"]["CodeSha256"]
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "__init__.py").touch()
    deploy.renew(functions, name, tmp_path)
    assert functions.get_function(FunctionName=name)["Configuration"]["CodeSha256"] != before
    deploy.migrate(functions, name)


def test_what_is_deployed_is_found(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", deployed.stack.cloud_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    assert deploy.outputs_of(Request("dev", REGION)) == {}
    monkeypatch.setattr(Request, "stack", "serenity")
    found = deploy.outputs_of(Request("dev", REGION))
    assert found == {**deployed.outputs, "PublicUrl": deployed.stack.public_url}


def test_the_command_line_names_stage_and_parameters() -> None:
    found = request_from(["--stage", "prod", "DomainName=app.example", "GoogleSignIn=on"])
    assert found.stack == "serenity-prod"
    assert found.parameters == {"DomainName": "app.example", "GoogleSignIn": "on"}


@pytest.mark.parametrize("wrong", [[], ["--stage", "local"], ["--stage", "dev", "DomainName"]])
def test_a_wrong_command_line_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        request_from(wrong)


def test_a_tool_that_fails_stops_the_deployment() -> None:
    with pytest.raises(DeployError, match="false"):
        deploy.run(["false", "build"])
