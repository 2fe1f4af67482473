"""A real local cloud with one function, a table and queues, and an edge in front of it."""

from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests

from infra.local import processes, services
from infra.local.stack import REGION, choose_port, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class LocalCloud:
    """The address of a running local cloud and clients for it."""

    url: str

    def client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def invoke(self, **event: str) -> None:
        answer = self.client("lambda").invoke(FunctionName="probe", Payload=json.dumps(event))
        answer["Payload"].read()


@pytest.fixture(scope="session")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    layout = lay_out(tmp_path_factory.mktemp("cloud"), choose_port(1))
    process = services.launch_cloud(layout)
    try:
        cloud = LocalCloud(layout.cloud_url)
        await_answer(cloud.url)
        deploy(cloud)
        yield cloud
    finally:
        processes.stop(process)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def environment(environment: dict[str, str], local_cloud: LocalCloud) -> dict[str, str]:
    return environment | {"CLOUD_URL": local_cloud.url, "AWS_REGION": REGION}


def await_answer(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            requests.get(f"{url}/_ministack/ready", timeout=2).raise_for_status()
        except requests.RequestException:
            assert time.monotonic() < deadline, "the cloud does not start"
            time.sleep(0.1)
        else:
            return


def deploy(cloud: LocalCloud) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("empty.txt", "")
    iam = cloud.client("iam")
    role = iam.create_role(RoleName="probe", AssumeRolePolicyDocument="{}")
    allowed = {"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [allowed]}
    iam.put_role_policy(RoleName="probe", PolicyName="own", PolicyDocument=json.dumps(policy))
    cloud.client("lambda").create_function(
        FunctionName="probe",
        Runtime="python3.12",
        Role=role["Role"]["Arn"],
        Handler="tests.infra.local.edge.developer.probe_handlers.work",
        Code={"ZipFile": package.getvalue()},
        Timeout=20,
        TracingConfig={"Mode": "Active"},
        Environment={"Variables": {"POWERTOOLS_SERVICE_NAME": "probe"}},
    )
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName="inbox",
        KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName="inbox", Item={"user_id": {"S": "one"}})
    sqs = cloud.client("sqs")
    dead = sqs.create_queue(QueueName="goals-dead-letters")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    redrive = {"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": 5}
    goals = sqs.create_queue(QueueName="goals", Attributes={"RedrivePolicy": json.dumps(redrive)})[
        "QueueUrl"
    ]
    sqs.send_message(QueueUrl=goals, MessageBody="one")
    for body in ("bad", "worse"):
        sqs.send_message(QueueUrl=dead, MessageBody=body)
