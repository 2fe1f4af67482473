"""The client's catalogue, so that a journey reads the words that a person reads."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from tests.support.product import ROOT

CATALOGUE = ROOT / "frontend" / "shared" / "src" / "i18n"


@functools.cache
def section(language: str, name: str) -> dict[str, Any]:
    """One file of the catalogue."""
    return dict(json.loads((CATALOGUE / language / f"{name}.json").read_text()))


class Words:
    """The texts of one language: `words("log.sheet.save")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its placeholders filled in; `count` chooses the plural."""
        if "count" in values:
            key = f"{key}_{self._plural(values['count'])}"
        name, *path = key.split(".")
        found: Any = section(self.language, name)
        for part in path:
            found = found[part]
        return re.sub(r"\{\{(\w+)\}\}", lambda match: str(values[match[1]]), str(found))

    def beginning(self, key: str, **values: object) -> re.Pattern[str]:
        """What begins with a text, up to the first placeholder that is not given."""
        name, *path = key.split(".")
        found: Any = section(self.language, name)
        for part in path:
            found = found[part]
        known = re.sub(r"\{\{(\w+)\}\}", lambda m: str(values.get(m[1], m[0])), str(found))
        return re.compile(r"\s+".join(map(re.escape, known.partition("{{")[0].split())))

    def _plural(self, count: object) -> str:
        ones = {0, 1} if self.language == "fr" else {1}
        return "one" if count in ones else "other"


def every_key() -> list[str]:
    """All keys of the catalogue, such as none may ever be read on a screen."""

    def walk(prefix: str, texts: dict[str, Any]) -> list[str]:
        found = []
        for key, value in texts.items():
            deeper = isinstance(value, dict)
            found += walk(f"{prefix}.{key}", value) if deeper else [f"{prefix}.{key}"]
        return found

    names = sorted(path.stem for path in (CATALOGUE / "en").glob("*.json"))
    return [key for name in names for key in walk(name, section("en", name))]
