"""Saves what a request changed before the request is answered, so that `kill -9` loses nothing.

Stock saves only on a clean stop. Small services are written as a whole, atomically, when one of
their requests may have changed them; DynamoDB items go through `item_journal`; what changes without
a request, and what is large and unimportant, is written now and then by a thread.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import persistence, router
from ministack.services import cloudformation

from infra.local.cloud import mending

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.cloud.item_journal import ItemJournal

ITEMS = "dynamodb"
# What requests to a service may change.
TOUCHED = {
    "cognito-idp": ("cognito", "ses"),
    "cognito-identity": ("cognito",),
    "events": ("eventbridge", "sqs"),
    "sqs": ("sqs",),
    "kms": ("kms",),
    "secretsmanager": ("secretsmanager",),
    "ssm": ("ssm",),
    "iam": ("iam",),
    "s3": ("s3",),
    "ses": ("ses",),
    "sns": ("sns", "sqs"),
    "states": ("stepfunctions",),
    "scheduler": ("scheduler",),
    "lambda": ("lambda",),
    "apigateway": ("apigateway", "apigateway_v1"),
}
TABLE_ACTIONS = ("CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "TagResource",
                 "UntagResource", "UpdateContinuousBackups")  # fmt: skip
READING = ("Get", "List", "Describe", "Lookup", "Simulate", "Validate")
READING_OF = {
    "kms": (*READING, "Encrypt", "Decrypt", "Generate", "ReEncrypt", "Sign", "Verify"),
    # GetUserAttributeVerificationCode sends a code.
    "cognito-idp": ("AdminGet", "AdminList", "List", "Describe"),
}
# Queues, executions and schedules move on by themselves, without a request.
RESTLESS = ("sqs", "stepfunctions", "eventbridge", "scheduler", "lambda", "cognito")
HOSTED_PAGES = ("/oauth2/", "/login", "/logout")
LARGE = ("cloudwatch_logs", "cloudwatch")
LARGE_SECONDS = 60.0
JOURNAL_LIMIT = 8 * 1024 * 1024
TRIES = 20


class Saver:
    """Writes the state of services to disk when it differs from what is there."""

    def __init__(self, folder: Path, journal: ItemJournal) -> None:
        self._folder = folder
        self._journal = journal
        self._lock = threading.RLock()
        self._written: dict[str, bytes] = {}
        self.restored = threading.Event()

    def save(self, *keys: str) -> None:
        """Write the named services, once they know again what is on disk."""
        if not self.restored.is_set():
            return
        known = app._build_persistence_save_dict()
        with self._lock:
            for key in keys:
                if key in known:
                    self._write(key, known[key])

    def save_all(self) -> None:
        """Write every service."""
        self.save(*app._build_persistence_save_dict())

    def _write(self, key: str, get_state: Any) -> None:
        text = self._serialise(key, get_state)
        if text is None:
            return
        digest = hashlib.blake2b(text, digest_size=16).digest()
        if self._written.get(key) == digest:
            return
        target = self._folder / f"{key}.json"
        draft = target.with_suffix(".json.tmp")
        draft.write_bytes(text)
        draft.replace(target)
        self._written[key] = digest
        if key == ITEMS:
            self._journal.forget(self._journal.generation)

    def _serialise(self, key: str, get_state: Any) -> bytes | None:
        for attempt in range(TRIES):
            try:
                state = get_state()
                if state is None:
                    return None
                version = persistence._state_format_version(key)
                whole = {"__ministack_format__": version, "payload": state}
                return json.dumps(whole, default=persistence._json_default).encode()
            except RuntimeError:  # a thread changed the state while it was being copied
                if attempt == TRIES - 1:
                    raise
                time.sleep(0.002)
        return None

    def tidy(self) -> None:
        """Start a new journal when the present one has grown long."""
        if self._journal.size > JOURNAL_LIMIT:
            self.save(ITEMS)


def action_of(headers: dict[str, str], query: dict[str, Any], body: bytes) -> str:
    """Return the name of the requested AWS action, empty for REST-shaped services."""
    target = headers.get("x-amz-target", "")
    if target:
        return target.rsplit(".", 1)[-1]
    named = query.get("Action")
    if named:
        return str(named[0] if isinstance(named, list) else named)
    if body.startswith(b"Action=") or b"&Action=" in body[:4000]:
        return body.split(b"Action=", 1)[1].split(b"&", 1)[0].decode("ascii", "replace")
    return ""


def touched_by(service: str, method: str, action: str) -> tuple[str, ...]:
    """Return what a request may have changed."""
    reading = READING_OF.get(service, READING)
    if action.startswith(reading) or (not action and method in ("GET", "HEAD")):
        return ()
    if service == ITEMS:
        return (ITEMS,) if action in TABLE_ACTIONS else ()
    return TOUCHED.get(service, ())


class Deployments:
    """Saves everything when a deployment has ended, before anybody is told that it has.

    A deployment goes on in the background after its request was answered; who waits for it asks
    again and again how far it is.
    """

    def __init__(self, saver: Saver) -> None:
        self._saver = saver
        self._unsaved = False

    def answered(self, action: str) -> None:
        """Take note of an answered CloudFormation request."""
        if not action.startswith(READING):
            self._unsaved = True
        stacks = list(cloudformation._stacks.all_values())
        moving = any(stack["StackStatus"].endswith("_IN_PROGRESS") for stack in stacks)
        if self._unsaved and not moving:
            self._saver.save_all()
            self._unsaved = False


def mend(folder: Path, journal: ItemJournal, seconds: float) -> Saver:
    """Save before every answer, and now and then what changes by itself."""
    names = ("_dispatch_service_request", "_handle_cognito_get_request", "save_all")
    mending.require(app, *names, "_handle_cognito_body_request", "_build_persistence_save_dict")
    mending.require(app, "_load_persisted_state")
    mending.require(app, "SERVICE_NAME_ALIASES")
    mending.require(router, "detect_service")
    mending.require(cloudformation, "_stacks")
    saver = Saver(folder, journal)
    deployments = Deployments(saver)

    async def dispatch(
        original: Any,
        method: str,
        path: str,
        headers: Any,
        body: bytes,
        query: Any,
        request_id: str,
    ) -> Any:
        response = await original(method, path, headers, body, query, request_id)
        service = router.detect_service(method, path, headers, query)
        service = app.SERVICE_NAME_ALIASES.get(service, service)
        action = action_of(headers, query, body)
        if service == "cloudformation":
            deployments.answered(action)
        saver.save(*touched_by(service, method, action))
        return response

    async def hosted(original: Any, method: str, path: str, *rest: Any) -> Any:
        response = await original(method, path, *rest)
        if response is not None and path.startswith(HOSTED_PAGES):
            saver.save("cognito", "ses")
        return response

    def restore(original: Any) -> None:
        original()
        saver.restored.set()

    mending.wrap(app, "_load_persisted_state", restore)
    mending.wrap(app, "_dispatch_service_request", dispatch)
    mending.wrap(app, "_handle_cognito_get_request", hosted)
    mending.wrap(app, "_handle_cognito_body_request", hosted)
    mending.wrap(app, "save_all", lambda _original, _services: saver.save_all())
    threading.Thread(target=keep_saving, args=(saver, seconds), daemon=True).start()
    return saver


def keep_saving(saver: Saver, seconds: float) -> None:
    """Write what changes without a request, for as long as the process lives."""
    saver.restored.wait()
    last_large = time.monotonic()
    while True:
        time.sleep(seconds)
        saver.save(*RESTLESS)
        saver.tidy()
        if time.monotonic() - last_large > LARGE_SECONDS:
            saver.save(*LARGE)
            last_large = time.monotonic()
