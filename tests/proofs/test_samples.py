"""Every operation has samples, and they are valid; one without any is refused."""

from __future__ import annotations

import pytest

from infra.openapi import hubs, operations
from serenity.http import Hub, Recorded
from serenity.schema import Schema
from tests.proofs.samples import OWNED, samples, samples_of


class Unheard(Schema):
    """A body nobody has written a sample for."""

    word: str


def test_every_operation_has_one() -> None:
    found = samples()
    assert {each.name for each in found} == {each.name for each in operations(hubs())}
    ids = dict.fromkeys(OWNED, "7")
    assert not [each for each in found if "{" in each.path(ids)]


def test_an_operation_without_one_is_refused() -> None:
    hub = Hub("sample")

    @hub.endpoint("POST", "/v1/unheard", policy="public", once=Recorded(by="word"))
    def say(body: Unheard) -> None:
        """Say something."""

    @hub.endpoint("GET", "/v1/unheard/{thing_id}", policy="public")
    def hear(thing_id: str) -> None:
        """Hear something."""

    said, heard = hub.operations
    with pytest.raises(AssertionError, match="say: no sample of its body"):
        list(samples_of(said))
    with pytest.raises(AssertionError, match="hear: no sample for the path variables"):
        list(samples_of(heard))
