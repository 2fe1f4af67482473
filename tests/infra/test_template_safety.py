"""Rules every resource keeps: encryption, recovery, narrow permissions, an end of keeping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.packaging import read_template
from tests.support.templates import (
    TEMPLATES,
    functions,
    repeated,
    resources,
    transformed,
    values,
)

TABLES = dict(resources("AWS::DynamoDB::Table"))
QUEUES = dict(resources("AWS::SQS::Queue"))
KEYS = [resource for _, resource in resources("AWS::KMS::Key")]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_encrypted_recoverable_and_expires(name: str) -> None:
    found = TABLES[name]["Properties"]
    assert found["BillingMode"] == "PAY_PER_REQUEST"
    assert found["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["TablesKey", "Arn"]}
    days = 7 if name == "DataKeysTable" else 14
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days}
    assert found["PointInTimeRecoverySpecification"] == recovery
    assert found["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_is_encrypted_and_sets_failures_aside(name: str) -> None:
    found = QUEUES[name]["Properties"]
    assert found["SqsManagedSseEnabled"]
    consumed = name in {"GoalsQueue", "NotificationsQueue"}
    assert ("RedrivePolicy" in found) == consumed
    if consumed:
        redrive = found["RedrivePolicy"]
        assert redrive["maxReceiveCount"] == 5
        assert redrive["deadLetterTargetArn"] == {
            "Fn::GetAtt": [name.replace("Queue", "DeadLetterQueue"), "Arn"]
        }


@pytest.mark.parametrize(("queue", "consumer"), [
    ("GoalsQueue", "GoalsEventsFunction"), ("NotificationsQueue", "NotificationsEventsFunction"),
])  # fmt: skip
def test_a_message_stays_hidden_while_it_is_handled(queue: str, consumer: str) -> None:
    hidden = QUEUES[queue]["Properties"]["VisibilityTimeout"]
    assert hidden >= 6 * functions()[consumer]["Timeout"], "as AWS asks of event sources"


def test_every_queue_refuses_what_is_not_encrypted_on_the_way() -> None:
    covered: set[str] = set()
    for _, policy in resources("AWS::SQS::QueuePolicy"):
        for node in values(policy["Properties"]["PolicyDocument"]):
            if isinstance(node, dict) and node.get("Effect") == "Deny":
                assert node["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                covered |= {arn["Fn::GetAtt"][0] for arn in node["Resource"]}
    assert covered == set(QUEUES)


def test_what_waits_for_an_operator_rings() -> None:
    """A queue that nobody consumes, and events that the relay cannot get rid of."""
    alarmed = set(repeated("observability.yaml", "Queues"))
    assert alarmed == {name for name in QUEUES if "RedrivePolicy" not in QUEUES[name]["Properties"]}
    alarms = dict(resources("AWS::CloudWatch::Alarm"))
    outbox = alarms["OutboxOld"]["Properties"]
    assert (outbox["Namespace"], outbox["MetricName"]) == ("Serenity", "OutboxOldestSeconds")
    assert outbox["Dimensions"] == [{"Name": "service", "Value": "relay"}]
    assert outbox["TreatMissingData"] == "breaching"


def test_every_key_rotates() -> None:
    assert KEYS
    assert all(key["Properties"]["EnableKeyRotation"] for key in KEYS)


def test_logs_end() -> None:
    groups = dict(resources("AWS::Logs::LogGroup"))
    loops = [r for path in TEMPLATES for r in read_template(path)["Resources"].values()]
    looped = [node for loop in loops if isinstance(loop, list) for node in values(loop)]
    for node in [*groups.values(), *looped]:
        if isinstance(node, dict) and node.get("Type") == "AWS::Logs::LogGroup":
            assert "RetentionInDays" in node["Properties"]


def allowed_statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement that allows something to a role of ours, after the SAM transform."""
    kinds = {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"}
    nested = [read_template(path)["Resources"] for path in TEMPLATES[1:]]
    for found in (transformed()["Resources"], *nested):
        for name, resource in found.items():
            if not isinstance(resource, dict) or resource["Type"] not in kinds:
                continue
            for node in values(resource["Properties"]):
                if isinstance(node, dict) and node.get("Effect") == "Allow" and "Resource" in node:
                    yield name, node


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_no_permission_is_wider_than_it_says() -> None:
    statements = list(allowed_statements())
    assert len(statements) > len(functions())
    for name, statement in statements:
        broad = [action for action in as_list(statement["Action"]) if "*" in action]
        assert not broad, f"{name} may {broad}"
        assert "*" not in as_list(statement["Resource"]), f"{name} may touch everything"


def test_only_managed_policies_that_a_function_needs_are_attached() -> None:
    known = {
        "service-role/AWSLambdaBasicExecutionRole",
        "service-role/AWSLambdaVPCAccessExecutionRole",
        "AWSXrayWriteOnlyAccess",
        "service-role/AWSXRayDaemonWriteAccess",
        "AWSXRayDaemonWriteAccess",
    }
    for name, resource in transformed()["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            attached = json.dumps(resource["Properties"].get("ManagedPolicyArns", []))
            arns = [part.split('"')[0] for part in attached.split(":policy/")[1:]]
            assert set(arns) <= known, name


def test_nothing_that_holds_data_is_deleted_with_its_stack() -> None:
    for kind in ("AWS::Cognito::UserPool", "AWS::KMS::Key", "AWS::S3::Bucket"):
        for name, resource in resources(kind):
            if name != "Key" or kind != "AWS::KMS::Key":
                assert resource["DeletionPolicy"] == "Retain", name
    for name in ("DataKeysTable", "RevocationsTable", "InboxTable"):
        assert TABLES[name]["DeletionPolicy"] == "Retain"
    clusters = dict(resources("AWS::RDS::DBCluster"))
    assert [cluster["DeletionPolicy"] for cluster in clusters.values()] == ["Snapshot"]


def test_backups_end_so_that_the_erased_are_gone() -> None:
    for _, cluster in resources("AWS::RDS::DBCluster"):
        assert cluster["Properties"]["BackupRetentionPeriod"] <= 35
        assert cluster["Properties"]["StorageEncrypted"]


def test_no_bucket_is_public() -> None:
    for name, bucket in resources("AWS::S3::Bucket"):
        blocked = bucket["Properties"]["PublicAccessBlockConfiguration"]
        assert all(blocked.values()), name
        assert len(blocked) == 4
