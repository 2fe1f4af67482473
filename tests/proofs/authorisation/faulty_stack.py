"""The stack of faulty routes, deployed beside the product and taken away again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from infra.local.deployed import Deployed
from infra.openapi_gateway import gateway_document
from tests.proofs import faulty_hub

STAGE = "live"
HANDLERS = {
    "Routes": "app",
    "Lenient": "authorize_leniently",
    "Generous": "authorize_generously",
    "Careless": "authorize_carelessly",
}
# The product's own functions that are used beside them.
REAL = {"Authorizer": "authorizer.authorize", "Socket": "app.on_socket"}


@contextmanager
def faulty(deployed: Deployed) -> Iterator[Mapping[str, str]]:
    """The ids of a REST and a WebSocket API that run the faulty handlers."""
    found = deployed.client("lambda").list_functions()["Functions"]
    real = {
        name: next(each for each in found if each["Handler"].endswith(handler))
        for name, handler in REAL.items()
    }
    formation, name = deployed.client("cloudformation"), {"StackName": "faulty"}
    template = json.dumps(_template(real, deployed.stack.region))
    formation.create_stack(**name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
    try:
        formation.get_waiter("stack_create_complete").wait(**name, WaiterConfig={"Delay": 1})
        outputs = formation.describe_stacks(**name)["Stacks"][0]["Outputs"]
        yield {each["OutputKey"]: each["OutputValue"] for each in outputs}
    finally:
        formation.delete_stack(**name)


def _template(real: Mapping[str, Any], region: str) -> dict[str, Any]:
    arns: dict[str, Any] = {name: {"Fn::GetAtt": [name, "Arn"]} for name in HANDLERS}
    arns |= {name: function["FunctionArn"] for name, function in real.items()}
    resources = {
        **{name: _function(real["Authorizer"], handler) for name, handler in HANDLERS.items()},
        **{f"{name}Permission": _permission(arn) for name, arn in arns.items()},
        **_rest(arns, region),
        **_socket(arns, region),
    }
    outputs = {name: {"Value": {"Ref": name}} for name in ("RestApi", "SocketApi")}
    return {"Resources": resources, "Outputs": outputs}


def _rest(arns: Mapping[str, Any], region: str) -> dict[str, Any]:
    return {
        "RestApi": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Name": "faulty", "Body": _document(arns, region)},
        },
        "RestDeployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": {"Ref": "RestApi"}, "StageName": STAGE},
        },
    }


def _socket(arns: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The product's own sockets behind the careless authorizer."""
    api = {"ApiId": {"Ref": "SocketApi"}}
    route = {**api, "Target": {"Fn::Sub": "integrations/${SocketIntegration}"}}
    guard = {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "SocketAuthorizer"}}
    parts: dict[str, tuple[str, dict[str, Any]]] = {
        "SocketApi": ("Api", {"Name": "faulty", "ProtocolType": "WEBSOCKET",
                              "RouteSelectionExpression": "$request.body.type"}),
        "SocketAuthorizer": ("Authorizer", {**api, "Name": "careless",
                                            "AuthorizerType": "REQUEST",
                                            "IdentitySource": ["route.request.querystring.ticket"],
                                            "AuthorizerUri": _uri(arns["Careless"], region)}),
        "SocketIntegration": ("Integration", {**api, "IntegrationType": "AWS_PROXY",
                                              "IntegrationUri": _uri(arns["Socket"], region)}),
        "SocketConnect": ("Route", {**route, **guard, "RouteKey": "$connect"}),
        "SocketDefault": ("Route", {**route, "RouteKey": "$default"}),
        "SocketDisconnect": ("Route", {**route, "RouteKey": "$disconnect"}),
        "SocketStage": ("Stage", {**api, "StageName": STAGE, "AutoDeploy": True}),
    }  # fmt: skip
    return {
        name: {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": properties}
        for name, (kind, properties) in parts.items()
    }


def _document(arns: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The gateway's definition as the product's own is made, with the faults that are its own."""
    document = gateway_document(faulty_hub.app.operations, "1")
    schemes = document["components"]["securitySchemes"]
    person = json.dumps(schemes["person"])
    for name, arn in {"person": "Authorizer", "lenient": "Lenient", "generous": "Generous"}.items():
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
