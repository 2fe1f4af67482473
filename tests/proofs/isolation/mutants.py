"""Recorded statements with the person taken out or exchanged, tried beside a twin's rows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
from psycopg import sql

from tests.proofs.isolation.recording import Recording, Sent, guarded

EXAMPLES = 4
WITHOUT = "without its predicate"
EXCHANGED = "with another person"
# One view of the database for all tries, no triggers, and the functions' own search path.
_PREPARE: LiteralString = """
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
    SET LOCAL session_replication_role = replica;
    SET LOCAL search_path = pg_catalog"""
# Statements that begin or end a unit of work, or only say whose it is.
_CONTROL = re.compile(r"BEGIN$|COMMIT$|ROLLBACK$|SELECT platform\.enter\(|SELECT set_config\(")
_PERSON = re.compile(r"'([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})'")
_LITERAL = re.compile(r"E?'(?:[^'\\]|''|\\.)*'|\b(?:\d+(?:\.\d+)?|NULL|true|false)\b")
_CAST = re.compile(r"\?(?:::\w+(?:\[\])?)+")
# Statements that name no person, by what they contain and why.
IMPERSONAL: Mapping[str, str] = {
    "FROM published.metric": "the catalogue of metrics is nobody's",
    "FROM measurements.metric": "the catalogue of metrics is nobody's",
    "FROM goals.roster()": "the schedule asks whom to look at; see the rules",
    "SELECT 1": "whether the database answers",
}
# Roles whose statements are about everybody, by design.
EVERYBODYS: Mapping[str, str] = {"relay": "publishes and expires for all, by policies of its own"}


@dataclass(frozen=True)
class Mutant:
    """A statement of one person, changed as a mistake in the code would change it."""

    role: str
    person: UUID
    change: str
    text: str


@dataclass
class Mutants:
    """All mutants by role and statement, and the statements that cannot have any."""

    by_statement: dict[tuple[str, str], list[Mutant]] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)
    unexplained: set[str] = field(default_factory=set)


def mutants_of(recording: Recording, twin: UUID) -> Mutants:
    """Mutants of every statement; of those that were sent often, of a few examples."""
    people = {UUID(str(row["user_id"])) for _, row in recording.rows}
    found = Mutants()
    for sent in recording.sent:
        if _CONTROL.match(sent.text):
            continue
        shape = _shape(sent.text)
        person = next((p for p in _people_in(sent.text) if p in people), None)
        if reason := EVERYBODYS.get(sent.role) or _impersonal(sent.text):
            found.explained[shape] = reason
        elif person is None:
            found.unexplained.add(shape)
        else:
            mutants = found.by_statement.setdefault((sent.role, shape), [])
            if len(mutants) < 2 * EXAMPLES:
                mutants += _changed(sent, person, twin)
            if not _is_changed_enough(sent.text, mutants):
                found.unexplained.add(shape)
    return found


def _is_changed_enough(text: str, mutants: Iterable[Mutant]) -> bool:
    """What reads, changes or deletes has a predicate to take out; what only inserts has none."""
    return "INSERT INTO" in text or any(each.change == WITHOUT for each in mutants)


def _changed(sent: Sent, person: UUID, twin: UUID) -> Iterator[Mutant]:
    """Without the predicate, if there is one, and with another person in place of the right one."""
    either = f"'(?:{person}|{person.hex})'(?:::uuid)?"
    without = re.sub(rf"(?:\b\w+\.)?\buser_id\s*=\s*{either}", "true", sent.text)
    if without != sent.text:
        yield Mutant(sent.role, person, WITHOUT, without)
    exchanged = re.sub(either, f"'{twin}'::uuid", sent.text)
    yield Mutant(sent.role, person, EXCHANGED, exchanged)


def _people_in(text: str) -> Iterator[UUID]:
    return (UUID(found) for found in _PERSON.findall(text))


def _impersonal(text: str) -> str:
    names_nobody = "user_id" not in text or "goals.roster()" in text
    reasons = (reason for part, reason in IMPERSONAL.items() if part in text)
    return next(reasons, "") if names_nobody else ""


def _shape(text: str) -> str:
    return " ".join(_CAST.sub("?", _LITERAL.sub("?", text)).split())


@dataclass(frozen=True)
class Verdict:
    """What a mutant did: whether it leaked, and whether it would have without the policies."""

    leaked: bool
    would_leak: bool


@dataclass(frozen=True)
class Seen:
    """What a mutant answered, and a print of the twin's rows after it."""

    answer: str
    state: str


