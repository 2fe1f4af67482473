"""Traces and metrics of handlers can be read back."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import requests

from tests.infra.local.cloud.conftest import Cloud


def test_each_invocation_leaves_a_trace(cloud: Cloud) -> None:
    cloud.client("lambda").invoke(FunctionName=cloud.outputs["Echo"], Payload="{}")
    xray = cloud.client("xray")
    found = xray.get_trace_summaries(StartTime=time.time() - 60, EndTime=time.time() + 1)
    key = found["TraceSummaries"][-1]["Id"]
    trace = xray.batch_get_traces(TraceIds=[key])["Traces"][0]
    segment = json.loads(trace["Segments"][0]["Document"])
    assert segment["origin"] == "AWS::Lambda::Function"


def test_a_handlers_own_segment_joins_the_trace(cloud: Cloud) -> None:
    segment = {"trace_id": "1-00000001-000000000000000000000001", "id": "0123456789abcdef",
               "name": "own", "start_time": 1.0, "end_time": 2.0}  # fmt: skip
    packet = b'{"format": "json", "version": 1}\n' + json.dumps(segment).encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(packet, ("127.0.0.1", cloud.layout.xray_port))
    time.sleep(0.2)
    answer = cloud.client("xray").batch_get_traces(TraceIds=[segment["trace_id"]])
    assert answer["Traces"][0]["Duration"] == 1.0


def test_a_logged_metric_becomes_a_metric(cloud: Cloud) -> None:
    directive = {"Namespace": "Serenity", "Dimensions": [["service"]],
                 "Metrics": [{"Name": "Logged", "Unit": "Count"}]}  # fmt: skip
    line: dict[str, Any] = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "service": "probe", "Logged": [3],
    }  # fmt: skip
    payload = json.dumps({"say": json.dumps(line)})
    cloud.client("lambda").invoke(FunctionName=cloud.outputs["Echo"], Payload=payload)
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="Serenity", MetricName="Logged", Statistics=["Sum"], Period=60,
        Dimensions=[{"Name": "service", "Value": "probe"}],
        StartTime=time.time() - 300, EndTime=time.time() + 60,
    )  # fmt: skip
    assert sum(point["Sum"] for point in found["Datapoints"]) == 3


def counted(cloud: Cloud, name: str) -> float:
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="Invocations", Statistics=["Sum"], Period=60,
        Dimensions=[{"Name": "FunctionName", "Value": name}],
        StartTime=time.time() - 3600, EndTime=time.time() + 60,
    )  # fmt: skip
    return float(sum(point["Sum"] for point in found["Datapoints"]))


def test_an_invocation_counts_once_whoever_asked_for_it(cloud: Cloud) -> None:
    name = cloud.outputs["Echo"]
    before = counted(cloud, name)
    requests.get(f"{cloud.rest}/v1/open", timeout=20).raise_for_status()
    cloud.client("lambda").invoke(FunctionName=name, Payload="{}")
    assert counted(cloud, name) == before + 2
