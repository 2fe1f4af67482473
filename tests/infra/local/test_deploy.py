"""Deploying again: what exists keeps its identity, and a failure names what is wrong."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local import deploy as deployment
from infra.local.deploy import DeployError, deploy, parameters
from infra.local.deployed import Deployed
from infra.local.edge.social.clients import credentials
from infra.local.packaging import ROOT, Package
from infra.local.stack import REGION, Stack


@pytest.fixture
def restored(deployed: Deployed) -> Iterator[Deployed]:
    """The shared deployment, as it was before."""
    yield deployed
    assert deploy(deployed.stack) == deployed.outputs


def test_a_second_deployment_keeps_every_identity(restored: Deployed) -> None:
    moved = dataclasses.replace(restored.stack, port=restored.stack.port + 1)
    assert deploy(moved) == restored.outputs
    pool, web = restored.outputs["UserPoolId"], restored.outputs["WebClientId"]
    cognito = restored.client("cognito-idp")
    client = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=web)["UserPoolClient"]
    assert client["CallbackURLs"] == [f"{moved.public_url}/v1/auth/callback"]


def test_providers_get_their_credentials_from_the_secret_store(deployed: Deployed) -> None:
    cognito, pool = deployed.client("cognito-idp"), deployed.outputs["UserPoolId"]
    for slug, known in credentials(deployed.stack.home).items():
        name = slug.capitalize()
        found = cognito.describe_identity_provider(UserPoolId=pool, ProviderName=name)
        details = found["IdentityProvider"]["ProviderDetails"]
        assert details["client_id"] == known.client_id
        assert details["client_secret"] == known.client_secret
        assert details["oidc_issuer"] == f"{deployed.stack.public_url}/_local/social/{slug}"


def test_a_resource_that_does_not_deploy_is_named(
    restored: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("template.yaml", "infra", "stepfunctions"):
        source = ROOT / part
        if source.is_file():
            shutil.copy(source, tmp_path / part)
        else:
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("local"))
    broken = tmp_path / "infra" / "messaging.yaml"
    broken.write_text(broken.read_text().replace("AWS::Events::Archive", "AWS::SQS::Queue").replace(
        "Condition: OnAws\n    Properties:\n      SourceArn",
        "Properties:\n      FifoQueue: true\n      QueueName: not-a-fifo-name\n      SourceArn",
    ))  # fmt: skip
    monkeypatch.setattr(deployment, "Package", lambda url: Package(url, tmp_path / "template.yaml"))
    with pytest.raises(DeployError, match="Archive: "):
        deploy(restored.stack)


def test_a_migration_that_fails_ends_the_deployment(restored: Deployed) -> None:
    database = restored.stack.database
    assert database is not None
    wrong = dataclasses.replace(database, password="wrong")
    with pytest.raises(DeployError, match=r"The migration failed: .*password"):
        deploy(dataclasses.replace(restored.stack, database=wrong))


def test_a_stack_without_a_database_is_refused(deployed: Deployed) -> None:
    stack: Stack = dataclasses.replace(deployed.stack, database=None)
    with pytest.raises(DeployError, match="database"):
        parameters(stack)


def test_a_package_names_files_by_their_content() -> None:
    first, second = Package("http://one"), Package("http://two")
    shared = set(first.files) & set(second.files)
    assert len(shared) > 5, "only templates that name an address differ"
    root = json.loads(first.files[first.url.rpartition("/")[2]])
    location = root["Resources"]["Api"]["Properties"]["DefinitionBody"]["Fn::Transform"]
    key = location["Parameters"]["Location"].rpartition("/")[2]
    assert first.files[key] == (ROOT / "infra" / "api_gateway.json").read_bytes()


def test_a_function_can_do_only_what_its_role_allows(deployed: Deployed) -> None:
    functions = deployed.client("lambda")
    role = functions.get_function(FunctionName="serenity-local-goals")["Configuration"]["Role"]
    answer = deployed.client("sts").assume_role(RoleArn=role, RoleSessionName="probe")
    found = answer["Credentials"]
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=deployed.stack.cloud_url,
        region_name=REGION,
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
    )
    key = {"user_id": {"S": "nobody"}}
    dynamodb.get_item(TableName=deployed.outputs["DataKeysTable"], Key=key)
    for forbidden in ("DataKeysTable", "RevocationsTable"):
        with pytest.raises(ClientError, match="AccessDenied"):
            dynamodb.delete_item(TableName=deployed.outputs[forbidden], Key=key)
