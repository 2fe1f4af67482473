"""A small application that uses each part of the cloud that the product depends on."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

BUCKET = "probe-artifacts"
SAM = "AWS::Serverless-2016-10-31"
VERSION = "2010-09-09"
HANDLERS = "tests.infra.local.cloud.probe_handlers"


def function(handler: str, **more: Any) -> dict[str, Any]:
    """A function that runs a handler of the source tree."""
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Handler": f"{HANDLERS}.{handler}",
            "Runtime": "python3.12",
            "CodeUri": f"s3://{BUCKET}/code.zip",
            "Tracing": "Active",
            "Timeout": 10,
            **more,
        },
    }


def invocation(name: str) -> dict[str, str]:
    """The address at which API Gateway invokes a function."""
    prefix = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    return {"Fn::Sub": f"{prefix}${{{name}}}/invocations"}


def problem(status: int) -> dict[str, Any]:
    """What the gateway itself answers."""
    body = {"type": "about:blank", "status": status}
    return {
        "statusCode": status,
        "responseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
        "responseTemplates": {"application/json": json.dumps(body)},
    }


def open_api(routes: tuple[str, ...] = ("/v1/open",)) -> dict[str, Any]:
    """The document that the API is made from: open routes, and one behind the authorizer."""
    proxy = {"type": "aws_proxy", "httpMethod": "POST", "uri": invocation("EchoArn")}
    public = {"responses": {}, "x-amazon-apigateway-integration": proxy}
    guarded = {**public, "security": [{"session": []}]}
    authorizer = {
        "type": "request",
        "authorizerResultTtlInSeconds": 0,
        "identitySource": "",
        "authorizerUri": invocation("AuthorizeArn"),
    }
    scheme = {
        "type": "apiKey",
        "name": "Unused",
        "in": "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": authorizer,
    }
    return {
        "openapi": "3.0.1",
        "info": {"title": "probe", "version": "1"},
        "paths": {
            **{route: {"get": public} for route in routes},
            "/v1/people/{id}": {"post": guarded},
        },
        "components": {"securitySchemes": {"session": scheme}},
        "x-amazon-apigateway-gateway-responses": {
            "UNAUTHORIZED": problem(401),
            "ACCESS_DENIED": problem(403),
            "INTEGRATION_FAILURE": problem(503),
        },
    }


def api_template() -> dict[str, Any]:
    """A nested template with transforms of its own."""
    included = {"Name": "AWS::Include", "Parameters": {"Location": f"s3://{BUCKET}/api.json"}}
    return {
        "AWSTemplateFormatVersion": VERSION,
        "Transform": SAM,
        "Parameters": {"EchoArn": {"Type": "String"}, "AuthorizeArn": {"Type": "String"}},
        "Resources": {
            "Api": {
                "Type": "AWS::Serverless::Api",
                "Properties": {
                    "StageName": "live",
                    "DefinitionBody": {"Fn::Transform": included},
                },
            }
        },
        "Outputs": {"Id": {"Value": {"Ref": "Api"}}},
    }


def queues() -> dict[str, Any]:
    """A bus whose events reach a function through a queue that gives up after two tries."""
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 2}
    source = {
        "Type": "SQS",
        "Properties": {
            "Queue": {"Fn::GetAtt": ["Queue", "Arn"]},
            "BatchSize": 5,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    }
    return {
        "Take": function("take", Events={"Queue": source}),
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"VisibilityTimeout": 1, "RedrivePolicy": redrive},
        },
        "Idle": {"Type": "AWS::SQS::Queue"},
        "Dead": {"Type": "AWS::SQS::Queue"},
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "probe"}},
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventBusName": {"Ref": "Bus"},
                "EventPattern": {"source": ["serenity.probe"]},
                "Targets": [{"Id": "queue", "Arn": {"Fn::GetAtt": ["Idle", "Arn"]}}],
            },
        },
    }


def socket_api() -> dict[str, Any]:
    """A WebSocket API that asks for a ticket."""
    api = {"ApiId": {"Ref": "Socket"}}
    route = {**api, "Target": {"Fn::Sub": "integrations/${SocketEcho}"}}
    guarded = {**route, "AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "SocketTicket"}}
    properties: dict[str, tuple[str, dict[str, Any]]] = {
        "Socket": ("Api", {"Name": "probe", "ProtocolType": "WEBSOCKET",
                           "RouteSelectionExpression": "$request.body.action"}),
        "SocketTicket": ("Authorizer", {**api, "Name": "ticket", "AuthorizerType": "REQUEST",
                                        "IdentitySource": ["route.request.querystring.ticket"],
                                        "AuthorizerUri": invocation("Authorize.Arn")}),
        "SocketEcho": ("Integration", {**api, "IntegrationType": "AWS_PROXY",
                                       "IntegrationUri": invocation("Echo.Arn")}),
        "SocketConnect": ("Route", {**guarded, "RouteKey": "$connect"}),
        "SocketDefault": ("Route", {**route, "RouteKey": "$default"}),
        "SocketDeployment": ("Deployment", api),
        "SocketStage": ("Stage", {**api, "StageName": "live",
                                  "DeploymentId": {"Ref": "SocketDeployment"}}),
    }  # fmt: skip
    resources = {
        name: {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": values}
        for name, (kind, values) in properties.items()
    }
    resources["SocketDeployment"]["DependsOn"] = ["SocketConnect", "SocketDefault"]
    return resources


def sign_in() -> dict[str, Any]:
    """A user pool with a social provider."""
    details = {
        "client_id": "probe-client",
        "client_secret": "probe-secret",
        "oidc_issuer": "http://127.0.0.1:9/social",
        "authorize_url": "http://127.0.0.1:9/social/authorize",
        "token_url": "http://127.0.0.1:9/social/token",
        "authorize_scopes": "openid email",
    }
    pool = {"Ref": "Pool"}
    return {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]},
        },
        "Google": {
            "Type": "AWS::Cognito::UserPoolIdentityProvider",
            "Properties": {"UserPoolId": pool, "ProviderName": "Google", "ProviderType": "OIDC",
                           "ProviderDetails": details, "AttributeMapping": {"email": "email"}},
        },
        "Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "DependsOn": ["Google"],
            "Properties": {
                "UserPoolId": pool,
                "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
                "CallbackURLs": ["http://localhost:8000/back"],
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "SupportedIdentityProviders": ["COGNITO", "Google"],
            },
        },
    }  # fmt: skip


def storage() -> dict[str, Any]:
    """A table whose items expire, and a key."""
    return {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "name", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "name", "KeyType": "HASH"}],
                "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            },
        },
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}},
    }


def workflow() -> dict[str, Any]:
    """A state machine that waits in a function, and knows the function's own error by name."""
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": {"Fn::GetAtt": ["Echo", "Arn"]}, "Payload.$": "$"},
        "Catch": [{"ErrorEquals": ["OwnError"], "Next": "Caught"}],
        "End": True,
    }
    caught = {"Type": "Pass", "Result": "caught", "End": True}
    definition = {"StartAt": "Call", "States": {"Call": task, "Caught": caught}}
    return {
        "Workflow": {
            "Type": "AWS::Serverless::StateMachine",
            "Properties": {
                "Definition": definition,
                "Policies": [{"LambdaInvokePolicy": {"FunctionName": {"Ref": "Echo"}}}],
            },
        }
    }


