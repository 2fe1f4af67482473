"""Time to live and recovery of the template are in force."""

from __future__ import annotations

import time

from tests.infra.local.cloud.conftest import Cloud


def test_the_template_switches_expiry_and_recovery_on(cloud: Cloud) -> None:
    tables, name = cloud.client("dynamodb"), cloud.outputs["Table"]
    expiry = tables.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    backups = tables.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_an_item_ends_soon_after_its_time(cloud: Cloud) -> None:
    tables, name = cloud.client("dynamodb"), cloud.outputs["Table"]
    ended = {"name": {"S": "ended"}, "expires_at": {"N": str(int(time.time()) - 5)}}
    lasting = {"name": {"S": "lasting"}, "expires_at": {"N": str(int(time.time()) + 500)}}
    for item in (ended, lasting):
        tables.put_item(TableName=name, Item=item)
    deadline = time.monotonic() + 15
    while "Item" in tables.get_item(TableName=name, Key={"name": {"S": "ended"}}):
        assert time.monotonic() < deadline, "the item stays"
        time.sleep(0.2)
    assert "Item" in tables.get_item(TableName=name, Key={"name": {"S": "lasting"}})
