"""What was answered survives `kill -9` of the cloud."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local.stack import ROOT
from tests.infra.local.cloud import probe_stack
from tests.infra.local.cloud.conftest import Cloud
from tests.infra.local.cloud.test_sign_in import PASSWORD, confirm, mailed_code, sign_up


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A cloud of our own, to be killed."""
    running = Cloud(tmp_path_factory.mktemp("fragile"))
    running.start()
    running.upload()
    running.deploy(probe_stack.template())
    yield running
    running.stop()


# A start so slow that the state is read long after the thread that saves it has begun.
SLOW_START = """
import sys, time
from pathlib import Path
from ministack import app
from ministack.services import sqs
from infra.local.cloud import durability
from infra.local.cloud.item_journal import ItemJournal
state = Path(sys.argv[1])
saver = durability.mend(state, ItemJournal(state), 0.01)
time.sleep(0.3)
saver.save_all()
print((state / "sqs.json").read_text())
app._load_persisted_state()
time.sleep(0.3)
print((state / "sqs.json").read_text())
"""


def test_nothing_is_saved_before_it_was_restored(tmp_path: Path) -> None:
    (tmp_path / "sqs.json").write_text("what an earlier run left")
    python = ROOT / ".venv-cloud" / "bin" / "python"
    said = subprocess.run(
        [python, "-c", SLOW_START, tmp_path],
        cwd=ROOT, env={"STATE_DIR": str(tmp_path), "PERSIST_STATE": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout.splitlines()  # fmt: skip
    assert said[0] == "what an earlier run left"
    assert "queues" in said[1]


def restart(cloud: Cloud) -> None:
    cloud.kill()
    cloud.start()


def test_the_deployed_application_survives(fragile: Cloud) -> None:
    restart(fragile)
    answer = requests.post(f"{fragile.rest}/v1/people/7", headers={"Cookie": "open"}, timeout=20)
    assert answer.status_code == 200


def test_a_sign_up_its_mail_and_its_confirmation_survive(fragile: Cloud) -> None:
    address = sign_up(fragile)
    restart(fragile)
    confirm(fragile, address, mailed_code(fragile, address))
    restart(fragile)
    signed_in = fragile.client("cognito-idp").admin_initiate_auth(
        UserPoolId=fragile.outputs["Pool"], ClientId=fragile.outputs["Client"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
    )  # fmt: skip
    assert "IdToken" in signed_in["AuthenticationResult"]


def test_items_survive_as_they_were_last_written(fragile: Cloud) -> None:
    tables, name = fragile.client("dynamodb"), fragile.outputs["Table"]
    for number in range(20):
        tables.put_item(TableName=name, Item={"name": {"S": f"item {number}"}})
    tables.delete_item(TableName=name, Key={"name": {"S": "item 3"}})
    tables.update_item(
        TableName=name, Key={"name": {"S": "item 4"}},
        UpdateExpression="SET colour = :c", ExpressionAttributeValues={":c": {"S": "blue"}},
    )  # fmt: skip
    puts = [{"Put": {"TableName": name, "Item": {"name": {"S": f"both {n}"}}}} for n in (1, 2)]
    tables.transact_write_items(TransactItems=puts)
    for _ in range(2):
        restart(fragile)
        items = {item["name"]["S"]: item for item in tables.scan(TableName=name)["Items"]}
        assert len(items) == 21
        assert "item 3" not in items
        assert items["item 4"]["colour"] == {"S": "blue"}
        assert {"both 1", "both 2"} <= set(items)


def test_keys_and_messages_survive(fragile: Cloud) -> None:
    keys, queue = fragile.client("kms"), fragile.client("sqs")
    context = {"user": "someone"}
    data_key = keys.generate_data_key(
        KeyId=fragile.outputs["Key"], KeySpec="AES_256", EncryptionContext=context
    )
    queue.send_message(QueueUrl=fragile.outputs["Idle"], MessageBody="still here")
    restart(fragile)
    again = keys.decrypt(CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=context)
    assert again["Plaintext"] == data_key["Plaintext"]
    received = queue.receive_message(QueueUrl=fragile.outputs["Idle"])["Messages"]
    assert [message["Body"] for message in received] == ["still here"]


def test_a_running_workflow_runs_again(fragile: Cloud) -> None:
    states = fragile.client("stepfunctions")
    arn = states.start_execution(
        stateMachineArn=fragile.outputs["Workflow"], name=uuid.uuid4().hex, input='{"wait": 2}'
    )["executionArn"]
    restart(fragile)
    deadline = time.monotonic() + 20
    execution: dict[str, Any] = {"status": "RUNNING"}
    while execution["status"] == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.2)
        execution = states.describe_execution(executionArn=arn)
    assert execution["status"] == "SUCCEEDED"
