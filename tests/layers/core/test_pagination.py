from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serenity.errors import Invalid
from serenity.pagination import decode_cursor, encode_cursor


@given(st.text(), st.integers())
def test_a_cursor_comes_back_as_it_was(text: str, number: int) -> None:
    assert decode_cursor(encode_cursor(text, number), str, int) == (text, number)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_as_a_field(text: str) -> None:
    try:
        position = decode_cursor(text, str, int)
    except Invalid as problem:
        assert problem.members["errors"][0]["pointer"] == "/cursor"
    else:
        assert encode_cursor(*position) == text.rstrip("=") or position


def test_a_cursor_of_another_shape_is_refused() -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(1, 2), str, int)
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(True), int)  # type: ignore[arg-type]
