"""Every screen of the web client, from its router, and what each reads from its address."""

from __future__ import annotations

import re

from tests.support.product import ROOT

SOURCES = ROOT / "frontend" / "web" / "src"
ROUTER = SOURCES / "app" / "router.tsx"
# Who may see a screen: doors are for strangers, the welcome for newcomers, all else for people.
DOORS = frozenset({"/sign-in", "/sign-up", "/confirm", "/forgot", "/auth/failed", "/nowhere"})
WELCOME = "/welcome"
# The names in an address by screen; a new one in the sources must be added here.
READS: dict[str, tuple[str, ...]] = {
    "/sign-in": ("next",),
    "/sign-up": ("next",),
    "/confirm": ("next",),
    "/auth/failed": ("reason",),
    "/log": ("kind", "until"),
    "/trends": ("metric", "by", "back"),
    "/settings": ("leaving",),
}
_READING = re.compile(r"\b(?:search|params|searchParams)\.(?:get|has|getAll)\(([^)]+)\)")
_NOT_OURS = {"'after'"}  # asked of the API by the service worker, not of a screen


def client_paths() -> list[str]:
    """The address of every screen, the one of no screen included.

    Raises:
        AssertionError: when the router cannot be read any more.
    """
    text = ROUTER.read_text()
    named = [f"/{path}" for path in re.findall(r"path: '([\w/-]+)'", text)]
    assert "index: true" in text, "no first screen in the router"
    assert DOORS | {WELCOME, "/goals"} <= {*named, "/nowhere"}, "the router cannot be read"
    return ["/", *named, "/nowhere"]


def names_read() -> set[str]:
    """Every name that the client's sources read from an address."""
    found = {
        match.strip()
        for file in SOURCES.rglob("*.ts*")
        for match in _READING.findall(file.read_text())
    }
    constants = {"RETURN_PARAM": "'leaving'"}
    return {constants.get(each, each).strip("'") for each in found - _NOT_OURS}


def assert_known() -> None:
    """Fail when a screen reads something from its address that no attack goes to.

    Raises:
        AssertionError: naming what is missing.
    """
    known = {name for names in READS.values() for name in names}
    assert names_read() == known, f"read from an address: {names_read() ^ known}"
    assert set(READS) <= set(client_paths())
