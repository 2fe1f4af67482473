"""Compares what is stored with what was acknowledged, in the manner of Jepsen's set test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.proofs.durability.diary import (
    GOALS,
    KINDS,
    ZONE,
    Day,
    Diary,
    Logged,
    Summary,
    met_days,
    recount,
    streak,
)

Fetch = Callable[[UUID, LiteralString], list[tuple[Any, ...]]]
"""Runs a statement about one person (`%(user_id)s`) and answers all its rows."""
Progress = Callable[[UUID], Mapping[str, Any]]
"""What `GET /v1/goal-progress` says to a person."""

_ENTRIES: LiteralString = """
    SELECT id, kind, started_at, coalesce(volume_ml, mood, weight_kg), version,
           deleted_at IS NOT NULL
    FROM measurements.entry WHERE user_id = %(user_id)s"""
_SUMMARIES: LiteralString = """
    SELECT m.code, d.local_on, d.readings, d.total, d.minimum, d.maximum, d.latest
    FROM measurements.daily_summary d JOIN measurements.metric m ON m.id = d.metric
    WHERE d.user_id = %(user_id)s"""
_GOALS: LiteralString = """
    SELECT id, target_low, version FROM goals.goal
    WHERE user_id = %(user_id)s AND metric = 'steps'"""
_REACHED: LiteralString = """
    SELECT g.metric, r.period_on FROM goals.reached r
    JOIN goals.goal g ON g.user_id = r.user_id AND g.id = r.goal_id
    WHERE r.user_id = %(user_id)s"""


@dataclass
class Verdict:
    """What is wrong, counted; all zero when nothing is."""

    lost: int = 0
    phantoms: int = 0
    doubles: int = 0
    totals: int = 0
    streaks: int = 0
    compared: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        """All of it."""
        return self.lost + self.phantoms + self.doubles + self.totals + self.streaks


def check(diaries: Iterable[Diary], fetch: Fetch, progress: Progress) -> Verdict:
    """Compare the writers' diaries with the database and with what the product shows."""
    verdict = Verdict()
    people: dict[UUID, list[Diary]] = {}
    for diary in diaries:
        people.setdefault(diary.user_id, []).append(diary)
    for user_id, own in people.items():
        entries = [entry for diary in own for entry in diary.entries]
        _check_entries(verdict, entries, fetch(user_id, _ENTRIES))
        _check_goals(verdict, own, fetch(user_id, _GOALS))
        wanted = recount([entry for entry in entries if not entry.deleted])
        _check_totals(verdict, wanted, fetch(user_id, _SUMMARIES))
        _check_streaks(verdict, wanted, progress(user_id))
    return verdict


def _check_entries(verdict: Verdict, wanted: list[Logged], rows: list[tuple[Any, ...]]) -> None:
    """Every acknowledged entry is there once and as it was last acknowledged, and no other."""
    expected = {entry.id: entry for entry in wanted}
    instants = Counter((kind, at) for _, kind, at, *_ in rows)
    verdict.doubles += sum(count - 1 for count in instants.values())
    known = {(entry.kind, entry.at) for entry in wanted}
    verdict.phantoms += sum(1 for _, kind, at, *_ in rows if (kind, at) not in known)
    found = {row[0]: row for row in rows}
    for entry_id, entry in expected.items():
        row = found.get(entry_id)
        version = entry.version + entry.deleted  # a deletion is a version, too
        right = (entry.kind, entry.at, entry.amount, version, entry.deleted)
        verdict.lost += row is None or row[1:] != right
    verdict.compared["entries"] += len(expected)


def _check_goals(verdict: Verdict, own: list[Diary], rows: list[tuple[Any, ...]]) -> None:
    expected = {goal.id: (goal.low, goal.version) for diary in own for goal in diary.live_goals()}
    found = {row[0]: row[1:] for row in rows}
    verdict.lost += sum(found.get(goal_id) != kept for goal_id, kept in expected.items())
    verdict.phantoms += len(found.keys() - expected.keys())
    verdict.compared["goals"] += len(expected)


def _check_totals(
    verdict: Verdict, wanted: dict[Day, Summary], rows: list[tuple[Any, ...]]
) -> None:
    metrics = {metric for metric, *_ in KINDS.values()}
    found = {(metric, on): tuple(rest) for metric, on, *rest in rows if metric in metrics}
    for day in wanted.keys() | found.keys():
        verdict.totals += found.get(day) != wanted.get(day)
    verdict.compared["daily totals"] += len(wanted)


def _check_streaks(verdict: Verdict, wanted: dict[Day, Summary], shown: Mapping[str, Any]) -> None:
    today = date.fromisoformat(shown["on"])
    by_metric = {item["goal"]["metric"]: item for item in shown["items"]}
    for metric in GOALS:
        item = by_metric[metric]
        began = date.fromisoformat(item["goal"]["starts_on"])
        told = item["streak"]["length"], item["streak"]["best"]
        verdict.streaks += told != streak(metric, wanted, began, today)
        verdict.compared["streaks"] += 1


def unreached(diaries: Iterable[Diary], fetch: Fetch) -> int:
    """Days on which a goal is met and no consumer ever said so."""
    missing = 0
    people = {diary.user_id for diary in diaries}
    for user_id in people:
        own = [d for d in diaries if d.user_id == user_id]
        summaries = recount([entry for diary in own for entry in diary.live()])
        told = set(fetch(user_id, _REACHED))
        for metric in ("mood", "water"):
            missing += len({(metric, on) for on in met_days(metric, summaries)} - told)
    return missing


def unannounced(diaries: Iterable[Diary], told: Iterable[Mapping[str, Any]]) -> int:
    """Changes that no event told of; each change of an entry has an event of its own."""
    events: dict[str, set[str]] = {}
    for detail in told:
        if detail["source"] == "measurements":
            events.setdefault(detail["data"]["entry_id"], set()).add(detail["id"])
    missing = 0
    for diary in diaries:
        for entry in diary.entries:
            due = entry.version + entry.deleted
            missing += abs(due - len(events.get(str(entry.id), ())))
    return missing


def days_ago(days: int) -> date:
    """A local day of the past."""
    return datetime.now(ZoneInfo(ZONE)).date() - timedelta(days=days)
