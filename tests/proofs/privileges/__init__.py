"""Least privilege: what the functions may do is what they do, no more and no less.

The local cloud asks every role for its permission and remembers each call; somebody lives a whole
life with the product; then the policies of the deployed roles are compared with the calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from infra.openapi import hubs, operations
from tests.proofs.privileges.grants import (
    Deployment,
    Grant,
    Use,
    granted_by,
    missing,
    patterns,
    too_wide,
    unused,
)
from tests.proofs.privileges.journey import live
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.accepted import Accepted, accepted, idle, unexplained
from tests.support.checkers import Doubt
from tests.support.product import Product
from tests.support.stacks import stacks, templates, transformed

STAGE = "prod"


def plant(_run: Run) -> Iterator[Planted]:
    """Policies of the template that differ from what the functions do."""
    honest = granted_by(stacks("local"))
    uses = {Use(*grant) for grant in honest}

    table = "arn:aws:dynamodb:eu-central-1:123456789012:table/Any"
    idle_action = _faulty({"Action": "dynamodb:Scan", "Resource": table})
    yield Planted("an action that nobody uses", len(unused(idle_action, uses)) == 1)
    yield Planted("an action that is missing", len(missing(_faulty(None), uses)) == 1)
    refused = Use("relay", "events:PutEvents", "bus", allowed=False)
    yield Planted("a call that was refused", missing(honest, [refused]) == [refused])
    any_table = _faulty({"Action": "dynamodb:GetItem", "Resource": table.replace("Any", "*")})
    found = set(patterns(any_table)) - set(patterns(honest))
    yield Planted("a pattern of resources", len(unexplained(_open(found), _known())) == 1)
    for fault, action, resource in (
        ('Action "*"', "*", table),
        ('Action "dynamodb:*"', "dynamodb:*", table),
        ('Resource "*"', "dynamodb:GetItem", "*"),
    ):
        found = too_wide(_faulty({"Action": action, "Resource": resource}))
        yield Planted(fault, len(found) == 1 and not too_wide(honest))


def _faulty(statement: dict[str, Any] | None) -> set[Grant]:
    """What is granted when a function's policy has one statement more, or lacks its last."""
    sources = templates()
    function = sources["root"]["Resources"]["NotificationsTicketFunction"]["Properties"]
    statements = function["Policies"][0]["Statement"]
    if statement is None:
        statements.pop()
    else:
        statements.append({"Effect": "Allow", **statement})
    return granted_by(transformed("local", sources))


def prove(run: Run) -> Iterator[Finding]:
    """Live a life with the deployed product, then compare."""
    product = Product(run.ground.home / "privileges")
    product.start()
    try:
        answered = live(product)
        deployment = Deployment(product)
        awake = [name for name in deployment.functions if _was_awake(product, name)]
        grants, uses, managed = deployment.grants(), deployment.uses(), deployment.managed()
    finally:
        product.stop()
    wanted = {operation.name for operation in operations(hubs())}
    functions = len(deployment.functions)
    yield Finding("operations carried out", len(answered & wanted), "", at_least=len(wanted))
    yield Finding("functions that ran", len(awake), "functions", at_least=functions)
    yield Finding("kinds of calls seen", len(uses), "calls", at_least=50)
    yield Finding("privileges granted", len(grants), "privileges", at_least=50)
    yield _none("calls without a privilege", map(str, missing(grants, uses)))
    yield _none("privileges too wide", map(str, too_wide(grants | granted_by(stacks(STAGE)))))
    doubts = [
        *_doubts("unused", map(str, unused(grants, uses))),
        *_doubts("aws-only", map(str, granted_by(stacks(STAGE)) - granted_by(stacks("local")))),
        *_doubts("managed", managed),
        *_open(patterns(granted_by(stacks(STAGE)))),
    ]
    entries = _known()
    yield _none(
        "privileges that need a reason and have none",
        [d.place for d in unexplained(doubts, entries)],
    )
    yield Finding("privileges kept with a reason", len(doubts), "privileges", at_most=80)
    yield _none("reasons for nothing", idle(doubts, entries))


def _open(grants: Iterable[Grant]) -> list[Doubt]:
    return _doubts("pattern", map(str, grants))


def _known() -> list[Accepted]:
    return accepted("privileges")


def _doubts(rule: str, places: Iterable[str]) -> list[Doubt]:
    return [Doubt(rule, STAGE, place, "") for place in sorted(places)]


def _none(name: str, found: Iterable[str]) -> Finding:
    listed = sorted(found)
    for each in listed:
        print(f"{name}: {each}")
    return Finding(name, len(listed), "found", at_most=0)


def _was_awake(product: Product, name: str) -> bool:
    """Whether a function wrote so much as the first line of a run."""
    group = f"/aws/lambda/serenity-local-{name}"
    return bool(product.client("logs").filter_log_events(logGroupName=group, limit=1)["events"])


PROOF = Proof("privileges", plant, prove)
