"""Queues, sockets and workflows behave as the product relies on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.infra.local.cloud.conftest import Cloud


def until(check: Callable[[], Any], seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)
    return found


def test_only_the_failed_message_of_a_batch_ends_in_the_dead_letter_queue(cloud: Cloud) -> None:
    queue = cloud.client("sqs")
    bodies = ("good one", "bad one", "good two")
    entries = [{"Id": str(at), "MessageBody": body} for at, body in enumerate(bodies)]
    queue.send_message_batch(QueueUrl=cloud.outputs["Queue"], Entries=entries)

    def dead() -> Any:
        return queue.receive_message(QueueUrl=cloud.outputs["Dead"]).get("Messages")

    assert [message["Body"] for message in until(dead)] == ["bad one"]


def test_an_event_reaches_the_queue_of_its_rule(cloud: Cloud) -> None:
    entry = {"Source": "serenity.probe", "DetailType": "SampleRecorded", "EventBusName": "probe"}
    events, queue = cloud.client("events"), cloud.client("sqs")
    events.put_events(Entries=[{**entry, "Detail": json.dumps({"id": "1"})}])

    def arrived() -> Any:
        return queue.receive_message(QueueUrl=cloud.outputs["Idle"]).get("Messages")

    assert json.loads(until(arrived)[0]["Body"])["detail"] == {"id": "1"}


@pytest.mark.parametrize(("ticket", "status"), [("", 401), ("?ticket=closed", 403)])
def test_a_socket_needs_a_ticket(cloud: Cloud, ticket: str, status: int) -> None:
    async def connect() -> None:
        async with aiohttp.ClientSession() as session:
            await session.ws_connect(cloud.socket + ticket)

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        asyncio.run(connect())
    assert refused.value.status == status


def test_a_socket_with_a_ticket_is_answered_and_can_be_closed_from_here(cloud: Cloud) -> None:
    async def talk() -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{cloud.socket}?ticket=open") as socket,
        ):
            await socket.send_str("hello")
            return json.loads((await socket.receive(timeout=10)).data)

    assert asyncio.run(talk())["authorizer"]["user_id"] == "someone"


@pytest.mark.parametrize(("payload", "output"), [({}, None), ({"fail": "no"}, '"caught"')])
def test_a_workflow_catches_a_functions_own_error(
    cloud: Cloud, payload: dict[str, str], output: str | None
) -> None:
    states = cloud.client("stepfunctions")
    arn = states.start_execution(
        stateMachineArn=cloud.outputs["Workflow"], input=json.dumps(payload)
    )["executionArn"]

    def ended() -> Any:
        found = states.describe_execution(executionArn=arn)
        return found if found["status"] != "RUNNING" else None

    execution = until(ended)
    assert execution["status"] == "SUCCEEDED"
    assert output is None or execution["output"] == output
