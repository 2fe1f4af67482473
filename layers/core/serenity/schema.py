"""The base of every public contract: strict, closed models that are built on first use."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A JSON document of the API: unknown fields, NaN and lossy conversions are refused."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )


class Versioned(Schema):
    """A record that is changed with If-Match; its version is sent as the ETag."""

    version: int
    """Grows by one with each change."""
