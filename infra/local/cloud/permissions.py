"""Remembers which permissions the roles use, for a comparison with those that they have."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from ministack.core import iam_evaluator

from infra.local.cloud import mending

ROLE = re.compile(r"arn:aws:sts::\d+:assumed-role/([^/]+)/.*")
CONNECTION = re.compile(r"(?<=/@connections/).+")


class Use(NamedTuple):
    """One kind of call that a role made, and whether its policies allow it."""

    role: str
    action: str
    resource: str
    allowed: bool


USED: Counter[Use] = Counter()


def evaluate(original: Any, context: Any, *policies: Any) -> Any:
    """Judge a call as ever, and remember it; open sockets are too many to be told apart."""
    result = original(context, *policies)
    if role := ROLE.fullmatch(context.principal_arn):
        resource = CONNECTION.sub("one", context.resource_arn)
        USED[Use(role[1], context.action, resource, result.decision == "Allow")] += 1
    return result


def used() -> list[dict[str, Any]]:
    """Every kind of call since the start, and how many `times` it was made."""
    return [{**use._asdict(), "times": times} for use, times in sorted(USED.items())]


def mend() -> None:
    """Listen where every call of a role is judged."""
    mending.require(iam_evaluator, "enforce", "EvalResult")
    mending.wrap(iam_evaluator, "evaluate", evaluate)
