"""Setting up says in one line what is missing, leaves nothing behind, and is quick when done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.local import making, prerequisites, setup
from infra.local.prerequisites import ROOT, SetupError


class Usage(NamedTuple):
    """What the disk says of itself."""

    total: int
    used: int
    free: int


def run(*steps: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = [sys.executable, "-m", "infra.local.setup", *steps]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def program(folder: Path, name: str, prints: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {prints}\n")
    file.chmod(0o755)


def test_what_is_done_costs_little() -> None:
    # The same interpreter as `make` uses: another one would count as a change.
    python = (ROOT / ".venv" / "bin" / "python").resolve()
    command = [shutil.which("python3") or str(python), "-m", "infra.local.setup", "cloud"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    begun = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert time.monotonic() - begun < 0.6


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SetupError, match=r"3\.11 or newer is needed, this is 3\.10\.4"):
        prerequisites.check_python()


@pytest.mark.parametrize(
    ("have", "said"),
    [({}, "Node.js is missing"), ({"node": "v18.19.0"}, "this is v18.19.0"),
     ({"node": "v20.18.3"}, "this is v20.18.3"), ({"node": "v22.1.0"}, "npm is missing"),
     ({"node": "nonsense"}, "this is nonsense")],
)  # fmt: skip
def test_a_missing_or_old_node_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, have: dict[str, str], said: str
) -> None:
    for name, prints in have.items():
        program(tmp_path, name, prints)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError) as refused:
        prerequisites.check_node()
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_taken_port_is_named_before_anything_is_made() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("port", PORT=str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"Port {port} is taken" in done.stderr
    assert "PORT=" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_an_impossible_port_is_refused(port: str) -> None:
    done = run("port", PORT=port)
    assert done.returncode == 1
    assert "PORT must be a number" in done.stderr


def test_an_unknown_step_is_refused() -> None:
    assert run("everything").returncode == 1
    assert run().returncode == 1


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 5 * 2**20))
    with pytest.raises(SetupError, match=r"100 MB are needed in .*, 5 MB are free"):
        prerequisites.check_space(100)


def test_a_disk_that_fills_up_meanwhile_is_named() -> None:
    command: list[str | Path] = ["sh", "-c", "echo 'cp: No space left on device' >&2; exit 1"]
    with pytest.raises(SetupError, match="No disk space left while copying"):
        making.execute("copying", command)


def test_the_line_that_tells_most_is_shown() -> None:
    said = "note: one\nerror during build:\nerror: it is broken\nat line 3"
    assert making.telling_line(said) == "error: it is broken"
    assert making.telling_line("WARN old\nfirst load is too large\nnpm error code 1") == (
        "first load is too large"
    )
    assert making.telling_line("") == "no message"


def test_a_failed_environment_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "app.lock"
    lock.write_text("no-such-package-of-ours==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(making, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(setup, "EDITABLE", ())
    monkeypatch.setattr(setup, "uv", lambda: ROOT / ".venv" / "bin" / "uv")
    with pytest.raises(SetupError, match="Failed installing the Python packages"):
        setup.Environment("app").make()
    assert [entry.name for entry in tmp_path.iterdir()] == ["app.lock"]


def test_everything_needed_is_asked_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []

    def no_node() -> int:
        raise SetupError("Node.js is missing")

    steps = {
        "app": setup.Step(lambda: 1, lambda: made.append("app")),
        "build": setup.Step(no_node, lambda: made.append("build")),
    }
    monkeypatch.setattr(setup, "STEPS", steps)
    assert setup.main(["app", "build"]) == 1
    assert made == []
    assert capsys.readouterr().err == "serenity: Node.js is missing\n"


def test_an_environment_of_another_python_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    environment = setup.Environment("cloud")
    assert not environment.is_usable()
    python = tmp_path / ".venv-cloud" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    facts = tmp_path / ".venv-cloud" / "pyvenv.cfg"
    facts.write_text("home = /usr/bin\nversion_info = 3.10.4\n")
    assert not environment.is_usable()
    version = ".".join(map(str, sys.version_info[:3]))
    facts.write_text(f"home = /usr/bin\nversion_info = {version}\n")
    assert environment.is_usable()
    python.unlink()
    assert not environment.is_usable()


def test_the_installer_is_locked_once() -> None:
    pins = {
        line.split(" ")[0]
        for name in ("app", "bootstrap")
        for line in (ROOT / "infra" / "requirements" / f"{name}.lock").read_text().splitlines()
        if line.startswith("uv==")
    }
    assert len(pins) == 1


def test_locks_have_hashes_and_name_no_host() -> None:
    for lock in (ROOT / "infra" / "requirements").glob("*.lock"):
        text = lock.read_text()
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)
