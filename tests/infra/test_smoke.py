"""The checks after a deployment pass on what is deployed, and name what somebody broke."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from infra.local.deployed import Deployed
from infra.local.smoke import CHECKS, SmokeError, check


def test_everything_declared_is_in_force(deployed: Deployed) -> None:
    check(deployed.stack)


@contextmanager
def without_expiry(deployed: Deployed) -> Iterator[None]:
    dynamodb, table = deployed.client("dynamodb"), deployed.outputs["SessionsTable"]

    def switch(*, on: bool) -> None:
        specification = {"AttributeName": "expires_at", "Enabled": on}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)

    switch(on=False)
    yield
    switch(on=True)


@contextmanager
def without_recovery(deployed: Deployed) -> Iterator[None]:
    dynamodb, table = deployed.client("dynamodb"), deployed.outputs["IdempotencyTable"]

    def switch(*, on: bool) -> None:
        specification = {"PointInTimeRecoveryEnabled": on}
        dynamodb.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification=specification
        )

    switch(on=False)
    yield
    switch(on=True)


@contextmanager
def without_redrive(deployed: Deployed) -> Iterator[None]:
    sqs, url = deployed.client("sqs"), deployed.outputs["GoalsQueueUrl"]
    known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": ""})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes=known)


@contextmanager
def without_a_consumer(deployed: Deployed) -> Iterator[None]:
    functions, arn = deployed.client("lambda"), deployed.queue_arn("NotificationsQueue")
    sources = functions.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
    uuid = sources[0]["UUID"]
    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    yield
    functions.update_event_source_mapping(UUID=uuid, Enabled=True)


@contextmanager
def without_a_rule(deployed: Deployed) -> Iterator[None]:
    events, bus = deployed.client("events"), deployed.outputs["BusName"]
    rules = [rule["Name"] for rule in events.list_rules(EventBusName=bus)["Rules"]]
    goals = next(name for name in rules if "GoalsRule" in name)
    events.disable_rule(Name=goals, EventBusName=bus)
    yield
    events.enable_rule(Name=goals, EventBusName=bus)


@contextmanager
def without_a_schedule(deployed: Deployed) -> Iterator[None]:
    scheduler = deployed.client("scheduler")
    known = scheduler.get_schedule(Name="serenity-local-relay")
    kept = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target", "Description")
    request = {key: known[key] for key in kept}
    scheduler.update_schedule(**request, State="DISABLED")
    yield
    scheduler.update_schedule(**request, State="ENABLED")


@contextmanager
def with_endless_logs(deployed: Deployed) -> Iterator[None]:
    logs, group = deployed.client("logs"), "/aws/lambda/serenity-local-goals"
    logs.delete_retention_policy(logGroupName=group)
    yield
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)


@contextmanager
def without_our_words(deployed: Deployed) -> Iterator[None]:
    gateway, api = deployed.client("apigateway"), deployed.outputs["RestApiId"]
    kept = ("responseType", "responseParameters", "responseTemplates", "statusCode")
    known = [
        {key: answer[key] for key in kept}
        for answer in gateway.get_gateway_responses(restApiId=api, limit=500)["items"]
        if answer["responseType"] in {"MISSING_AUTHENTICATION_TOKEN", "RESOURCE_NOT_FOUND"}
    ]
    for answer in known:
        gateway.delete_gateway_response(restApiId=api, responseType=answer["responseType"])
    gateway.create_deployment(restApiId=api, stageName="live")
    yield
    for answer in known:
        gateway.put_gateway_response(restApiId=api, **answer)
    gateway.create_deployment(restApiId=api, stageName="live")


@contextmanager
def with_an_open_route(deployed: Deployed) -> Iterator[None]:
    gateway, api = deployed.client("apigateway"), deployed.outputs["RestApiId"]
    resources = gateway.get_resources(restApiId=api, limit=500)["items"]
    me = next(item["id"] for item in resources if item["path"] == "/v1/me")
    method = {"restApiId": api, "resourceId": me, "httpMethod": "GET"}
    known = gateway.get_method(**method)["authorizerId"]

    def change(kind: str, authorizer: str) -> None:
        operations = [
            {"op": "replace", "path": "/authorizationType", "value": kind},
            {"op": "replace", "path": "/authorizerId", "value": authorizer},
        ]
        gateway.update_method(**method, patchOperations=operations)
        gateway.create_deployment(restApiId=api, stageName="live")

    change("NONE", "")
    yield
    change("CUSTOM", known)


Sabotage = Callable[[Deployed], AbstractContextManager[None]]
SABOTAGE: tuple[tuple[Sabotage, str], ...] = (
    (without_expiry, "the expiry of SessionsTable is 'DISABLED'"),
    (without_recovery, "recovery of IdempotencyTable is 'DISABLED'"),
    (without_redrive, "where Goals sets aside is None"),
    (without_a_consumer, "the consumer of Notifications is 'Disabled'"),
    (without_a_rule, "a queue of Goals without a rule"),
    (without_a_schedule, "the state of relay is 'DISABLED'"),
    (with_endless_logs, "endless logs is ['/aws/lambda/serenity-local-goals']"),
    (without_our_words, "unknown routes are problems"),
    (with_an_open_route, "('/v1/me', 'GET', False)"),
)


@pytest.mark.parametrize(
    ("sabotage", "words"), SABOTAGE, ids=[each.__name__ for each, _ in SABOTAGE]
)
def test_what_is_broken_is_named(
    deployed: Deployed,
    monkeypatch: pytest.MonkeyPatch,
    sabotage: Sabotage,
    words: str,
) -> None:
    # The two checks that wait for something to happen have nothing to do with these.
    slow = {"items_expire", "schedules_fire"}
    quick = tuple(each for each in CHECKS if each.__name__ not in slow)
    monkeypatch.setattr("infra.local.smoke.CHECKS", quick)
    with sabotage(deployed), pytest.raises(SmokeError) as failure:
        check(deployed.stack)
    assert words in str(failure.value)
    assert ";" not in str(failure.value), "what was broken before is still broken"


def test_the_edge_is_told_what_to_serve(deployed: Deployed) -> None:
    targets = json.loads(deployed.stack.targets_file.read_text())
    assert targets == {
        "rest_api_id": deployed.outputs["RestApiId"],
        "rest_stage": "live",
        "socket_api_id": deployed.outputs["SocketApiId"],
        "socket_stage": "live",
    }
