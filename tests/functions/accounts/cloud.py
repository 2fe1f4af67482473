"""The local cloud with the product's own tables and user pool, and the edge's social providers."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

import boto3

from infra.local import processes, services
from infra.local.edge.social.clients import credentials
from infra.local.stack import REGION, ROOT, choose_port, lay_out
from tests.support import mailbox
from tests.support.parts import unheard

CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
SOCIAL = {"CloudUrl": "", "MailIdentityArn": "", "MailFrom": ""} | dict.fromkeys(
    ("GoogleSignIn", "AppleSignIn", "FacebookSignIn", "AmazonSignIn"), "on"
)
BUS = "serenity-test"
MACHINE = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "End": True}}}


class SignInCloud:
    """A running local cloud and edge, with what accounts needs deployed from its templates."""

    def __init__(self, home: Path) -> None:
        self.layout = lay_out(home, choose_port(socket.SOCK_STREAM))
        self.outputs: dict[str, str] = {}
        self.machine = ""
        self.queue = ""
        self._events: list[dict[str, Any]] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def public_url(self) -> str:
        return self.layout.public_url

    def start(self) -> None:
        self._start(services.launch_cloud(self.layout), f"{self.layout.cloud_url}/_ministack/ready")
        self._store_secrets()
        self._deploy("data", {"Stage": "local"})
        address = {"Stage": "local", "PublicUrl": self.public_url}
        self._deploy("identity", SOCIAL | address | {"CloudUrl": self.layout.cloud_url})
        role = self.client("iam").create_role(RoleName="erasure", AssumeRolePolicyDocument="{}")
        machine = self.client("stepfunctions").create_state_machine(
            name="erasure",
            definition=json.dumps(MACHINE),
            roleArn=role["Role"]["Arn"],
        )
        self.machine = machine["stateMachineArn"]
        self._listen()
        self._start(services.launch_edge(self.layout, None), f"{self.public_url}/_local/health")

    def stop(self) -> None:
        for process in reversed(self._processes):
            processes.stop(process)

    def client(self, service: str) -> Any:
        url = self.layout.cloud_url
        make: Any = boto3.client
        return make(service, endpoint_url=url, region_name=REGION, **CREDENTIALS)

    def environment(self) -> dict[str, str]:
        """The environment variables the deployed functions have."""
        outputs = self.outputs
        tables = {
            f"{name.upper()}_TABLE": outputs[f"{name.title().replace('_', '')}Table"]
            for name in ("sessions", "login_states", "data_keys", "revocations", "idempotency")
        }
        return tables | {
            "AWS_ENDPOINT_URL": self.layout.cloud_url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "PUBLIC_URL": self.public_url,
            "APP_VERSION": "9.9.9",
            "DATA_KEY_ID": outputs["DataKeyArn"],
            "USER_POOL_ID": outputs["UserPoolId"],
            "WEB_CLIENT_ID": outputs["WebClientId"],
            "COGNITO_ISSUER": outputs["Issuer"],
            "COGNITO_JWKS_URL": outputs["JwksUrl"],
            "COGNITO_PUBLIC_URL": outputs["SignInUrl"],
            "COGNITO_TOKEN_URL": outputs["TokenUrl"],
            "SOCIAL_PROVIDERS": outputs["SocialProviders"],
            "ERASURE_STATE_MACHINE_ARN": self.machine,
            "EVENT_BUS_NAME": BUS,
            "MAIL_FROM": outputs["MailFrom"],
        }

    def code_for(self, email: str) -> str:
        """The newest code mailed to an address."""
        return mailbox.code_for(self.layout.cloud_url, email)

    def mail_for(self, email: str) -> list[dict[str, Any]]:
        """Every mail to an address, oldest first."""
        return mailbox.mail_for(self.layout.cloud_url, email)

    def _start(self, process: subprocess.Popen[bytes], address: str) -> None:
        self._processes.append(unheard(process))
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(address, timeout=2).close()
            except OSError:
                assert time.monotonic() < deadline, f"{address} does not answer"
                time.sleep(0.1)
            else:
                return

    def events_of(self, person: str) -> list[dict[str, Any]]:
        """What the bus carried about a person."""
        answer: dict[str, Any] = {"Messages": [{}]}
        while answer.get("Messages"):
            answer = self.client("sqs").receive_message(
                QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            self._events += [json.loads(m["Body"]) for m in answer.get("Messages", [])]
        return [each for each in self._events if each["detail"]["user_id"] == person]

    def _listen(self) -> None:
        events, sqs = self.client("events"), self.client("sqs")
        events.create_event_bus(Name=BUS)
        self.queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])
        pattern = json.dumps({"source": ["serenity.accounts"]})
        events.put_rule(Name="all", EventBusName=BUS, EventPattern=pattern)
        target = {"Id": "heard", "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule="all", EventBusName=BUS, Targets=[target])

    def _store_secrets(self) -> None:
        secrets = self.client("secretsmanager")
        for slug, found in credentials(self.layout.home).items():
            name = f"serenity/local/social/{slug}"
            secrets.create_secret(Name=name, SecretString=json.dumps(asdict(found)))

    def _deploy(self, name: str, values: dict[str, str]) -> None:
        formation = self.client("cloudformation")
        formation.create_stack(
            StackName=name,
            TemplateBody=(ROOT / "infra" / f"{name}.yaml").read_text(),
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        )
        status = "IN_PROGRESS"
        while status.endswith("IN_PROGRESS"):
            time.sleep(0.1)
            stack = formation.describe_stacks(StackName=name)["Stacks"][0]
            status = stack["StackStatus"]
        assert status == "CREATE_COMPLETE", stack
        self.outputs |= {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
