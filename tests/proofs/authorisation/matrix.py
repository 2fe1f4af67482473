"""The matrix: every route asked by every actor, and what each of them may be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from serenity.exchange import Redirect
from serenity.http import Operation
from serenity.http.operation import MUTATING
from serenity.ids import new_id, new_secret
from serenity.tokens import ROLES
from tests.proofs.authorisation.cast import Actor, Cast, Headers, Standing
from tests.proofs.authorisation.policies import BY_PHONE, POLICIES, SPENDING
from tests.proofs.samples import Sample
from tests.support.door import Answer, Door

# What the gateway and the Hub answer when somebody is not let in at all.
GATE = frozenset({"/problems/unauthorized", "/problems/forbidden"})
UNDERSTOOD = frozenset({"public", "user", "owner-of"}) | ROLES
VERSION = '"1"'


@dataclass(frozen=True)
class Cell:
    """One request of the matrix; `fault` says what is wrong with its answer."""

    route: str
    actor: str
    fault: str = ""


@dataclass(frozen=True)
class Target:
    """What a request is about: the owner's ids for the path, and the version they have."""

    ids: Mapping[str, str]
    version: str = VERSION


class Stage(Protocol):
    """Prepares what the owner owns."""

    def target(self, sample: Sample, owner: Headers) -> Target:
        """Something of the owner's that the sample may be about."""
        ...

    def version(self, sample: Sample, headers: Headers) -> str:
        """The version the caller sees of what the sample is about."""
        ...


class Matrix:
    """Asks one API; `policies` says of each operation, by its name, who it is for."""

    def __init__(
        self, door: Door, cast: Cast, stage: Stage, policies: Mapping[str, str] = POLICIES
    ) -> None:
        self._door = door
        self._cast = cast
        self._stage = stage
        self._policies = policies
        self._secrets = cast.tell_apart()

    def cells(self, samples: Iterable[Sample]) -> Iterator[Cell]:
        """Every cell of these samples."""
        for sample in samples:
            fault = misunderstood(sample.operation, self._policies)
            yield Cell(_route(sample), "the reader of its policy", fault)
            if sample.operation.policy == "public":
                yield from self._open_to_all(sample)
            else:
                yield from self._guarded(sample)

    def _open_to_all(self, sample: Sample) -> Iterator[Cell]:
        """A public route answers everybody alike, and nobody with what is another's."""
        wanted = self._ask(sample, Target({}), {})
        for actor in self._everybody(sample):
            found = self._ask(sample, Target({}), actor.headers)
            foreign = "Origin" in actor.headers and sample.operation.method in MUTATING
            status = 403 if foreign else wanted.status
            fault = ""
            if found.kind in GATE or found.status != status:
                fault = f"{found.status} {found.kind} where nobody gets {wanted.status}"
            elif not self._is_owners_cookie(actor):
                fault = self._leak(found)
            yield Cell(_route(sample), actor.name, fault)

    def _guarded(self, sample: Sample) -> Iterator[Cell]:
        """Strangers first, so that the owner's success shows that they changed nothing."""
        cast, owner = self._cast, self._cast.owner.browser.headers
        target = self._stage.target(sample, owner)
        unknown = Target(_unknown(sample.operation), target.version)
        everybody = self._everybody(sample)
        for actor in everybody:
            if actor.standing is not Standing.OWNER and not _is_let_in_as_owner(actor, sample):
                yield self._knock(sample, actor, target)
            if actor.standing is Standing.STRANGER and sample.operation.policy == "owner-of":
                yield self._compare(sample, actor, target, unknown)
        for actor in everybody:
            if actor.standing is Standing.OWNER or _is_let_in_as_owner(actor, sample):
                yield self._knock(sample, actor, target)
                target = self._stage.target(sample, cast.owner.browser.headers)

    def _everybody(self, sample: Sample) -> Sequence[Actor]:
        role = sample.operation.policy
        return [*self._cast.outsiders, *self._cast.unproven, *self._cast.insiders(role)]

    def _knock(self, sample: Sample, actor: Actor, target: Target) -> Cell:
        headers = actor.headers
        if sample.name in SPENDING and actor.anew is not None:
            headers = actor.anew()
        if actor.standing is Standing.STRANGER and sample.operation.policy != "owner-of":
            target = Target(target.ids, self._stage.version(sample, headers))
        found, wanted = self._ask(sample, target, headers), _wanted(sample, actor)
        fault = ""
        if found.status != wanted:
            fault = f"{found.status} {found.kind} instead of {wanted}"
        elif actor.standing in {Standing.NOBODY, Standing.STRANGER}:
            fault = self._leak(found)
        return Cell(_route(sample), actor.name, fault)

    def _compare(self, sample: Sample, actor: Actor, target: Target, unknown: Target) -> Cell:
        """Another's id answers as one that nobody has."""
        found = self._ask(sample, target, actor.headers)
        wanted = self._ask(sample, unknown, actor.headers)
        fault = ""
        if found.essence() != wanted.essence():
            fault = f"another's id is told apart from an unknown one: {found} and {wanted}"
        return Cell(_route(sample), f"{actor.name}, asking for an unknown id", fault)

    def _ask(self, sample: Sample, target: Target, headers: Headers) -> Answer:
        sent = dict(headers)
        if not sample.unconditional:
            sent["If-Match"] = target.version
        body = sample.body
        if sample.operation.policy == "public" and body and "email" in body:
            body = body | {"email": f"{new_secret()[:12].lower()}@example.org"}
        return self._door.send(sample.operation.method, sample.path(target.ids), body, sent)

    def _is_owners_cookie(self, actor: Actor) -> bool:
        return self._cast.owner.browser.session in actor.headers.get("Cookie", "")

    def _leak(self, answer: Answer) -> str:
        text = f"{answer.body} {answer.headers}"
        return "it contains what is the owner's" if any(s in text for s in self._secrets) else ""


def misunderstood(operation: Operation, promised: Mapping[str, str]) -> str:
    """What is wrong with a policy itself: another was promised, or it is one nobody can play."""
    wanted, declared = promised.get(operation.name, "none"), operation.policy
    if wanted != declared:
        return f"its policy is {declared}, and {wanted} was promised"
    if declared not in UNDERSTOOD:
        return f"nobody here knows whom the policy {declared} lets in"
    return ""


def _route(sample: Sample) -> str:
    return f"{sample.operation.method} {sample.operation.path}"


def _is_let_in_as_owner(actor: Actor, sample: Sample) -> bool:
    """The proof of the sender is asked for what changes something, not for reading."""
    return actor.standing is Standing.UNPROVEN and sample.operation.method not in MUTATING


def _wanted(sample: Sample, actor: Actor) -> int:
    """The status that the policy promises this actor."""
    policy = sample.operation.policy
    if actor.standing is Standing.NOBODY:
        return 401
    if actor.standing is Standing.UNPROVEN and not _is_let_in_as_owner(actor, sample):
        return 403
    if policy in ROLES and policy not in actor.roles:
        return 403
    if actor.standing is Standing.STRANGER and policy == "owner-of":
        return 404
    if "Authorization" in actor.headers and sample.name in BY_PHONE:
        return BY_PHONE[sample.name]
    return 302 if sample.operation.returns is Redirect else sample.operation.status


def _unknown(operation: Operation) -> dict[str, str]:
    """Ids of the right form that nobody has."""
    made = {UUID: str(new_id()), str: str(new_id()), int: "987654321"}
    return {name: made.get(hint, "") for name, hint in operation.path_types.items()}
