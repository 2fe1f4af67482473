"""Brings failed events back to their consumers: `python -m infra.redrive --stage dev --move`.

Without `--move` it only says what waits where. Consumers take each event once, so an event that
comes twice does no harm; therefore a message leaves the dead-letter queue only after its own queue
has accepted it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.stack import REGION, state_home

DEAD = "DeadLetterQueueUrl"
PORTION = 10  # SQS takes ten messages a call
HIDDEN_SECONDS = 60  # a message that could not be moved shows up again after that
QUIET_SECONDS = 2
TASK_SECONDS = 15 * 60
ENDED = frozenset({"COMPLETED", "CANCELLED", "FAILED"})
UNKNOWN_ACTIONS = frozenset({"InvalidAction", "UnknownOperationException"})


class RedriveError(RuntimeError):
    """Something could not be moved; the message says what, and nothing was lost."""


@dataclass(frozen=True)
class Pair:
    """A consumer's queue and the one where its failures wait."""

    name: str
    queue: str
    dead: str


def pairs(outputs: Mapping[str, str]) -> list[Pair]:
    """The pairs that a stack's outputs name.

    Raises:
        RedriveError: when there is none.
    """
    names = [key.removesuffix(DEAD) for key in outputs if key.endswith(DEAD)]
    found = [Pair(n, outputs[f"{n}QueueUrl"], outputs[f"{n}{DEAD}"]) for n in sorted(names)]
    if not found:
        raise RedriveError("The stack names no dead-letter queue.")
    return found


def waiting(sqs: Any, url: str) -> int:
    """How many messages a queue holds, those in somebody's hands included."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def move(sqs: Any, pair: Pair) -> int:
    """Bring everything back; answers how many messages were moved.

    Raises:
        RedriveError: when some stay; they are still in the dead-letter queue.
    """
    try:
        task = sqs.start_message_move_task(
            SourceArn=_arn(sqs, pair.dead), DestinationArn=_arn(sqs, pair.queue)
        )
    except ClientError as error:
        if error.response["Error"]["Code"].rpartition("#")[2] not in UNKNOWN_ACTIONS:
            raise
        return sum(_move_by_hand(sqs, pair))  # the local cloud has no such tasks
    return _follow(sqs, pair, task["TaskHandle"])


def _arn(sqs: Any, url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])


def _follow(sqs: Any, pair: Pair, handle: str) -> int:
    """Wait for the end of a task; SQS keeps what it could not move."""
    deadline = time.monotonic() + TASK_SECONDS
    while time.monotonic() < deadline:
        tasks = sqs.list_message_move_tasks(SourceArn=_arn(sqs, pair.dead), MaxResults=10)
        for task in tasks["Results"]:
            if task.get("TaskHandle", handle) == handle and task["Status"] in ENDED:
                if task["Status"] != "COMPLETED":
                    reason = task.get("FailureReason", task["Status"])
                    raise RedriveError(f"{pair.name}: not everything was moved: {reason}")
                return int(task["ApproximateNumberOfMessagesMoved"])
        time.sleep(QUIET_SECONDS)
    raise RedriveError(f"{pair.name}: still moving after {TASK_SECONDS} s; ask again later.")


def _move_by_hand(sqs: Any, pair: Pair) -> Iterator[int]:
    """Portion by portion: first into the queue, then out of the dead-letter queue."""
    while True:
        received = sqs.receive_message(
            QueueUrl=pair.dead,
            MaxNumberOfMessages=PORTION,
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=QUIET_SECONDS,
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not received:
            break
        entries = [_entry(number, message) for number, message in enumerate(received)]
        sent = sqs.send_message_batch(QueueUrl=pair.queue, Entries=entries)
        done = [received[int(each["Id"])] for each in sent.get("Successful", [])]
        if done:
            sqs.delete_message_batch(
                QueueUrl=pair.dead,
                Entries=[
                    {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
                    for n, message in enumerate(done)
                ],
            )
        yield len(done)
        if len(done) < len(received):
            raise RedriveError(f"{pair.name}: {len(received) - len(done)} messages were refused.")
    if left := waiting(sqs, pair.dead):
        raise RedriveError(
            f"{pair.name}: {left} messages are in other hands; ask again in a minute."
        )


def _entry(number: int, message: Mapping[str, Any]) -> dict[str, Any]:
    entry = {"Id": str(number), "MessageBody": message["Body"]}
    attributes = {
        name: {key: value for key, value in given.items() if not key.endswith("ListValues")}
        for name, given in message.get("MessageAttributes", {}).items()
    }
    return entry | ({"MessageAttributes": attributes} if attributes else {})


def redrive(session: Any, stack: str, *, moving: bool) -> Iterator[str]:
    """Say what waits in each dead-letter queue, and bring it back if asked to."""
    found = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
    sqs = session.client("sqs")
    for pair in pairs(outputs):
        count = waiting(sqs, pair.dead)
        if moving and count:
            yield f"{pair.name}: {move(sqs, pair)} of {count} brought back"
        else:
            yield f"{pair.name}: {count} failed"


def session_for(stage: str, region: str) -> tuple[Any, str]:
    """A session of the stage's cloud, and the name of its stack.

    Raises:
        RedriveError: when it is the local one and has never been started.
    """
    if stage != "local":
        return boto3.Session(region_name=region), f"serenity-{stage}"
    ports = state_home() / "ports.json"
    if not ports.exists():
        raise RedriveError("There is no local cloud yet: make run starts one.")
    return LocalSession(f"http://127.0.0.1:{json.loads(ports.read_text())['cloud']}"), "serenity"


class LocalSession:
    """Makes clients of a local cloud, which takes any credentials."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: Any = boto3.Session("test", "test", region_name=REGION)

    def client(self, service: str) -> Any:
        """A client of one of its services."""
        return self._session.client(service, endpoint_url=self._url)


def main(arguments: list[str]) -> int:
    """Carry out the command; answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description=__doc__)
    parser.add_argument("--stage", default="local", choices=["local", "dev", "prod"])
    parser.add_argument("--region", default=REGION)
    parser.add_argument("--move", action="store_true", help="bring the messages back")
    given = parser.parse_args(arguments)
    try:
        session, stack = session_for(given.stage, given.region)
        for line in redrive(session, stack, moving=given.move):
            print(line)  # noqa: T201 - a command talks
    except (RedriveError, BotoCoreError, ClientError) as error:
        print(f"serenity: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
