"""What the infrastructure itself keeps about people is in the data catalogue, with its term."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from functions.relay.service import ERASED_KEPT, KEYS_KEPT
from infra.local.packaging import ROOT
from tests.support.stacks import Stack, stacks

CATALOGUE = ROOT / "infra" / "data_catalogue" / "infrastructure.yaml"
# A workflow's history cannot be kept shorter.
HISTORY = timedelta(days=90)


def listed() -> dict[str, timedelta]:
    """What the catalogue says, by `store: resource`; the first word of a retention is a figure."""
    found = {}
    for entry in yaml.safe_load(CATALOGUE.read_text()):
        figure, unit = entry["retention"].split()[:2]
        found[f"{entry['store']}: {entry['table']}"] = timedelta(**{unit.strip(",;"): int(figure)})
    return found


def kept(found: dict[str, Stack]) -> dict[str, timedelta]:
    """What the template says."""
    terms = {}
    for stack in found.values():
        for name, resource in stack["Resources"].items():
            given = resource.get("Properties", {})
            if resource["Type"] == "AWS::SQS::Queue":
                terms[f"sqs: {name}"] = timedelta(seconds=given["MessageRetentionPeriod"])
            elif resource["Type"] == "AWS::Events::Archive":
                terms[f"eventbridge: {name}"] = timedelta(days=given["RetentionDays"])
            elif resource["Type"] == "AWS::StepFunctions::StateMachine":
                terms[f"stepfunctions: {name}"] = HISTORY
            elif resource["Type"] == "AWS::RDS::DBCluster":
                terms[f"backups: {name}"] = timedelta(days=given["BackupRetentionPeriod"])
            elif resource["Type"] == "AWS::DynamoDB::Table":
                days = given["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"]
                table = name if name == "DataKeysTable" else "Tables"
                terms[f"backups: {table}"] = timedelta(days=days)
            elif resource["Type"] == "AWS::Logs::LogGroup":
                group = "ClusterLogs" if name == "ClusterLogs" else "Logs"
                terms[f"logs: {group}"] = timedelta(days=int(given["RetentionInDays"]))
    return terms


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_what_is_kept_is_catalogued_with_its_term(stage: str) -> None:
    assert listed() == kept(stacks(stage))


def test_a_replay_tells_nobody_a_thing_twice() -> None:
    """Consumers know what they consumed for so long; the archive must forget first."""
    assert kept(stacks("prod"))["eventbridge: Archive"] <= KEYS_KEPT


def test_an_erased_key_is_gone_before_what_it_opened() -> None:
    terms = kept(stacks("prod"))
    assert terms["backups: DataKeysTable"] < min(
        terms["backups: Cluster"], terms["backups: Tables"]
    )


def test_nothing_outlives_the_mark_of_the_erased() -> None:
    """What may still be delivered or replayed meets the mark that stops it."""
    terms = kept(stacks("prod"))
    assert {name: term for name, term in terms.items() if term > ERASED_KEPT} == {}
