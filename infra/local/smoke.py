"""Asserts after a deployment that what the template declares is really in force.

The local cloud accepts some properties without applying them; so each check looks at behaviour, or
at what the service itself reports, and names what is missing.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from infra.local.deployed import Deployed, expect
from infra.local.packaging import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.stack import Stack

MAX_RECEIVE_COUNT = 5
EXPIRED_SECONDS = 30
GROUPS = {"premium", "teacher", "admin"}
SCHEDULES = {"relay": "rate(1 minute)", "goals-streaks": "rate(15 minutes)"}
OK, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 401, 403, 404


class SmokeError(RuntimeError):
    """Something the template declares is not in force; the message lists every such check."""


def check(stack: Stack) -> None:
    """Run every check.

    Raises:
        SmokeError: naming each check that failed, and how.
    """
    deployed = Deployed.on(stack)
    with ThreadPoolExecutor(max_workers=len(CHECKS)) as pool:
        failures = [line for line in pool.map(lambda c: _failure(c, deployed), CHECKS) if line]
    if failures:
        raise SmokeError("Deployed, but not in force: " + "; ".join(failures))


def _failure(check_one: Callable[[Deployed], None], deployed: Deployed) -> str:
    name = check_one.__name__.replace("_", " ")
    try:
        check_one(deployed)
    except AssertionError as wrong:
        return f"{name} ({wrong})"
    except Exception as error:  # noqa: BLE001 - a check that cannot run has failed as well
        return f"{name} ({type(error).__name__}: {error})"
    return ""


def items_expire(deployed: Deployed) -> None:
    """A dead ticket disappears by itself."""
    dynamodb, table = deployed.client("dynamodb"), deployed.outputs["TicketsTable"]
    key = {"ticket_hash": {"S": "smoke"}}
    dynamodb.put_item(
        TableName=table, Item={**key, "expires_at": {"N": str(int(time.time()) - 60)}}
    )
    deadline = time.monotonic() + EXPIRED_SECONDS
    while dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item"):
        if time.monotonic() > deadline:
            raise AssertionError(f"a dead ticket is still there after {EXPIRED_SECONDS} s")
        time.sleep(0.25)


def tables_have_expiry_and_recovery(deployed: Deployed) -> None:
    """Every table deletes by `expires_at` and can be restored to a point in time."""
    dynamodb = deployed.client("dynamodb")
    tables = {name: table for name, table in deployed.outputs.items() if name.endswith("Table")}
    if not tables:
        raise AssertionError("no table is among the outputs")
    for name, table in tables.items():
        expiry = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        expect(f"the expiry of {name}", expiry.get("TimeToLiveStatus"), "ENABLED")
        expect(f"the expiry attribute of {name}", expiry.get("AttributeName"), "expires_at")
        backups = dynamodb.describe_continuous_backups(TableName=table)
        recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        expect(f"recovery of {name}", recovery["PointInTimeRecoveryStatus"], "ENABLED")


def authorizer_refuses_strangers(deployed: Deployed) -> None:
    """Without a session, and with one that does not exist, a private route answers 401."""
    for headers in ({}, {"Cookie": "__Host-session=nobody"}, {"Authorization": "Bearer a.b.c"}):
        status, kind, problem = deployed.get("/v1/me", **headers)
        expect(f"the status for {sorted(headers) or 'a stranger'}", status, UNAUTHORIZED)
        expect("its media type", kind, "application/problem+json")
        expect("its problem", problem.get("type"), "/problems/unauthorized")


def private_routes_have_the_authorizer(deployed: Deployed) -> None:
    """Every route that the API document protects is behind the authorizer, the others are not."""
    document = json.loads((ROOT / "infra" / "api_gateway.json").read_text("utf-8"))
    wanted = {
        (path, method.upper(), bool(operation["security"]))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    gateway, api = deployed.client("apigateway"), deployed.outputs["RestApiId"]
    pages = gateway.get_paginator("get_resources").paginate(restApiId=api, embed=["methods"])
    found = {
        (resource["path"], name, method["authorizationType"] == "CUSTOM")
        for page in pages
        for resource in page["items"]
        for name, method in resource.get("resourceMethods", {}).items()
    }
    expect("routes that differ from the document", sorted(found ^ wanted), [])


def public_routes_answer(deployed: Deployed) -> None:
    """The API, its function, its database role and its keys work together."""
    status, _, body = deployed.get("/v1/health")
    expect(f"the status of /v1/health ({body.get('detail', '')})", status, OK)


def unknown_routes_are_problems(deployed: Deployed) -> None:
    """The gateway itself answers problems, in our words."""
    status, kind, problem = deployed.get("/v1/nothing-is-here")
    expect("the status", status, NOT_FOUND)
    expect("its media type", kind, "application/problem+json")
    expect("its problem", problem.get("type"), "/problems/not-found")


def sockets_need_a_ticket(deployed: Deployed) -> None:
    """A WebSocket without a ticket, or with one that was never issued, does not open."""
    expect("a handshake without a ticket", deployed.knock(""), UNAUTHORIZED)
    invented = {deployed.knock("?ticket=invented")}
    expect("an answer to an invented ticket", invented - {UNAUTHORIZED, FORBIDDEN}, set())


def failing_messages_are_set_aside(deployed: Deployed) -> None:
    """Each queue gives up after five deliveries and has a consumer that reports single failures."""
    sqs, functions = deployed.client("sqs"), deployed.client("lambda")
    sources = functions.list_event_source_mappings()["EventSourceMappings"]
    consumers = {source["EventSourceArn"]: source for source in sources}
    for name in ("Goals", "Notifications"):
        dead = deployed.queue_arn(f"{name}DeadLetterQueue")
        url = deployed.outputs[f"{name}QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(attributes.get("RedrivePolicy", "{}"))
        expect(f"where {name} sets aside", redrive.get("deadLetterTargetArn"), dead)
        expect(f"tries of {name}", int(redrive.get("maxReceiveCount", 0)), MAX_RECEIVE_COUNT)
        source = consumers.get(attributes["QueueArn"], {})
        expect(f"the consumer of {name}", source.get("State"), "Enabled")
        reports = source.get("FunctionResponseTypes")
        expect(f"reports of {name}", reports, ["ReportBatchItemFailures"])


def events_reach_their_queues(deployed: Deployed) -> None:
    """Each rule is on and ends in the queue of its domain."""
    events = deployed.client("events")
    bus = deployed.outputs["BusName"]
    targets = {
        target["Arn"]
        for rule in events.list_rules(EventBusName=bus)["Rules"]
        if rule["State"] == "ENABLED"
        for target in events.list_targets_by_rule(Rule=rule["Name"], EventBusName=bus)["Targets"]
    }
    for name in ("Goals", "Notifications"):
        queue = {deployed.queue_arn(f"{name}Queue")}
        expect(f"a queue of {name} without a rule", queue - targets, set())


def schedules_are_on(deployed: Deployed) -> None:
    """The schedules exist, are on, and call functions that exist."""
    scheduler, functions = deployed.client("scheduler"), deployed.client("lambda")
    for name, rate in SCHEDULES.items():
        schedule = scheduler.get_schedule(Name=f"serenity-local-{name}")
        expect(f"the state of {name}", schedule["State"], "ENABLED")
        expect(f"the rate of {name}", schedule["ScheduleExpression"], rate)
        functions.get_function(FunctionName=schedule["Target"]["Arn"])


def schedules_fire(deployed: Deployed) -> None:
    """A schedule made now, with the role of ours, sends its message."""
    scheduler, sqs = deployed.client("scheduler"), deployed.client("sqs")
    url = sqs.create_queue(QueueName="serenity-smoke")["QueueUrl"]
    target = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    role = scheduler.get_schedule(Name="serenity-local-relay")["Target"]["RoleArn"]
    soon = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 1))
    name = "serenity-smoke"
    try:
        scheduler.create_schedule(
            Name=name,
            ScheduleExpression=f"at({soon})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": target["QueueArn"], "RoleArn": role, "Input": "fired"},
            ActionAfterCompletion="DELETE",
        )
        found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", [])
        expect("messages within 20 s", len(found), 1)
    finally:
        sqs.delete_queue(QueueUrl=url)


def the_erasure_workflow_stands(deployed: Deployed) -> None:
    """The state machine is active and every `${…}` of its definition was filled in."""
    arn = deployed.outputs["AccountErasureArn"]
    machine = deployed.client("stepfunctions").describe_state_machine(stateMachineArn=arn)
    expect("its status", machine["status"], "ACTIVE")
    expect("the number of unfilled placeholders", machine["definition"].count("${"), 0)


def people_can_be_grouped(deployed: Deployed) -> None:
    """The pool has its groups, a client that allows what we use, and four social providers."""
    cognito, pool = deployed.client("cognito-idp"), deployed.outputs["UserPoolId"]
    groups = {group["GroupName"] for group in cognito.list_groups(UserPoolId=pool)["Groups"]}
    expect("missing groups", GROUPS - groups, set())
    providers = cognito.list_identity_providers(UserPoolId=pool)["Providers"]
    names = {provider["ProviderName"] for provider in providers}
    expect("the providers", names, {"Google", "Apple", "Facebook", "Amazon"})


def logs_do_not_stay_for_ever(deployed: Deployed) -> None:
    """Every function's log group has a retention."""
    groups = deployed.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/serenity")
    endless = [g["logGroupName"] for g in groups["logGroups"] if not g.get("retentionInDays")]
    expect("endless logs", endless, [])


CHECKS: tuple[Callable[[Deployed], None], ...] = (
    items_expire,
    tables_have_expiry_and_recovery,
    authorizer_refuses_strangers,
    private_routes_have_the_authorizer,
    public_routes_answer,
    unknown_routes_are_problems,
    sockets_need_a_ticket,
    failing_messages_are_set_aside,
    events_reach_their_queues,
    schedules_are_on,
    schedules_fire,
    the_erasure_workflow_stands,
    people_can_be_grouped,
    logs_do_not_stay_for_ever,
)
