"""Keeps sent mail over a restart, so that a code in the mailbox stays readable."""

from __future__ import annotations

import copy
from typing import Any

from ministack.services import ses

from infra.local.cloud import mending

MAILS_KEPT = 500


def mend() -> None:
    """Add the sent mail to what the mail service saves."""
    mending.require(ses, "_sent_emails", "_restore_state")

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
