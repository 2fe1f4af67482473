"""The template as CloudFormation will see it has no weakness that we have not thought about."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import yaml

from infra.local.packaging import ROOT
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.checkers import Doubt, Verdict, checkov, parliament
from tests.support.stacks import stacks, templates, transformed

ACCEPTED = ROOT / "infra" / "accepted_findings.yaml"
DEPLOYED = ("dev", "prod")
SHORTEST_REASON = 40
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MISSPELT = {"Effect": "Allow", "Action": "dynamodb:GetItm", "Resource": "*"}
MISFIT = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:sqs:::queue"}
ANY_TABLE = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}


@dataclass(frozen=True)
class Accepted:
    """Findings that we accept, and why."""

    rule: str
    places: tuple[str, ...]
    reason: str
    reviewed: dt.date
    stages: tuple[str, ...] = DEPLOYED

    def fits(self, doubt: Doubt) -> bool:
        """Whether a finding is one of them."""
        known = self.rule == doubt.rule and doubt.stage in self.stages
        return known and any(fnmatchcase(doubt.place, place) for place in self.places)


def accepted() -> list[Accepted]:
    """What the file of accepted findings says.

    Raises:
        AssertionError: when an entry gives no real reason, or a date that is yet to come.
    """
    read: list[dict[str, Any]] = yaml.safe_load(ACCEPTED.read_text("utf-8"))
    entries = [
        Accepted(
            rule=each["rule"],
            places=tuple(each["places"]),
            reason=each["reason"],
            reviewed=each["reviewed"],
            stages=tuple(each.get("stages", DEPLOYED)),
        )
        for each in read
    ]
    for each in entries:
        assert len(each.reason) >= SHORTEST_REASON, f"{each.rule}: {each.reason}"
        assert each.reviewed <= dt.datetime.now(dt.UTC).date(), f"{each.rule}: {each.reviewed}"
    return entries


def unexplained(doubts: list[Doubt], entries: list[Accepted]) -> list[Doubt]:
    """The findings that no entry fits."""
    return [doubt for doubt in doubts if not any(each.fits(doubt) for each in entries)]


def idle(doubts: list[Doubt], entries: list[Accepted]) -> list[str]:
    """The places of entries that fit no finding, so that reasons do not outlive their cause."""
    return [
        f"{each.rule} {place}"
        for each in entries
        for place in each.places
        if not any(dataclasses.replace(each, places=(place,)).fits(doubt) for doubt in doubts)
    ]


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
    doubts = unexplained([*checkov(stages).doubts, *parliament(stages).doubts], accepted())
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
    entries = accepted()
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
