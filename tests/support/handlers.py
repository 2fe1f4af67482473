"""Execution environments of functions: processes that can be killed, and pools that renew them."""

from __future__ import annotations

import json
import queue
import random
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from infra.local.stack import ROOT

SCRIPT = ROOT / "infra" / "local" / "cloud" / "handler_process.py"
START_SECONDS = 60.0
TIME_LIMIT = 10.0  # the template's; a request that takes longer is ended


class Lost(Exception):
    """No answer came: whether the request had its effect is unknown."""


class HandlerProcess:
    """One environment of one handler; started on its first invocation and after each end."""

    def __init__(self, handler: str, environment: Mapping[str, str], log: Path) -> None:
        self.busy = False
        self._module, self._name = handler.rsplit(".", 1)
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until its handler is imported."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-u", SCRIPT], cwd=ROOT, env=self._environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        init = {"module": self._module, "handler": self._name, "function_name": self._name}
        ready = self._ask({**init, "memory": 512, "arn": ""}, START_SECONDS)
        assert ready["status"] == "ready", ready

    def invoke(self, event: Any) -> Any:
        """Hand an event to the handler; answers what it returns.

        Raises:
            Lost: when the process ends or takes too long.
            AssertionError: when the handler raises.
        """
        self.busy = True
        try:
            context = {"request_id": str(uuid4()), "timeout_ms": int(TIME_LIMIT * 1000)}
            answer = self._exchange({"event": event, "ctx": context})
        except (OSError, ValueError) as error:
            self.close()
            raise Lost from error
        finally:
            self.busy = False
        result = answer["result"]
        failed = isinstance(result, dict) and "__lambda_error__" in result
        assert not failed, f"{self._module}.{self._name} raised {result}"
        return result

    def kill(self) -> bool:
        """End the process at once, as a crash would; False when there is none."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True

    def close(self) -> None:
        """End the process and see it gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _exchange(self, message: Mapping[str, Any]) -> Any:
        if self._process is None:
            self.start()
        return self._ask(message, TIME_LIMIT)

    def _ask(self, message: Mapping[str, Any], seconds: float) -> Any:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], seconds)[0]:
            raise TimeoutError
        return json.loads(process.stdout.readline())


class HandlerPool:
    """As many environments of a function as may run at once."""

    def __init__(self, handler: str, environment: Mapping[str, str], log: Path, size: int) -> None:
        self._all = [HandlerProcess(handler, environment, log) for _ in range(size)]
        self._free: queue.Queue[HandlerProcess] = queue.Queue()
        for process in self._all:
            self._free.put(process)

    def start(self) -> None:
        """Start every environment, all at once."""
        with ThreadPoolExecutor(len(self._all)) as starters:
            list(starters.map(HandlerProcess.start, self._all))

    def invoke(self, event: Any) -> Any:
        """Invoke in the next free environment; raises as `HandlerProcess.invoke`."""
        process = self._free.get()
        try:
            return process.invoke(event)
        finally:
            self._free.put(process)

    def invoke_twice(self, event: Any) -> tuple[Any, bool]:
        """Invoke in two environments at once; answers one answer, and whether there was a twin."""
        try:
            other = self._free.get_nowait()
        except queue.Empty:
            return self.invoke(event), False
        twin = threading.Thread(target=self._twin, args=(other, event))
        twin.start()
        try:
            return self.invoke(event), True
        finally:
            twin.join()

    def _twin(self, process: HandlerProcess, event: Any) -> None:
        try:
            with suppress(Lost):
                process.invoke(event)
        finally:
            self._free.put(process)

    def kill_one(self, chance: random.Random) -> bool:
        """Kill an environment, a busy one if there is any; False when none runs."""
        busy = [process for process in self._all if process.busy]
        return chance.choice(busy or self._all).kill()

    def close(self) -> None:
        """End every environment."""
        for process in self._all:
            process.close()
