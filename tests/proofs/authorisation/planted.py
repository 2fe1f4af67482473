"""Deploys the faulty routes beside the product, and tells which of their faults are found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from infra.local.deployed import Deployed
from infra.openapi_gateway import gateway_document
from serenity.http import Operation
from tests.proofs import faulty_hub
from tests.proofs.authorisation.cast import Cast, Headers
from tests.proofs.authorisation.matrix import VERSION, Matrix, Target
from tests.proofs.authorisation.routes import unasked
from tests.proofs.proof import Planted
from tests.proofs.samples import Sample
from tests.support.door import Door

HANDLERS = {"Routes": "app", "Lenient": "authorize_leniently", "Generous": "authorize_generously"}
# By the name of its operation: what is wrong, and a word that says what was seen of it.
FAULTS: Mapping[str, tuple[str, str]] = {
    "unchecked": ("a route that does not look whose row it is", "instead of 404"),
    "telling": ("a route that forbids what is another's", "is told apart"),
    "unguarded": ("a route that the gateway lets everybody through to", "instead of 200"),
    "exposed": ("a private route declared public", "was promised"),
    "lenient": ("an authorizer that accepts an ID token", "200  instead of 401"),
    "generous": ("an authorizer that gives away roles", "200  instead of 403"),
}
PROMISES = {
    "sound": "owner-of", "unchecked": "owner-of", "telling": "owner-of", "unguarded": "user",
    "exposed": "user", "lenient": "user", "generous": "admin",
}  # fmt: skip


class ThingStage:
    """The `Stage` of the faulty routes: a thing's id follows from its owner's."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    def target(self, _sample: Sample, _owner: Headers) -> Target:
        """The owner's thing."""
        return Target({"thing_id": faulty_hub.thing_of(self._user_id)})

    def version(self, _sample: Sample, _headers: Headers) -> str:
        """Nothing here changes."""
        return VERSION


def planted(cast: Cast) -> Iterator[Planted]:
    """Every fault, and whether the matrix finds it where it finds none in a sound route."""
    deployed = cast.people.deployed
    by_name = {operation.name: operation for operation in faulty_hub.app.operations}
    with _deployed(deployed) as api:
        stage = ThingStage(cast.owner.user_id)
        matrix = Matrix(Door(deployed, api, "live"), cast, stage, PROMISES)
        sound = _faults(matrix, by_name["sound"])
        assert not sound, f"faults found in a sound route: {sound}"
        for name, (fault, sign) in FAULTS.items():
            seen = _faults(matrix, by_name[name])
            yield Planted(fault, any(sign in each for each in seen))
    yield Planted("a route without a policy", unasked([faulty_hub.app]) == {("GET", "/v1/bare")})


def _faults(matrix: Matrix, operation: Operation) -> list[str]:
    return [cell.fault for cell in matrix.cells([Sample(operation)]) if cell.fault]


@contextmanager
def _deployed(deployed: Deployed) -> Iterator[str]:
    """An API whose functions run the faulty handlers with the authorizer's own settings."""
    found = deployed.client("lambda").list_functions()["Functions"]
    real = next(each for each in found if each["Handler"].endswith("authorizer.authorize"))
    formation, name = deployed.client("cloudformation"), {"StackName": "faulty"}
    template = json.dumps(_template(real, deployed.stack.region))
    formation.create_stack(**name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
    try:
        formation.get_waiter("stack_create_complete").wait(**name, WaiterConfig={"Delay": 1})
        outputs = formation.describe_stacks(**name)["Stacks"][0]["Outputs"]
        yield str(outputs[0]["OutputValue"])
    finally:
        formation.delete_stack(**name)


def _template(real: Mapping[str, Any], region: str) -> dict[str, Any]:
    own = {name: {"Fn::GetAtt": [name, "Arn"]} for name in HANDLERS}
    arns: dict[str, Any] = {**own, "authorizer": real["FunctionArn"]}
    resources = {
        **{name: _function(real, handler) for name, handler in HANDLERS.items()},
        **{f"{name}Permission": _permission(arn) for name, arn in arns.items()},
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Name": "faulty", "Body": _document(arns, region)},
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "live"},
        },
    }
    return {"Resources": resources, "Outputs": {"Api": {"Value": {"Ref": "Api"}}}}


def _document(arns: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The gateway's definition as the product's own is made, with the faults that are its own."""
    document = gateway_document(faulty_hub.app.operations, "1")
    schemes = document["components"]["securitySchemes"]
    person = json.dumps(schemes["person"])
    for name, arn in {"person": "authorizer", "lenient": "Lenient", "generous": "Generous"}.items():
        schemes[name] = json.loads(person)
        schemes[name]["x-amazon-apigateway-authorizer"]["authorizerUri"] = _uri(arns[arn], region)
    for name in ("lenient", "generous"):
        document["paths"][f"/v1/{name}"]["get"]["security"] = [{name: []}]
    document["paths"]["/v1/unguarded"]["get"]["security"] = []
    for item in document["paths"].values():
        item["get"]["x-amazon-apigateway-integration"]["uri"] = _uri(arns["Routes"], region)
    return document


def _uri(arn: object, region: str) -> dict[str, Any]:
    start = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/"
    return {"Fn::Join": ["", [start, arn, "/invocations"]]}


def _function(real: Mapping[str, Any], handler: str) -> dict[str, Any]:
    properties = {
        "Handler": f"{faulty_hub.__name__}.{handler}",
        "Code": {"ZipFile": "# The code runs from the source tree."},
        **{name: real[name] for name in ("Runtime", "Role", "Environment", "Timeout")},
    }
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


def _permission(arn: object) -> dict[str, Any]:
    properties = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": arn,
        "Principal": "apigateway.amazonaws.com",
    }
    return {"Type": "AWS::Lambda::Permission", "Properties": properties}
