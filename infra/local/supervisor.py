"""Runs the whole product in the foreground: starts its parts in order, watches and stops them."""

from __future__ import annotations

import dataclasses
import functools
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from infra.local import leftovers, processes, services
from infra.local.deploy import deploy
from infra.local.freshness import Stamp, deployment_fingerprint
from infra.local.postgres import Postgres
from infra.local.progress import step
from infra.local.seed import DEMO_SIGN_INS, seed
from infra.local.smoke import check
from infra.local.stack import Stack, choose_port, role_password
from infra.local.watching import watch_sources

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from infra.local.stack import Layout

READY_SECONDS = 120.0
RESTART_PAUSE_SECONDS = 1.0
QUICK_RESTARTS = 5
CALM_SECONDS = 60.0


class StartError(RuntimeError):
    """A part does not come up; the message says which, and where to read more."""


class Supervisor:
    """One run of the product."""

    def __init__(self, layout: Layout, *, development: bool) -> None:
        self._layout = layout
        self._postgres = Postgres(layout.home / "postgres", layout.postgres_port)
        self._vite_port = choose_port(socket.SOCK_STREAM) if development else None
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self._restarts: defaultdict[str, list[float]] = defaultdict(list)
        self._stopping = threading.Event()
        self._ready = threading.Event()

    def run(self) -> None:
        """Start everything, stay until told to stop, and stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        try:
            stack = self._start()
            self._say_ready(stack)
            post(f"{stack.cloud_url}/_serenity/warm")
            watch_sources(stack.root, self._recycle, self._stopping)
            self._watch_over()
        finally:
            self._stop()

    def _stop_soon(self, *_: Any) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        raise KeyboardInterrupt

    def _start(self) -> Stack:
        layout = self._layout
        with step("Starting the database and the local cloud"):
            self._launch("cloud")
            self._launch("edge")
            if self._vite_port:
                self._launch("vite")
            database = self._postgres.start()
            self._await("cloud", f"{layout.cloud_url}/_ministack/ready")
        stack = Stack(
            **{field.name: getattr(layout, field.name) for field in dataclasses.fields(layout)},
            database=database, role_password=role_password(layout.home),
        )  # fmt: skip
        self._deploy(stack)
        with step("Opening the door"):
            self._await("edge", f"{layout.public_url}/v1/health")
        self._seed(stack)
        return stack

    def _deploy(self, stack: Stack) -> None:
        stamp, wanted = Stamp(stack.home, "deployed"), deployment_fingerprint(stack)
        if stamp.matches(wanted):
            return
        stamp.clear()
        with step("Deploying the template"):
            deploy(stack)
            post(f"{stack.cloud_url}/_serenity/save")
        with step("Checking what was deployed"):
            check(stack)
        stamp.write(wanted)

    def _seed(self, stack: Stack) -> None:
        stamp = Stamp(stack.home, "seeded")
        if stamp.matches("demo"):
            return
        with step("Writing 180 days of two demo people"):
            seed(stack)
        stamp.write("demo")

    def _launch(self, name: str) -> None:
        vite = f"http://127.0.0.1:{self._vite_port}" if self._vite_port else None
        if name == "cloud":
            part = services.launch_cloud(self._layout)
        elif name == "edge":
            part = services.launch_edge(self._layout, vite)
        else:
            part = services.launch_vite(self._layout, self._vite_port or 0)
        self._parts[name] = part
        pids = {known: process.pid for known, process in self._parts.items()}
        leftovers.remember(self._layout.home, pids)
        threading.Thread(target=self._show_lines, args=(part, name), daemon=True).start()

    def _show_lines(self, part: subprocess.Popen[bytes], name: str) -> None:
        """Log what a part prints, and show it once the product is up."""
        assert part.stdout is not None  # noqa: S101 - `launch` opened the pipe
        with services.open_log(self._layout, f"{name}-activity") as log:
            for line in part.stdout:
                log.write(line)
                log.flush()
                if self._ready.is_set() and name != "vite":
                    print(line.decode(errors="replace").rstrip(), flush=True)

    def _await(self, name: str, address: str) -> None:
        """Wait until a part answers that all is well."""
        log = self._layout.logs / f"{name}.log"
        deadline = time.monotonic() + READY_SECONDS
        pause = 0.02
        while (trouble := what_is_wrong(address)) is not None:
            if self._parts[name].poll() is not None:
                raise StartError(f"The {name} does not start; its last words are in {log}")
            if time.monotonic() > deadline:
                raise StartError(
                    f"The {name} is not ready ({address}: {trouble}); see {log.parent}"
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def _watch_over(self) -> None:
        """Start again what ends by itself, as long as that helps."""
        while not self._stopping.wait(0.3):
            for name, part in list(self._parts.items()):
                if part.poll() is not None:
                    self._start_again(name, functools.partial(self._launch, name))
            server = self._postgres.process
            if server is not None and server.poll() is not None:
                self._start_again("database", self._postgres.start)

    def _start_again(self, name: str, start: Callable[[], object]) -> None:
        recent = [at for at in self._restarts[name] if at > time.monotonic() - CALM_SECONDS]
        self._restarts[name] = [*recent, time.monotonic()]
        if len(recent) >= QUICK_RESTARTS:
            raise StartError(f"The {name} ends again and again; see {self._layout.logs}")
        print(f"The {name} ended unexpectedly and is started again.", flush=True)
        time.sleep(RESTART_PAUSE_SECONDS)
        start()

    def _recycle(self) -> None:
        post(f"{self._layout.cloud_url}/_serenity/recycle")

    def _say_ready(self, stack: Stack) -> None:
        print(f"\nSerenity Hub is up:  {stack.public_url}\n")
        width = max(len(email) for email, _ in DEMO_SIGN_INS)
        for email, password in DEMO_SIGN_INS:
            print(f"  sign in as         {email:{width}}   {password}")
        print(f"  mailbox            {stack.public_url}/_local/mail")
        print(f"  developer page     {stack.public_url}/_local/dev")
        print(f"\nCtrl-C stops everything; what you did stays in {stack.home}.\n", flush=True)
        self._ready.set()

    def _stop(self) -> None:
        self._stopping.set()
        for name in ("edge", "vite", "cloud"):
            if name in self._parts:
                processes.stop(self._parts[name])
        self._postgres.stop()
        (self._layout.home / "children.json").unlink(missing_ok=True)


def what_is_wrong(address: str) -> str | None:
    """Return why an address does not answer that all is well, or nothing when it does."""
    try:
        with urllib.request.urlopen(address, timeout=20):  # noqa: S310 - our own address
            return None
    except urllib.error.HTTPError as error:
        return f"status {error.code}"
    except OSError as error:
        return str(error)


def post(address: str) -> None:
    """Tell one of our own parts to do something."""
    request = urllib.request.Request(address, method="POST")  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - our own address
        pass
