"""Dates and instants are taken in the one form that the contract names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from serenity.schema import Instant, LocalDate, Schema, field_errors

DATE: TypeAdapter[date] = TypeAdapter(LocalDate)
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


def test_a_date_is_read_from_a_body_and_from_an_address() -> None:
    assert DATE.validate_json('"2026-11-22"', strict=True) == date(2026, 11, 22)
    assert DATE.validate_strings("2026-11-22") == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["0", "1700000000", "20261122", "2026-11-22T00:00:00", "2026-2-3", "2026-02-30", ""]
)
def test_any_other_form_of_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Give a date such as"):
        DATE.validate_strings(text)
    with pytest.raises(ValidationError, match="Give a date such as"):
        DATE.validate_json(f'"{text}"', strict=True)


def test_an_instant_is_read_with_its_offset() -> None:
    paris = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=1)))
    assert INSTANT.validate_json('"2026-11-22T08:30:00+01:00"', strict=True) == paris
    assert INSTANT.validate_json('"2026-11-22T07:30:00.000Z"', strict=True) == paris.astimezone(UTC)


@pytest.mark.parametrize(
    "text",
    ["0", "1700000000", "2026-11-22", "2026-11-22T08:30:00", "2026-11-22T25:00:00Z",
     "2026-11-22T08:30:00+99:00", "2026-11-22 08:30:00Z"],
)  # fmt: skip
def test_any_other_form_of_an_instant_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Give date, time and offset"):
        INSTANT.validate_json(f'"{text}"', strict=True)


@pytest.mark.parametrize("adapter", [DATE, INSTANT])
def test_a_number_is_neither(adapter: TypeAdapter[object]) -> None:
    with pytest.raises(ValidationError):
        adapter.validate_json("1700000000", strict=True)


def test_a_refusal_repeats_nothing_that_was_given() -> None:
    class Tea(Schema):
        kind: Literal["tea"]

    class Milk(Schema):
        kind: Literal["milk"]

    drink: TypeAdapter[Tea | Milk] = TypeAdapter(Annotated[Tea | Milk, Field(discriminator="kind")])
    with pytest.raises(ValidationError) as refused:
        drink.validate_json('{"kind": "a secret"}', strict=True)
    (found,) = field_errors(refused.value, ("body",), tagged=True)
    assert found.detail == "Give one of 'tea', 'milk'."
