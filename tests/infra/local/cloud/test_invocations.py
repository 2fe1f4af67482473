"""Every call of a handler leaves its log and its trace, and a crash says nothing to the caller."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import aiohttp
import requests

from tests.infra.local.cloud.conftest import Cloud
from tests.infra.local.cloud.test_messaging import until


def logged(cloud: Cloud, words: str) -> list[str]:
    group = f"/aws/lambda/{cloud.outputs['Echo']}"
    logs = cloud.client("logs")
    found = logs.filter_log_events(logGroupName=group, limit=10000)["events"]
    return [event["message"] for event in found if words in event["message"]]


def test_a_sockets_events_are_logged_like_any_other(cloud: Cloud) -> None:
    async def talk() -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{cloud.socket}?ticket=open") as socket,
        ):
            await socket.send_str("hello")
            await socket.receive(timeout=10)

    cloud.client("lambda").invoke(FunctionName=cloud.outputs["Echo"], Payload="{}")
    before = len(logged(cloud, "END RequestId"))
    asyncio.run(talk())
    assert len(logged(cloud, "END RequestId")) >= before + 2
    starts, ends = logged(cloud, "START RequestId"), logged(cloud, "END RequestId")
    assert len(starts) == len(ends)


def test_authorizer_and_function_join_the_trace_of_the_request(cloud: Cloud) -> None:
    root = f"1-{0x6B000000:08x}-{secrets.token_hex(12)}"
    caller = secrets.token_hex(8)
    header = {"X-Amzn-Trace-Id": f"Root={root};Parent={caller};Sampled=1", "Cookie": "open"}
    requests.post(f"{cloud.rest}/v1/people/1", headers=header, timeout=20).raise_for_status()

    def segments() -> list[Any]:
        found = cloud.client("xray").batch_get_traces(TraceIds=[root])["Traces"]
        return [json.loads(one["Document"]) for trace in found for one in trace["Segments"]]

    joined = until(lambda: segments() if len(segments()) == 2 else None)
    assert {one["parent_id"] for one in joined} == {caller}
    assert len({one["id"] for one in joined}) == 2


def test_caller_and_function_know_the_request_by_one_id(cloud: Cloud) -> None:
    answer = requests.post(f"{cloud.rest}/v1/people/1", headers={"Cookie": "open"}, timeout=20)
    assert answer.json()["request_id"] == answer.headers["x-amzn-requestid"]


def test_a_crash_answers_as_the_api_says_and_not_with_its_words(cloud: Cloud) -> None:
    answer = requests.get(f"{cloud.rest}/v1/open?fail=secret-words", timeout=20)
    assert answer.status_code == 503
    assert "secret-words" not in answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
