"""What fuzzing found: how often each operation was tried, and every promise an answer broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemathesis.core.failures import (
    AcceptedNegativeData,
    Failure,
    FailureGroup,
    MalformedJson,
    ServerError,
)
from schemathesis.openapi.checks import (
    ContentDeserializationError,
    DiscriminatorMismatch,
    EnsureResourceAvailability,
    JsonSchemaError,
    MalformedMediaType,
    MissingContentType,
    MissingHeaderNotRejected,
    MissingHeaders,
    UndefinedContentType,
    UndefinedStatusCode,
    UseAfterFree,
)

FAILED = "/auth/failed"  # where a sign-in with a provider ends that comes to nothing
SERVER_ERRORS = "server errors"
UNDOCUMENTED = "undocumented statuses"
VIOLATIONS = "answers that violate their schema"
MEDIA_TYPES = "undocumented media types"
ACCEPTED = "wrong data accepted"
LIVES = "things found though deleted, or not though made"
KINDS: dict[str, tuple[type[Failure], ...]] = {
    SERVER_ERRORS: (ServerError,),
    UNDOCUMENTED: (UndefinedStatusCode,),
    VIOLATIONS: (
        ContentDeserializationError,
        DiscriminatorMismatch,
        JsonSchemaError,
        MalformedJson,
        MissingHeaders,
    ),
    MEDIA_TYPES: (MalformedMediaType, MissingContentType, UndefinedContentType),
    ACCEPTED: (AcceptedNegativeData, MissingHeaderNotRejected),
    LIVES: (EnsureResourceAvailability, UseAfterFree),
}


class Ledger:
    """Counts by operation; an operation is entered before it is tried, so that none is missed."""

    def __init__(self) -> None:
        self.examples: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.limited: Counter[str] = Counter()
        self.succeeded: set[str] = set()
        self._faults: Counter[tuple[str, str, str]] = Counter()

    def enter(self, operation: str) -> None:
        """Expect examples of an operation."""
        self.examples[operation] += 0

    def answered(self, operation: str, status: int, location: str) -> None:
        """Remember which operations were carried out, not only refused."""
        if status < 400 and FAILED not in location:
            self.succeeded.add(operation)

    def broken(self, operation: str, sent: str, group: FailureGroup) -> None:
        """Remember every promise one answer broke; `sent` says by which request."""
        for failure in group.exceptions:
            first = str(failure.message).strip().splitlines() or [failure.title]
            self._faults[kind_of(failure), operation, f"{first[0]} | {sent}"] += 1

    def fewest(self) -> int:
        """How many examples the least tried operation got."""
        return min(self.examples.values(), default=0)

    def count(self, kind: str) -> int:
        """How many promises of a kind were broken."""
        return sum(times for (found, _, _), times in self._faults.items() if found == kind)

    def kinds_at(self, operation: str) -> set[str]:
        """The kinds of promises that were broken at an operation."""
        return {kind for kind, where, _ in self._faults if where == operation}

    def lines(self) -> Iterator[str]:
        """Every broken promise as a line, the first of each sort with its request."""
        for (kind, operation, text), times in sorted(self._faults.items()):
            yield f"{kind}: {operation}: {times} x {text}"


def kind_of(failure: Failure) -> str:
    """The promise that a failure breaks; an unknown sort is a server error, never nothing."""
    for kind, types in KINDS.items():
        if isinstance(failure, types):
            return kind
    return SERVER_ERRORS
