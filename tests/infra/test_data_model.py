"""The drawn data model is that of the migrations."""

from __future__ import annotations

from infra import data_model


def test_the_committed_picture_is_fresh(owner_url: str) -> None:
    assert data_model.DOCUMENT.read_text() == data_model.document(owner_url), (
        "run python -m infra.data_model"
    )
