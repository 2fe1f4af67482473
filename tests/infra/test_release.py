"""A release has a name of its own, is asked in every part, and the one before it comes back."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest

from infra.local.deploy import STACK
from infra.local.deployed import Deployed
from infra.local.stack import REGION
from infra.release import (
    DeployError,
    Release,
    current,
    functions_of,
    put_back,
    unanswered,
    version,
)
from tests.support.templates import functions as declared

RELEASE = "0.1.0"  # what the local cloud is deployed as


def queue(seconds: int) -> str:
    properties = {"QueueName": {"Ref": "Name"}, "MessageRetentionPeriod": seconds}
    return json.dumps(
        {
            "Parameters": {"Name": {"Type": "String"}},
            "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": properties}},
        }
    )


def test_the_last_release_comes_back(deployed: Deployed) -> None:
    cloudformation, s3 = deployed.client("cloudformation"), deployed.client("s3")
    name, bucket = f"release-{uuid4()}", f"artifacts-{uuid4()}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    tools = {"Resources": {}, "Outputs": {"SourceBucket": {"Value": bucket}}}
    cloudformation.create_stack(
        StackName="aws-sam-cli-managed-default", TemplateBody=json.dumps(tools)
    )
    given = [{"ParameterKey": "Name", "ParameterValue": name}]
    cloudformation.create_stack(StackName=name, TemplateBody=queue(300), Parameters=given)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name)
    before = current(cloudformation, name)
    cloudformation.update_stack(StackName=name, TemplateBody=queue(900), Parameters=given)
    cloudformation.get_waiter("stack_update_complete").wait(StackName=name)
    put_back(cloudformation, s3, name, before)
    sqs = deployed.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["MessageRetentionPeriod"])
    assert kept["Attributes"]["MessageRetentionPeriod"] == "300"
    with pytest.raises(DeployError, match="could not be put back"):
        put_back(cloudformation, s3, "nowhere", Release("{}", []))


@contextmanager
def api(**health: str) -> Iterator[str]:
    """An API that answers so; its address."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/v1/health" else 404)
            self.end_headers()
            self.wfile.write(json.dumps(health).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("health", "is_up"),
    [
        ({"status": "ok", "version": "2.0.0"}, True),
        ({"status": "ok", "version": "1.0.0"}, False),
        ({"status": "down", "version": "2.0.0"}, False),
    ],
)
def test_the_api_answers_with_its_own_version(health: dict[str, str], *, is_up: bool) -> None:
    with api(**health) as address:
        assert unanswered(address, None, [], "2.0.0", seconds=0.3) == ([] if is_up else [address])
    assert unanswered(address, None, [], "2.0.0", seconds=0.1) == [address], "nobody is there"


def test_every_function_says_which_release_it_is(deployed: Deployed) -> None:
    names = functions_of(deployed.client("cloudformation"), STACK)
    assert len(names) == len(declared())
    names -= {deployed.outputs["MigrateFunctionName"]}
    asking = deployed.client("lambda")
    with api(status="ok", version=RELEASE) as address:
        assert unanswered(address, asking, names, RELEASE, seconds=60) == []
        goals = "serenity-local-goals"
        assert unanswered(address, asking, [goals], "0.1.0+abc", 0.1) == sorted([address, goals])


def test_a_function_that_does_not_load_is_named(deployed: Deployed) -> None:
    asking, name = deployed.client("lambda"), f"broken-{uuid4()}"
    known = asking.get_function_configuration(FunctionName="serenity-local-relay")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("empty.txt", "")
    asking.create_function(
        FunctionName=name,
        Runtime=known["Runtime"],
        Role=known["Role"],
        Handler="functions.relay.no_such_module.sweep",
        Code={"ZipFile": package.getvalue()},
        Environment=known["Environment"],
    )
    try:
        with api(status="ok", version=RELEASE) as address:
            names = [name, "serenity-local-relay", "serenity-local-unknown"]
            silent = unanswered(address, asking, names, RELEASE, seconds=1)
        assert silent == [name, "serenity-local-unknown"]
    finally:
        asking.delete_function(FunctionName=name)


def test_a_stack_without_functions_is_no_release(deployed: Deployed) -> None:
    cloudformation, name = deployed.client("cloudformation"), f"empty-{uuid4()}"
    given = [{"ParameterKey": "Name", "ParameterValue": name}]
    cloudformation.create_stack(StackName=name, TemplateBody=queue(300), Parameters=given)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name)
    with pytest.raises(DeployError, match="no functions"):
        functions_of(cloudformation, name)


def test_a_release_is_named_by_its_commit() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{12}(\.\d+)?", version())
