"""Runs interrupted Step Functions executions again after a restart.

Stock fails them with `States.ServiceRestart`; on AWS no restart of ours would be noticed. The
steps are idempotent, as Step Functions' own retries demand, so starting over is safe.
"""

from __future__ import annotations

import contextvars
import threading
from typing import Any

from ministack.core import responses
from ministack.services import stepfunctions

from infra.local.cloud import mending

INTERRUPTED = "States.ServiceRestart"


def revive(arn: str, execution: dict[str, Any]) -> None:
    """Put an interrupted execution back to its beginning."""
    _, _, _, region, account, _ = arn.split(":", 5)
    execution.update(status="RUNNING", stopDate=None, error=None, cause=None)
    del execution["events"][1:]
    context = contextvars.copy_context()
    context.run(responses._request_account_id.set, account)
    context.run(responses._request_region.set, region)
    run = threading.Timer(1.0, context.run, (stepfunctions._run_execution, arn))
    run.daemon = True
    run.start()


def mend() -> None:
    """Revive what a stop interrupted."""
    mending.require(stepfunctions, "_executions", "_run_execution", "_restore_state")
    mending.require(responses, "_request_account_id", "_request_region")

    def restore(original: Any, data: dict[str, Any]) -> None:
        original(data)
        for _scope, execution in list(stepfunctions._executions.all_items()):
            if execution.get("error") == INTERRUPTED:
                revive(execution["executionArn"], execution)

    mending.wrap(stepfunctions, "_restore_state", restore)
