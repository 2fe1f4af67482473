"""Runs handlers from the source tree, in few warm processes with a clean environment."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ministack.core import lambda_runtime, responses
from ministack.services import lambda_svc

from infra.local.cloud import mending

if TYPE_CHECKING:
    from infra.local.cloud.config import CloudConfig

SCRIPT = Path(__file__).with_name("handler_process.py")
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE")
QUEUE_SECONDS = 30.0
LOG_SECONDS = 1.0
END_OF_LOG = "END RequestId: "
# Requests get less, consumers of events this; what may take longer, nobody waits for.
WAITED_FOR_SECONDS = 30
LOG = logging.getLogger("serenity.workers")
CONFIG: CloudConfig
FREED = threading.Condition()


def environment_of(config: dict[str, Any]) -> dict[str, str]:
    """Return what a function's process may know: its own variables and what AWS always sets."""
    name = config.get("FunctionName", "")
    _, region = lambda_runtime._account_region_from_function_config(config)
    own = config.get("Environment", {}).get("Variables", {})
    return {
        **{key: os.environ[key] for key in PASSED_ON if key in os.environ},
        # Layers ship bytecode; here the first start of a handler writes it beside the state.
        "PYTHONPYCACHEPREFIX": str(CONFIG.state / "bytecode"),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{CONFIG.port}",
        "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{CONFIG.xray_port}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": os.urandom(16).hex(),
        "LAMBDA_TASK_ROOT": str(CONFIG.root),
        **lambda_runtime.execution_credentials(config),
        **{key: str(value) for key, value in own.items()},
    }


