"""Says in words which browser a request came from."""

from __future__ import annotations

MAX_CHARACTERS = 400
UNKNOWN = "Unknown device"


def describe(user_agent: str | None) -> str:
    """Browser and system, such as `Firefox on Linux`; versions are nobody's business."""
    from ua_parser import parse  # its tables stay off the cold start

    if not user_agent:
        return UNKNOWN
    found = parse(user_agent[:MAX_CHARACTERS])
    browser = found.user_agent.family if found.user_agent else None
    system = found.os.family if found.os else None
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or UNKNOWN
