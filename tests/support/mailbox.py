"""Reads what the local cloud would have mailed."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any


def mail_for(cloud_url: str, email: str) -> list[dict[str, Any]]:
    """Every mail to an address, oldest first."""
    with urllib.request.urlopen(f"{cloud_url}/_ministack/ses/messages", timeout=5) as answer:
        accounts = json.load(answer)["messages"]
    return [mail for mails in accounts.values() for mail in mails if email in mail["To"]]


def code_for(cloud_url: str, email: str) -> str:
    """The newest code mailed to an address.

    Raises:
        AssertionError: when there is none.
    """
    for mail in reversed(mail_for(cloud_url, email)):
        found = re.search(r"\b(\d{6})\b", mail["Subject"] + mail["BodyText"] + mail["BodyHtml"])
        if found:
            return found[1]
    raise AssertionError(f"no code for {email}")
