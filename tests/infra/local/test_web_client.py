"""The web client is built again exactly when something it is made from changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from infra.local import making, web_client


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A small front end; the list grows with every build."""
    for name in ("package.json", "package-lock.json", "web/src/main.ts", "web/dist/index.html"):
        file = tmp_path / "frontend" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    (tmp_path / "frontend" / "node_modules").mkdir()
    done: list[str] = []

    def build(what: str, *_: object) -> None:
        done.append(what)

    monkeypatch.setattr(making, "ROOT", tmp_path)
    monkeypatch.setattr(web_client, "FRONTEND", tmp_path / "frontend")
    monkeypatch.setattr(web_client, "execute", build)
    monkeypatch.setattr(web_client, "install_web", lambda: None)
    return done


def test_only_a_changed_source_builds_again(builds: list[str], tmp_path: Path) -> None:
    web_client.build_web()
    web_client.build_web()
    assert len(builds) == 1
    (tmp_path / "frontend" / "web" / "dist" / "more.js").write_text("built")
    web_client.build_web()
    assert len(builds) == 1
    (tmp_path / "frontend" / "web" / "src" / "main.ts").write_text("2")
    web_client.build_web()
    assert len(builds) == 2


def test_a_lost_build_is_made_again(builds: list[str], tmp_path: Path) -> None:
    web_client.build_web()
    (tmp_path / "frontend" / "web" / "dist" / "index.html").unlink()
    web_client.build_web()
    assert len(builds) == 2


def test_a_failed_build_is_tried_again(builds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise subprocess.SubprocessError

    monkeypatch.setattr(web_client, "execute", fail)
    with pytest.raises(subprocess.SubprocessError):
        web_client.build_web()
    monkeypatch.setattr(web_client, "execute", lambda what, *_: builds.append(what))
    web_client.build_web()
    assert len(builds) == 1
