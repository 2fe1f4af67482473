"""What the checks of the template mind and we accept, each with its reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import yaml

from infra.local.packaging import ROOT
from tests.support.checkers import Doubt

FILE = ROOT / "infra" / "accepted_findings.yaml"
DEPLOYED = ("dev", "prod")
SHORTEST_REASON = 40


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


def accepted(section: str) -> list[Accepted]:
    """What a section of the file says.

    Raises:
        AssertionError: when an entry gives no real reason, or a date that is yet to come.
    """
    read: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))[section]
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
