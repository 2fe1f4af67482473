"""One run per state folder, the same inner ports every time, and a reset that is careful."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local import __main__ as command
from infra.local import leftovers, processes, stack
from infra.local.freshness import Stamp
from infra.local.prerequisites import ROOT, SetupError


def test_inner_ports_stay_unless_somebody_took_one(tmp_path: Path) -> None:
    first = stack.inner_ports(tmp_path)
    assert stack.inner_ports(tmp_path) == first
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first["cloud"]))
        taken.listen()
        second = stack.inner_ports(tmp_path)
    assert second["cloud"] != first["cloud"]
    assert second["postgres"] == first["postgres"]


def test_a_state_folder_serves_one_run(tmp_path: Path) -> None:
    with leftovers.lock(tmp_path), pytest.raises(leftovers.AlreadyRunningError, match="already"):
        leftovers.lock(tmp_path)
    leftovers.lock(tmp_path).close()


def test_reset_refuses_while_running_and_what_is_no_state_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "diary").write_text("dear")
    with pytest.raises(SetupError, match="not a state folder"):
        command.reset(home)
    with pytest.raises(SetupError, match="not a state folder"):
        command.reset(ROOT)
    with leftovers.lock(home), pytest.raises(leftovers.AlreadyRunningError):
        command.reset(home)
    assert (home / "diary").exists()
    command.reset(home)
    assert not home.exists()


def test_a_refused_start_leaves_no_state_folder(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "PORT": port, "SERENITY_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            [sys.executable, "-m", "infra.local", "run"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("serenity: Port")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_children_end_with_a_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", f"""
import os, subprocess, time
from pathlib import Path
from infra.local.processes import spawn
child = spawn(["/bin/sleep", "60"], environment=os.environ, output=subprocess.DEVNULL)
Path({str(note)!r}).write_text(str(child.pid))
time.sleep(60)
"""])  # fmt: skip
    while not note.exists() or not note.read_text():
        time.sleep(0.05)
    child = int(note.read_text())
    wait_until(lambda: "sleep" in leftovers.command_of(child))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not leftovers.command_of(child))


def test_what_a_killed_run_left_is_ended_and_others_are_spared(tmp_path: Path) -> None:
    ours = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)", "infra.local.edge"]
    )
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        wait_until(lambda: "infra.local.edge" in leftovers.command_of(ours.pid))
        leftovers.remember(tmp_path, {"edge": ours.pid, "cloud": other.pid})
        leftovers.clean_up(tmp_path)
        assert ours.wait(5) == -signal.SIGTERM
        assert other.poll() is None
        assert not (tmp_path / "children.json").exists()
    finally:
        other.kill()
        other.wait()


def test_stopping_insists(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    stubborn = subprocess.Popen(["/bin/sh", "-c", f"trap '' TERM; touch {ready}; sleep 60 & wait"])
    wait_until(ready.exists)
    processes.stop(stubborn, seconds=0.3)
    assert stubborn.poll() == -signal.SIGKILL


def test_a_stamp_matches_what_it_was_written_for(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path, "deployed")
    assert not stamp.matches("one")
    stamp.write("one")
    assert stamp.matches("one")
    assert not stamp.matches("two")
    stamp.clear()
    assert not stamp.matches("one")


def wait_until(check: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not check():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
