"""Which routes there are: by the route table, by the apps themselves, and at the gateway."""

from __future__ import annotations

from collections.abc import Iterable

from infra.local.deployed import Deployed
from serenity.http import Hub

Route = tuple[str, str]


def declared(hubs: Iterable[Hub]) -> set[Route]:
    """The routes with a policy, by method and path: those the matrix asks."""
    return {(each.method, each.path) for hub in hubs for each in hub.operations}


def unasked(hubs: Iterable[Hub]) -> set[Route]:
    """The routes an app answers although they were declared past the Hub, without a policy."""
    found = list(hubs)
    answered = {
        (method, path)
        for hub in found
        for path, methods in hub.routes.items()
        for method in methods
    }
    return answered - declared(found)


def at_the_gateway(deployed: Deployed) -> set[Route]:
    """The routes that the deployed REST API has."""
    gateway, api = deployed.client("apigateway"), deployed.outputs["RestApiId"]
    pages = gateway.get_paginator("get_resources").paginate(restApiId=api, embed=["methods"])
    return {
        (method, resource["path"])
        for page in pages
        for resource in page["items"]
        for method in resource.get("resourceMethods", {})
    }
