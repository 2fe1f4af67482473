"""The end of an account: every domain first, the account last, and a failure calls someone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import yaml

from infra.local.deployed import Deployed
from infra.local.packaging import ROOT
from tests.conftest import add_person
from tests.support.templates import functions, resources, values

FILE = ROOT / "stepfunctions" / "account_erasure.asl.yaml"
PATIENCE_SECONDS = 60
ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def steps(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for node in values(definition):
        if isinstance(node, dict) and node.get("Type") == "Task":
            yield node


def test_it_names_functions_only_by_substitution(definition: dict[str, Any]) -> None:
    machine = dict(resources("AWS::Serverless::StateMachine"))["AccountErasure"]["Properties"]
    named = set(re.findall(r"\$\{(\w+)\}", json.dumps(definition)))
    assert named == set(machine["DefinitionSubstitutions"])
    assert "arn:aws" not in FILE.read_text()


def test_every_domain_that_erases_takes_part(definition: dict[str, Any]) -> None:
    erasing = {name for name, found in functions().items() if found["Handler"].endswith(".erase")}
    text = json.dumps(definition)
    assert erasing == set(re.findall(r"\$\{(\w+ErasureFunction)Arn\}", text))


def test_every_step_is_tried_again_within_limits(definition: dict[str, Any]) -> None:
    for step in steps(definition):
        assert step["Retry"][0]["ErrorEquals"] == ["States.ALL"]
        assert step["Retry"][0]["JitterStrategy"] == "FULL"
        assert step["Retry"][0]["MaxAttempts"] <= 6


def finished(deployed: Deployed, execution: str) -> dict[str, Any]:
    workflows, deadline = deployed.client("stepfunctions"), time.monotonic() + PATIENCE_SECONDS
    while True:
        found: dict[str, Any] = workflows.describe_execution(executionArn=execution)
        if found["status"] in ENDED:
            return found
        assert time.monotonic() < deadline, workflows.get_execution_history(executionArn=execution)
        time.sleep(0.2)


def test_an_account_really_ends(deployed: Deployed) -> None:
    database = deployed.stack.database
    assert database is not None
    person, other = add_person(database.url), add_person(database.url)
    started = deployed.client("stepfunctions").start_execution(
        stateMachineArn=deployed.outputs["AccountErasureArn"],
        input=json.dumps({"user_id": str(person)}),
    )
    ended = finished(deployed, started["executionArn"])
    assert ended["status"] == "SUCCEEDED", ended
    with psycopg.connect(database.url) as connection:
        left = {row[0] for row in connection.execute("SELECT user_id FROM accounts.profile")}
    assert person not in left
    assert other in left


def test_an_erasure_that_keeps_failing_calls_an_operator(
    deployed: Deployed, definition: dict[str, Any]
) -> None:
    """The same workflow, impatient, with a step that always fails."""
    workflows, queues = deployed.client("stepfunctions"), deployed.client("sqs")
    url = queues.create_queue(QueueName=f"failures-{uuid4()}")["QueueUrl"]
    known = workflows.describe_state_machine(stateMachineArn=deployed.outputs["AccountErasureArn"])
    impatient: dict[str, Any] = json.loads(known["definition"])
    for step in steps(impatient):
        step["Retry"][0] |= {"IntervalSeconds": 1, "MaxAttempts": 1}
    impatient["States"]["TellAnOperator"]["Parameters"]["QueueUrl"] = url
    goals = impatient["States"]["EraseDomains"]["Branches"][1]["States"]["EraseGoals"]
    goals["Parameters"]["FunctionName"] = "serenity-local-not-there"
    machine = workflows.create_state_machine(
        name=f"impatient-{uuid4()}", definition=json.dumps(impatient), roleArn=known["roleArn"]
    )["stateMachineArn"]
    person = str(uuid4())
    started = workflows.start_execution(
        stateMachineArn=machine, input=json.dumps({"user_id": person})
    )
    ended = finished(deployed, started["executionArn"])
    assert (ended["status"], ended["error"]) == ("FAILED", "NotErased")
    messages = queues.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    told = json.loads(messages[0]["Body"])
    assert told["user_id"] == person
    assert told["execution"] == started["executionArn"]
    assert told["error"]
