"""The generated API documents are fresh, and the route table is one API Gateway accepts."""

from __future__ import annotations

import json

import pytest

from infra import openapi
from serenity.http import Hub


def test_committed_documents_are_fresh() -> None:
    stale = [p.name for p, text in openapi.documents().items() if p.read_text() != text]
    assert stale == [], "run make openapi"


def test_every_route_of_the_client_document_reaches_the_gateway() -> None:
    client = json.loads(openapi.CLIENT_DOCUMENT.read_text())
    gateway = json.loads(openapi.GATEWAY_DOCUMENT.read_text())
    listed = {(p, m) for p, item in client["paths"].items() for m in item}
    assert listed == {(p, m) for p, item in gateway["paths"].items() for m in item}
    assert len(listed) > 30
    for path, item in gateway["paths"].items():
        for method, operation in item.items():
            public = client["paths"][path][method]["x-policy"] == "public"
            assert operation["security"] == ([] if public else [{"person": []}]), (path, method)


def test_two_variables_under_one_parent_are_refused() -> None:
    app = Hub("probe")

    @app.endpoint("GET", "/things/{thing_id}", policy="public")
    def one(thing_id: str) -> None:
        """One."""

    @app.endpoint("GET", "/things/{name}/parts", policy="public")
    def two(name: str) -> None:
        """Two."""

    with pytest.raises(ValueError, match="variables"):
        openapi.operations([app])


def test_a_route_declared_twice_is_refused() -> None:
    first, second = Hub("first"), Hub("second")
    for app in (first, second):

        @app.endpoint("GET", "/same", policy="public")
        def same() -> None:
            """Same."""

    with pytest.raises(ValueError, match="twice"):
        openapi.operations([first, second])
