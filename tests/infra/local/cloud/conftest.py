"""A local cloud with the probe application deployed in it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local import processes, services
from infra.local.stack import REGION, Layout, choose_port, lay_out
from tests.infra.local.cloud import probe_stack

STACK = "probe"


class Cloud:
    """A running local cloud of a test."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.layout: Layout = lay_out(home, choose_port(1))
        self.outputs: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.layout.cloud_url

    @property
    def rest(self) -> str:
        return f"{self.url}/_aws/execute-api/{self.outputs['Rest']}/live"

    @property
    def socket(self) -> str:
        base = self.url.replace("http:", "ws:")
        return f"{base}/_aws/execute-api/{self.outputs['Socket']}/live"

    def start(self) -> None:
        self._process = services.launch_cloud(self.layout)
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/_ministack/ready", timeout=2).close()
            except OSError:
                assert time.monotonic() < deadline, "the cloud does not start"
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        assert self._process is not None
        processes.stop(self._process)
        self._close()

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._close()

    def _close(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.stdout.close()

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def upload(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(
            Bucket=probe_stack.BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.put("code.zip", probe_stack.code_archive())
        self.put("api.json", json.dumps(probe_stack.open_api()).encode())
        self.put("api-template.json", json.dumps(probe_stack.api_template()).encode())

    def put(self, key: str, body: bytes) -> None:
        self.client("s3").put_object(Bucket=probe_stack.BUCKET, Key=key, Body=body)

    def deploy(self, template: dict[str, Any], *, update: bool = False) -> None:
        formation = self.client("cloudformation")
        operation = formation.update_stack if update else formation.create_stack
        capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        operation(StackName=STACK, TemplateBody=json.dumps(template), Capabilities=capabilities)
        status = "IN_PROGRESS"
        while status.endswith("IN_PROGRESS"):
            time.sleep(0.1)
            stack = formation.describe_stacks(StackName=STACK)["Stacks"][0]
            status = stack["StackStatus"]
        assert status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack
        self.outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A cloud that the session's tests share."""
    running = Cloud(tmp_path_factory.mktemp("cloud"))
    running.start()
    try:
        running.upload()
        running.deploy(probe_stack.template())
        yield running
    finally:
        running.stop()
