"""The stacks as CloudFormation makes them for a stage: transformed, nothing conditional."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from functools import lru_cache
from typing import Any

from infra.local.packaging import ROOT, Package, read_template
from tests.support.templates import TOOLS

REGION, ACCOUNT = "eu-central-1", "123456789012"
NESTED = "AWS::CloudFormation::Stack"
STAGES: dict[str, dict[str, str]] = {
    "local": {"Stage": "local", "CloudUrl": "http://127.0.0.1:1", "DatabasePassword": "local"},
    "dev": {"Stage": "dev", "PublicUrl": "https://d1.cloudfront.net"},
    "prod": {
        "Stage": "prod",
        "PublicUrl": "https://app.example",
        "DomainName": "app.example",
        "CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/app",
        "MailIdentityArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/app.example",
        "MailFrom": "Serenity Hub <no-reply@app.example>",
        "AlarmMail": "alarms@app.example",
        **{f"{name}SignIn": "on" for name in ("Google", "Apple", "Facebook", "Amazon")},
    },
}
# How AWS names what a template makes, by type; {0} is the logical id.
ARNS = {
    "AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{0}",
    "AWS::KMS::Key": "kms:{region}:{account}:key/{0}",
    "AWS::Events::EventBus": "events:{region}:{account}:event-bus/{0}",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{0}",
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{0}",
    "AWS::StepFunctions::StateMachine": "states:{region}:{account}:stateMachine:{0}",
    "AWS::Cognito::UserPool": "cognito-idp:{region}:{account}:userpool/{0}",
    "AWS::SecretsManager::Secret": "secretsmanager:{region}:{account}:secret:{0}",
    "AWS::RDS::DBCluster": "secretsmanager:{region}:{account}:secret:{0}",
    "AWS::RDS::DBProxy": "rds:{region}:{account}:db-proxy:{0}",
    "AWS::IAM::ManagedPolicy": "iam::{account}:policy/{0}",
}
NAMED_BY_ARN = {
    "AWS::StepFunctions::StateMachine", "AWS::SecretsManager::Secret", "AWS::IAM::ManagedPolicy",
}  # fmt: skip

FUNCTION = re.compile(r"Ref|Fn::\w+")
PSEUDO = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT}

Stack = dict[str, Any]


def templates() -> dict[str, Any]:
    """The root template as it is packaged, and the nested ones by logical id, before any change."""
    package = Package("https://s3.amazonaws.com")
    named = read_template(ROOT / "template.yaml")["Resources"]
    return {
        "root": json.loads(package.files[package.url.rpartition("/")[2]]),
        "nested": {
            name: read_template(ROOT / resource["Properties"]["TemplateURL"])
            for name, resource in named.items()
            if resource["Type"] == NESTED
        },
    }


def transformed(stage: str, given: dict[str, Any]) -> dict[str, Stack]:
    """Every stack of a stage, the root as "Root", made of the given templates."""
    request = {**given, "parameters": STAGES[stage], "region": REGION, "account": ACCOUNT}
    done = subprocess.run(
        [TOOLS / "python", ROOT / "tests" / "support" / "transform.py"],
        input=json.dumps(request), capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Stack] = json.loads(done.stdout)
    return found


@lru_cache(maxsize=len(STAGES))
def _stacks(stage: str) -> dict[str, Stack]:
    return transformed(stage, templates())


def stacks(stage: str) -> dict[str, Stack]:
    """Every stack of a stage as a copy that may be changed."""
    return copy.deepcopy(_stacks(stage))


def arn(kind: str, name: str) -> str:
    """A name like AWS's for a resource of a template."""
    return "arn:aws:" + ARNS[kind].format(name, region=REGION, account=ACCOUNT)


class Names:
    """Finds what the functions that are left in stacks stand for, as names like AWS's."""

    def __init__(self, found: dict[str, Stack]) -> None:
        self._stacks = found

    def text(self, node: Any, stack: str = "Root") -> str:
        """The text that a value of a stack becomes."""
        if isinstance(node, str):
            return node
        ((function, value),) = node.items()
        if function == "Ref":
            return self._ref(value, stack)
        if function == "Fn::GetAtt":
            owner, attribute = value if isinstance(value, list) else value.split(".", 1)
            return self._attribute(owner, attribute, stack)
        if function == "Fn::Sub":
            return self._sub(value, stack)
        if function == "Fn::Select":
            return self._list(value[1], stack)[int(value[0])]
        if function == "Fn::Join":
            return str(value[0]).join(self._list(value[1], stack))
        raise AssertionError(f"{function} is not known here")

    def filled_in(self, node: Any, stack: str) -> Any:
        """A part of a stack with texts in place of functions."""
        if isinstance(node, list):
            return [self.filled_in(each, stack) for each in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1 and FUNCTION.fullmatch(next(iter(node))):
            return self.text(node, stack)
        return {key: self.filled_in(each, stack) for key, each in node.items()}

    def _ref(self, name: str, stack: str) -> str:
        if name in PSEUDO:
            return PSEUDO[name]
        parameters = self._stacks[stack]["Parameters"]
        if name in parameters:
            return str(parameters[name]["Default"])
        kind = self._stacks[stack]["Resources"].get(name, {}).get("Type")
        return arn(kind, name) if kind in NAMED_BY_ARN else name

    def _attribute(self, owner: str, attribute: str, stack: str) -> str:
        kind = self._stacks[stack]["Resources"][owner]["Type"]
        if kind == NESTED:
            output = attribute.removeprefix("Outputs.")
            return self.text(self._stacks[owner]["Outputs"][output]["Value"], owner)
        return arn(kind, owner) if attribute.endswith("Arn") else f"{owner}.{attribute}"

    def _sub(self, value: Any, stack: str) -> str:
        text, own = (value, {}) if isinstance(value, str) else value

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return self.text(own[name], stack)
            owner, _, attribute = name.partition(".")
            return self._attribute(owner, attribute, stack) if attribute else self._ref(name, stack)

        return re.sub(r"\$\{([\w:.]+)\}", replace, text)

    def _list(self, node: Any, stack: str) -> list[str]:
        if isinstance(node, dict) and "Fn::Split" in node:
            separator, text = node["Fn::Split"]
            return self.text(text, stack).split(separator)
        return [self.text(each, stack) for each in node]


def policies(found: dict[str, Stack]) -> dict[str, dict[str, Any]]:
    """Every policy that says what a role of ours may do, by `stack.resource.policy`."""
    names, policies_found = Names(found), {}
    for stack, template in found.items():
        for name, resource in template["Resources"].items():
            properties = resource.get("Properties", {})
            documents = {}
            if resource["Type"] == "AWS::IAM::Role":
                inline = properties.get("Policies", [])
                documents = {each["PolicyName"]: each["PolicyDocument"] for each in inline}
            elif resource["Type"] in {"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"}:
                documents = {"policy": properties["PolicyDocument"]}
            for label, document in documents.items():
                policies_found[f"{stack}.{name}.{label}"] = names.filled_in(document, stack)
    return policies_found
