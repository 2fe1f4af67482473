"""The base of every public contract: strict, closed models that are built on first use."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from serenity.errors import FieldError
from serenity.localday import is_zone


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("not a time zone of the IANA database")
    return name


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
"""The name of an IANA time zone this release knows, such as `Europe/Paris`."""


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _as_date(given: object) -> object:
    if not isinstance(given, str):
        return given
    try:
        if _DATE.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass  # a day that no calendar has
    raise PydanticCustomError("date_format", "Give a date such as 2026-11-22.")


def _as_instant(given: object) -> object:
    if not isinstance(given, str):
        return given
    try:
        if _INSTANT.fullmatch(given):
            return datetime.fromisoformat(given)
    except ValueError:
        pass  # a moment that no clock shows
    raise PydanticCustomError(
        "instant_format", "Give date, time and offset, such as 2026-11-22T08:30:00+01:00."
    )


# Pydantic alone would also take a number of seconds for a date.
LocalDate = Annotated[date, BeforeValidator(_as_date)]
"""A calendar day, such as `2026-11-22` (RFC 3339)."""
Instant = Annotated[AwareDatetime, BeforeValidator(_as_instant)]
"""A point in time, such as `2026-11-22T08:30:00+01:00` (RFC 3339)."""


class Schema(BaseModel):
    """A JSON document of the API: unknown fields, NaN and lossy conversions are refused."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        hide_input_in_errors=True,  # errors end in logs, where no one's figures belong
        str_strip_whitespace=True,
    )


class Versioned(Schema):
    """A record that is changed with If-Match; its version is sent as the ETag."""

    version: int
    """Grows by one with each change."""


def is_tagged(hint: Any) -> bool:
    """Whether a type is a union told apart by a discriminator, whose tag pydantic reports."""
    return any(isinstance(each, FieldInfo) and each.discriminator for each in get_args(hint))


def field_errors(
    error: ValidationError, where: tuple[str, ...], *, tagged: bool = False
) -> list[FieldError]:
    """Pydantic's findings as JSON pointers; the refused input itself is never echoed.

    `tagged` says that the document is a union told apart by its `kind`: pydantic then puts the
    kind in front of every location, where no member of that name is.
    """
    return [
        FieldError(
            where[0],
            "".join(f"/{_escaped(part)}" for part in (*where[1:], *_location(found, tagged))),
            found["type"],
            _reason(found),
        )
        for found in error.errors(include_url=False, include_input=False)
    ]


def _reason(found: Any) -> str:
    """Pydantic's sentence, except for the one that repeats what was given."""
    if found["type"] == "union_tag_invalid":
        return f"Give one of {found['ctx']['expected_tags']}."
    return str(found["msg"])


def _location(found: Any, tagged: bool) -> tuple[int | str, ...]:  # noqa: FBT001
    if found["type"].startswith("union_tag"):
        return ("kind",)
    location: tuple[int | str, ...] = found["loc"]
    return location[1:] if tagged else location


def _escaped(part: int | str) -> str:
    """A reference token of RFC 6901."""
    return str(part).replace("~", "~0").replace("/", "~1")
