"""Failed events come back by SQS's own tasks; without those, as the proof of delivery shows."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from infra.redrive import Pair, RedriveError, main, move, pairs

GOALS = Pair("Goals", "https://queue", "https://dead")


def arn(name: str) -> str:
    return f"arn:aws:sqs:eu-central-1:123456789012:{name}"


def task(status: str, **more: Any) -> dict[str, Any]:
    found = {"TaskHandle": "handle", "Status": status, "SourceArn": arn("dead")}
    return {"Results": [found | {"ApproximateNumberOfMessagesMoved": 7} | more]}


@pytest.fixture
def sqs() -> Any:
    return boto3.client(
        "sqs", region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b"
    )


def start(stub: Stubber) -> None:
    for name, url in (("dead", GOALS.dead), ("queue", GOALS.queue)):
        asked = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
        stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": arn(name)}}, asked)
    wanted = {"SourceArn": arn("dead"), "DestinationArn": arn("queue")}
    stub.add_response("start_message_move_task", {"TaskHandle": "handle"}, wanted)
    asked = {"QueueUrl": GOALS.dead, "AttributeNames": ["QueueArn"]}
    stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": arn("dead")}}, asked)


def test_a_task_is_followed_to_its_end(sqs: Any) -> None:
    with Stubber(sqs) as stub:
        start(stub)
        stub.add_response("list_message_move_tasks", task("COMPLETED"))
        assert move(sqs, GOALS) == 7


def test_a_task_that_fails_says_why(sqs: Any) -> None:
    with Stubber(sqs) as stub:
        start(stub)
        stub.add_response("list_message_move_tasks", task("FAILED", FailureReason="no such queue"))
        with pytest.raises(RedriveError, match="no such queue"):
            move(sqs, GOALS)


def test_a_refusal_is_no_missing_feature(sqs: Any) -> None:
    with Stubber(sqs) as stub:
        for url in (GOALS.dead, GOALS.queue):
            asked = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
            stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": arn("q")}}, asked)
        stub.add_client_error("start_message_move_task", "AccessDenied")
        with pytest.raises(sqs.exceptions.ClientError, match="AccessDenied"):
            move(sqs, GOALS)


def test_a_stack_without_queues_is_refused() -> None:
    with pytest.raises(RedriveError):
        pairs({"BusName": "serenity"})


def test_without_a_local_cloud_it_says_how_to_get_one(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERENITY_HOME", str(tmp_path))
    assert main([]) == 1
    assert "make run" in capsys.readouterr().err
