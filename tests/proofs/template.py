"""The template as CloudFormation will see it has no weakness that we have not thought about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.accepted import DEPLOYED, Accepted, accepted, idle, unexplained
from tests.support.checkers import Verdict, checkov, parliament
from tests.support.stacks import stacks, templates, transformed

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MISSPELT = {"Effect": "Allow", "Action": "dynamodb:GetItm", "Resource": "*"}
MISFIT = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:sqs:::queue"}
ANY_TABLE = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}


def planted() -> dict[str, Any]:
    """The stacks of production with faults in their sources, before any transform."""
    sources = templates()
    resources = sources["root"]["Resources"]
    own = resources["NotificationsTicketFunction"]["Properties"]["Policies"][0]
    own["Statement"] += [EVERYTHING]
    wide = resources["NotificationsSocketFunction"]["Properties"]["Policies"][0]
    wide["Statement"] += [MISSPELT, MISFIT, ANY_TABLE]
    data, web = (sources["nested"][name]["Resources"] for name in ("Data", "Web"))
    del data["DataKey"]["Properties"]["EnableKeyRotation"]
    del data["InboxTable"]["Properties"]["PointInTimeRecoverySpecification"]
    web["Bucket"]["Properties"]["PublicAccessBlockConfiguration"]["BlockPublicPolicy"] = False
    log_groups = sources["nested"]["Logs"]["Resources"]["Fn::ForEach::Groups"][2]
    del log_groups["Group&{Name}"]["Properties"]["RetentionInDays"]
    return transformed("prod", sources)


def plant(_run: Run) -> Iterator[Planted]:
    """Faults in a SAM function's own policy, in loops and in nested stacks."""
    stages = {"prod": planted()}
    doubts = unexplained(
        [*checkov(stages).doubts, *parliament(stages).doubts], accepted("template")
    )
    for fault, rule, place in (
        ('Action "*" in a SAM policy', "CKV_AWS_62", "*NotificationsTicketFunctionRole"),
        ("a misspelt action", "UNKNOWN_ACTION", "*SocketFunctionRole*"),
        ("an action on a resource it does not fit", "RESOURCE_MISMATCH", "*SocketFunctionRole*"),
        ('Resource "*" where there is a type', "RESOURCE_STAR", "*SocketFunctionRole*"),
        ("a key that never changes", "CKV_AWS_7", "Data.*DataKey"),
        ("a table that cannot be restored", "CKV_AWS_28", "Data.*InboxTable"),
        ("a bucket that may become public", "CKV_AWS_54", "Web.*Bucket"),
        ("logs for ever, from a loop", "CKV_AWS_66", "Logs.*Grouprelay"),
    ):
        caught = any(d.rule == rule and fnmatchcase(d.place, place) for d in doubts)
        yield Planted(fault, caught)
    stale = Accepted("CKV_AWS_1", ("Root.*",), "It was mended long ago.", dt.date(2026, 1, 1))
    yield Planted("a reason for nothing", idle(doubts, [stale]) == ["CKV_AWS_1 Root.*"])


def prove(_run: Run) -> Iterator[Finding]:
    """Every stack of every stage, after all transforms."""
    stages = {stage: stacks(stage) for stage in DEPLOYED}
    entries = accepted("template")
    resources, policies = checkov(stages), parliament(stages)
    yield Finding("resources checked", resources.looked_at, "resources", at_least=300)
    yield Finding("checks passed", resources.passed, "checks", at_least=600)
    yield _none("weaknesses without a reason", resources, entries)
    yield Finding("policies checked", policies.looked_at, "policies", at_least=40)
    yield _none("policy faults without a reason", policies, entries)
    left_over = idle(resources.doubts + policies.doubts, entries)
    print(*left_over, sep="\n", end="\n" if left_over else "")
    yield Finding("reasons for nothing", len(left_over), "reasons", at_most=0)


def _none(name: str, verdict: Verdict, entries: list[Accepted]) -> Finding:
    found = unexplained(verdict.doubts, entries)
    for each in found:
        print(f"{each.rule} {each.stage} {each.place}: {each.says}")
    return Finding(name, len(found), "findings", at_most=0)


PROOF = Proof("template", plant, prove)
