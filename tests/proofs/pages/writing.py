"""Sends a hostile text in every text field of every route, and remembers what was stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from infra.openapi import hubs, operations
from serenity.http.operation import MUTATING
from tests.e2e.person import Answer, Person
from tests.proofs.pages.fields import TextField
from tests.proofs.pages.payloads import as_address
from tests.proofs.samples import FREE, OWNED, Sample, samples_of
from tests.proofs.tries import forget_tries

# Texts that a route may keep: those that a screen must show, and why it need not show the others.
SHOWN = frozenset({"note", "title", "display_name"})
NOT_SHOWN = {
    "email": "shown only to who reads the letters sent there, which some guests do",
    "password": "kept by the user pool, which tells it to nobody",
}
TOO_MANY, CHANGED_MEANWHILE = 429, 412
FIRST_DAY = date(2026, 11, 19)


@dataclass
class Written:
    """What came of it: how many each field got, which are stored now, and faults of the service."""

    sent: Counter[TextField] = field(default_factory=Counter)
    stored: set[tuple[TextField, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


class Writer:
    """Writes as one person, and adds to what was written."""

    def __init__(self, person: Person, written: Written) -> None:
        self._person = person
        self.written = written
        self._samples = {o.name: list(samples_of(o)) for o in operations(hubs())}

    def fill(self, at: TextField, texts: Sequence[str]) -> None:
        """Send every text in one field; each takes a record of its own where records are many.

        Raises:
            AssertionError: when a text is kept of which nobody said whether a screen shows it.
        """
        for number, text in enumerate(dict.fromkeys(_shaped(at, each) for each in texts)):
            answer = self._send(at, text, number)
            if answer.status == TOO_MANY:
                forget_tries(self._person.product)
                answer = self._send(at, text, number)
            if answer.status >= 500 or answer.status in {TOO_MANY, CHANGED_MEANWHILE}:
                self.written.faults.append(f"{at}: {answer.status} for {text!r}")
                continue
            self.written.sent[at] += 1
            if answer.status < 300 and self._samples[at.operation][0].operation.method in MUTATING:
                assert at.name in SHOWN | NOT_SHOWN.keys(), f"where is {at} shown?"
                if at.name in SHOWN:
                    self.written.stored.add((at, text))

    def _send(self, at: TextField, text: str, number: int) -> Answer:
        sample = self._sample(at.operation, at.variant)
        ids, version = self._owned(sample, number)
        body = _moved(sample.body, number)
        query = dict(sample.query)
        if at.place == "body":
            body = {**body, at.name: text}
        elif at.place == "query":
            query[at.name] = text
        else:
            ids = {**ids, at.name: quote(text, safe="")}
        path = sample.operation.path
        for name in sample.operation.path_types:
            path = path.replace(f"{{{name}}}", ids[name])
        if query:
            path = f"{path}?{urlencode(query)}"
        return self._person.send(sample.operation.method, path, body, If_Match=f'"{version}"')

    def _sample(self, operation: str, variant: str) -> Sample:
        known = self._samples[operation]
        fits = [each for each in known if not variant or each.body.get("kind") == variant]
        assert fits, f"{operation}: no sample of the kind {variant}"
        return fits[0]

    def _owned(self, sample: Sample, number: int) -> tuple[dict[str, str], int]:
        """What the path names, made for this one request, and the version to change."""
        for name in sample.operation.path_types.keys() & OWNED.keys():
            maker = self._samples[OWNED[name]][0]
            if maker.operation.method == "POST":
                made = self._person.post(maker.path(), _moved(maker.body, number))
                return {name: made["id"]}, made["version"]
        version = 0 if sample.unconditional else self._person.get("/v1/me")["version"]
        return {**FREE}, version


def _shaped(at: TextField, text: str) -> str:
    """The text as the field asks for it: an address, a path, and no longer than allowed."""
    if at.name == "email":
        return as_address(text[: at.longest - 20])
    return f"/{text}"[: at.longest] if at.name == "return_to" else text[: at.longest]


def _moved(body: Any, days: int) -> Any:
    """The same on another day, so that one record does not take the place of another."""
    if not isinstance(body, dict):
        return body
    found = dict(body)
    for name in ("at", "started_at"):
        if name in found:
            found[name] = (datetime.fromisoformat(found[name]) - timedelta(days=days)).isoformat()
    if "on" in found:
        found["on"] = (FIRST_DAY - timedelta(days=days)).isoformat()
    return found
