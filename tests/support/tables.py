"""A local cloud with the DynamoDB tables of the template, and nothing else deployed."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from infra.local import processes, services
from infra.local.stack import REGION, ROOT, choose_port, lay_out
from tests.support.parts import unheard

READY_SECONDS = 30


class _Template(yaml.SafeLoader):
    """Reads a CloudFormation template; its short functions become plain values."""


_Template.add_multi_constructor("!", lambda _loader, _suffix, node: node.value)


@contextmanager
def local_cloud(home: Path) -> Iterator[str]:
    """Start a local cloud with every table, under its logical id; answers its address."""
    layout = lay_out(home, choose_port(socket.SOCK_STREAM))
    process = unheard(services.launch_cloud(layout))
    try:
        _wait(layout.cloud_url)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", layout.cloud_url)
            patch.setenv("AWS_REGION", REGION)
            patch.setenv("AWS_DEFAULT_REGION", REGION)
            patch.setenv("AWS_ACCESS_KEY_ID", "test")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
            _create_tables()
            yield layout.cloud_url
    finally:
        processes.stop(process)


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{url}/_ministack/ready", timeout=2).close()
        except OSError:
            assert time.monotonic() < deadline, "the local cloud does not start"
            time.sleep(0.1)
        else:
            return


def _create_tables() -> None:
    dynamodb: Any = boto3.client("dynamodb")
    template = yaml.load((ROOT / "infra" / "data.yaml").read_text(), Loader=_Template)
    wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            given = resource["Properties"]
            dynamodb.create_table(TableName=name, **{k: given[k] for k in wanted if k in given})