def template() -> dict[str, Any]:
    """The outermost template."""
    arns = {f"{name}Arn": {"Fn::GetAtt": [name, "Arn"]} for name in ("Echo", "Authorize")}
    nested = {"TemplateURL": f"https://s3.amazonaws.com/{BUCKET}/api-template.json"}
    resources = {
        "Echo": function("echo", Environment={"Variables": {"OWN": "value"}}),
        "Authorize": function("authorize"),
        "Rest": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {**nested, "Parameters": arns},
        },
        **queues(), **socket_api(), **sign_in(), **storage(), **workflow(),
    }  # fmt: skip
    shown = (
        "Echo",
        "Socket",
        "Queue",
        "Idle",
        "Dead",
        "Pool",
        "Client",
        "Table",
        "Key",
        "Workflow",
    )
    outputs: dict[str, Any] = {name: {"Value": {"Ref": name}} for name in shown}
    outputs["Rest"] = {"Value": {"Fn::GetAtt": ["Rest", "Outputs.Id"]}}
    return {
        "AWSTemplateFormatVersion": VERSION,
        "Transform": SAM,
        "Resources": resources,
        "Outputs": outputs,
    }


def code_archive() -> bytes:
    """An archive for CloudFormation; the code itself runs from the source tree."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README", "The code runs from the source tree.")
    return buffer.getvalue()
