"""Keeps sent mail over a restart, so that a code stays readable, and asks who may write as whom."""

from __future__ import annotations

import copy
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.services import ses

from infra.local.cloud import mending

MAILS_KEPT = 500


def resource_of(
    original: Any, service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
) -> Any:
    """Name the identity that a letter is sent from, by which AWS judges who may send it."""
    if service == "ses" and body.startswith(b"Action=SendEmail&"):
        _, address = parseaddr(parse_qs(body.decode())["Source"][0])
        _, region, account = rest
        return f"arn:aws:ses:{region}:{account}:identity/{address.rpartition('@')[2]}"
    return original(service, method, path, headers, body, *rest)


def mend() -> None:
    """Add the sent mail to what the mail service saves, and the sender to what is judged."""
    mending.require(ses, "_sent_emails", "_restore_state")
    mending.wrap(iam_actions, "extract_resource_arn", resource_of)

    def get_state(original: Any) -> Any:
        state = original()
        for mails in ses._sent_emails._data.values():
            del mails[:-MAILS_KEPT]
        state["_sent_emails"] = copy.deepcopy(ses._sent_emails)
        return state

    def restore(original: Any, data: dict[str, Any]) -> None:
        original(data)
        kept = data.get("_sent_emails")
        if kept is not None:
            ses._sent_emails._data.update(kept._data)

    mending.wrap(ses, "get_state", get_state)
    mending.wrap(ses, "_restore_state", restore)