class Laboratory:
    """Tries mutants in transactions that are taken back, as the role and without any policy.

    The twin owns a copy of everything the person ever wrote, under the same ids; what a mutant
    answers, or leaves of the twin's rows, may not depend on whether the twin is there.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        recording: Recording,
        twin: UUID,
        fault: LiteralString = "SELECT",
    ) -> None:
        self._connection = connection
        self._tables = guarded(connection)
        self._rows = recording.rows
        self._twin = twin
        self._fault = fault

    def try_out(self, mutant: Mutant) -> Verdict:
        """Run one mutant without the twin and with it, under the policies and past them."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute(_PREPARE)
            self._connection.execute(self._fault)
            nothing = self._fingerprint()
            alone = [self._seen(mutant, guarded=guarded) for guarded in (True, False)]
            self._bring_in_twin(mutant.person)
            before = self._fingerprint()
            together = [self._seen(mutant, guarded=guarded) for guarded in (True, False)]
        return Verdict(
            *(
                one.answer != both.answer or one.state != nothing or both.state != before
                for one, both in zip(alone, together, strict=True)
            )
        )

    def _seen(self, mutant: Mutant, *, guarded: bool) -> Seen:
        """What the mutant answers to its role, and what is left of the twin's rows."""
        role, seen = sql.Identifier(mutant.role), Seen("", "")
        with suppress(_TakenBack), self._connection.transaction():
            if not guarded:
                self._connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(role))
            self._connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
            person = str(mutant.person)
            self._connection.execute("SELECT set_config('app.user_id', %s, true)", (person,))
            answer = self._answer(cast("LiteralString", mutant.text))
            self._connection.execute("RESET ROLE")
            seen = Seen(answer, self._fingerprint())
            raise _TakenBack
        return seen

    def _answer(self, text: LiteralString) -> str:
        """The rows in any order, how many were touched, or the refusal."""
        try:
            with self._connection.transaction():
                done = self._connection.execute(text)
                rows = sorted(map(repr, done.fetchall())) if done.description else []
                return f"{done.rowcount} {rows}"
        except psycopg.Error as error:
            return f"SQLSTATE {error.sqlstate}"

    def _bring_in_twin(self, person: UUID) -> None:
        insert: LiteralString = """INSERT INTO {} SELECT (jsonb_populate_record(NULL::{}, %s)).*
            ON CONFLICT DO NOTHING"""
        for table, row in self._rows:
            if UUID(str(row["user_id"])) == person:
                name = sql.SQL(cast("LiteralString", table))
                twin = json.dumps(row | {"user_id": str(self._twin)})
                self._connection.execute(sql.SQL(insert).format(name, name), (twin,))

    def _fingerprint(self) -> str:
        one: LiteralString = """SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '')
            FROM {} t WHERE t.user_id = %(twin)s"""
        query = sql.SQL(" UNION ALL ").join(sql.SQL(one).format(sql.SQL(t)) for t in self._tables)
        rows = self._connection.execute(query, {"twin": self._twin}).fetchall()
        return hashlib.sha256(repr(rows).encode()).hexdigest()


class _TakenBack(Exception):
    """Ends a transaction whose effects are not wanted."""


def judge(laboratory: Laboratory, mutants: Iterable[Mutant], *, all_of_them: bool) -> list[Verdict]:
    """The verdicts of a statement's mutants; else until each change was seen to be dangerous."""
    verdicts: list[Verdict] = []
    dangerous: set[str] = set()
    for mutant in mutants:
        if all_of_them or mutant.change not in dangerous:
            verdict = laboratory.try_out(mutant)
            verdicts.append(verdict)
            if verdict.would_leak:
                dangerous.add(mutant.change)
    return verdicts
