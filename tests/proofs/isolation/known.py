"""The SQL that the functions hold ready, found in their modules."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType

import functions
import serenity_sql
from tests.proofs.isolation.recording import pieces

_BEGINS = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
_PLACEHOLDER = re.compile(r"%\\\(\w+\\\)s|%s|\\\{\w+\\\}")


def known() -> Mapping[str, re.Pattern[str]]:
    """Every statement by its place in the code, as a pattern that what is sent of it fits."""
    found = {
        f"{module.__name__}.{name}{number}": _pattern(text)
        for module in _modules()
        for name, number, text in _texts(module)
    }
    assert found, "no module holds a statement"
    return found


def _modules() -> Iterator[ModuleType]:
    for package in (functions, serenity_sql):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def _texts(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """The statements among a module's own constants, alone or in a row."""
    for name, value in vars(module).items():
        if name.isupper():
            many = isinstance(value, tuple)
            for number, text in enumerate(value if many else (value,)):
                # A text with a gap is the mould of others.
                whole = isinstance(text, str) and "{table}" not in text
                for place, piece in enumerate(pieces(text) if whole else ()):
                    if _BEGINS.match(piece):
                        label = f"[{number}]" if many else f"({place})" if place else ""
                        yield name, label, piece


def _pattern(text: str) -> re.Pattern[str]:
    words = _PLACEHOLDER.sub("\0", re.escape(text.strip()).replace("%%", "%"))
    return re.compile(words.replace("\0", ".*?"), re.DOTALL)