class SourceWorker(lambda_runtime.Worker):  # type: ignore[misc]
    """An execution environment that imports its handler from the source tree."""

    def _spawn(self) -> None:
        process = subprocess.Popen(
            [CONFIG.handler_python, "-u", SCRIPT],
            cwd=CONFIG.root,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, bufsize=1, env=environment_of(self.config),
        )  # fmt: skip
        self._proc: subprocess.Popen[str] | None = process
        self._stderr_queue: Queue[str] = Queue()
        self._stderr_thread = threading.Thread(target=self._read_stderr, daemon=True)
        self._stderr_thread.start()
        try:
            self._load(process)
        except BaseException:
            self._proc = None
            process.kill()
            process.wait()
            raise
        self._start_time = time.time()

    def _load(self, process: subprocess.Popen[str]) -> None:
        """Name the handler to the process and wait until it is imported."""
        module, handler = self.config["Handler"].rsplit(".", 1)
        init = {
            "module": module.replace("/", "."),
            "handler": handler,
            "function_name": self.config.get("FunctionName", ""),
            "memory": self.config.get("MemorySize", 128),
            "arn": self.config.get("FunctionArn", ""),
        }
        assert process.stdin is not None  # noqa: S101 - opened as a pipe
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        process.stdin.write(json.dumps(init) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process ended at once"}
        if answer.get("status") != "ready":
            raise RuntimeError(f"{module} cannot be imported: {answer.get('error')}")

    def _drain_stderr_bounded(self, *_: Any, **__: Any) -> str:
        """Return the log of the invocation: all up to the line that ends it."""
        lines: list[str] = []
        deadline = time.monotonic() + LOG_SECONDS
        while True:
            try:
                line = self._stderr_queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                break
            if END_OF_LOG in line:
                break  # the cloud writes this line itself
            lines.append(line)
        return "\n".join(lines)


def worker_class(original: Any, config: dict[str, Any]) -> Any:
    """Choose our worker for Python functions."""
    return SourceWorker if config.get("Runtime", "").startswith("python") else original(config)


def acquire(
    original: Any, name: str, config: dict[str, Any], code: bytes,
    qualifier: str = "$LATEST", max_concurrency: int | None = None,  # noqa: ARG001 - their shape
) -> Any:  # fmt: skip
    """Lease a process, waiting for a free one when the function has its share already.

    A nested call may exceed the share: it would otherwise wait for its own caller.
    """
    deadline = time.monotonic() + QUEUE_SECONDS
    nested = max(0, int(lambda_svc._invoke_depth.get() or 0) - 1)
    share = CONFIG.max_workers * (1 + nested)
    while True:
        worker, reason = original(name, config, code, qualifier=qualifier, max_concurrency=share)
        left = deadline - time.monotonic()
        if worker is not None or left <= 0:
            return worker, reason
        with FREED:
            FREED.wait(min(left, 0.05))


def release(original: Any, worker: Any) -> None:
    """Give a process back; end it when its function was recycled meanwhile."""
    original(worker)
    with FREED:
        FREED.notify()
    if worker is not None and getattr(worker, "outdated", False):
        lambda_runtime.kill_workers([worker])


def recycle() -> int:
    """Let every function start afresh from the sources; running invocations end in peace."""
    with lambda_runtime._lock:
        workers = [worker for pool in lambda_runtime._workers.values() for worker in pool]
        lambda_runtime._workers.clear()
        idle = [worker for worker in workers if not worker.in_use]
        for worker in workers:
            worker.outdated = worker.in_use
    lambda_runtime.kill_workers(idle)
    return len(workers)


def warm() -> None:
    """Start one process of each function that a person may wait for, one after the other."""
    consumers = {
        mapping["FunctionArn"].rpartition(":")[2] for _, mapping in lambda_svc._esms.all_items()
    }
    for (account, region, name), function in list(lambda_svc._functions.all_items()):
        config = function["config"]
        if int(config.get("Timeout", 3)) > WAITED_FOR_SECONDS:
            continue
        responses._request_account_id.set(account)
        responses._request_region.set(region)
        qualifier = config.get("Version", "$LATEST")
        worker, _ = lambda_svc.acquire_worker(
            name, config, function.get("code_zip"), qualifier=qualifier
        )
        if worker is None:
            continue
        try:
            lambda_runtime.ensure_spawned(worker)
        except (RuntimeError, OSError, ValueError) as error:
            LOG.warning("%s does not start: %s", name, error)
        finally:
            lambda_svc.release_worker(worker)
        if name in consumers:
            # An empty batch builds what the first message would otherwise wait for.
            lambda_svc._execute_function_warm(function, {"Records": []}, str(uuid4()))


def execute(original: Any, function: dict[str, Any], event: Any, request_id: str) -> Any:
    """Run a handler; an exception keeps its own type and does not cost the process."""
    result = original(function, event, request_id)
    body = result.get("body")
    if isinstance(body, dict) and "__lambda_error__" in body:
        error = body["__lambda_error__"]
        return {"body": error, "error": True, "log": result.get("log", "")}
    return result


def mend(config: CloudConfig) -> None:
    """Put our way of running handlers in place."""
    global CONFIG  # noqa: PLW0603 - one cloud per process, known only at start
    CONFIG = config
    needed = ("Worker", "kill_workers", "_workers", "_lock", "execution_credentials")
    mending.require(lambda_runtime, *needed, "_account_region_from_function_config")
    mending.require(lambda_runtime.Worker, "_spawn", "_read_stderr", "invoke")
    mending.require(lambda_runtime.Worker, "_drain_stderr_bounded")
    mending.require(
        lambda_svc, "_esms", "_invoke_depth", "_execute_function_warm", "acquire_worker"
    )
    mending.require(lambda_svc, "_functions", "release_worker")
    mending.require(lambda_runtime, "ensure_spawned")
    mending.require(responses, "_request_account_id", "_request_region")
    mending.wrap(lambda_runtime, "_worker_class_for", worker_class)
    mending.wrap(lambda_svc, "acquire_worker", acquire)
    mending.wrap(lambda_svc, "release_worker", release)
    mending.wrap(lambda_svc, "_execute_function_warm", execute)
