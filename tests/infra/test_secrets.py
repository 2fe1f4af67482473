"""No key, token or private certificate is in the tree, or ever was in its history."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from infra.local.packaging import ROOT

SCANNER = ROOT / ".venv-checks" / "bin" / "detect-secrets"
# They guess by randomness and by names, of which hashes, ids and the tests' people are full; the
# others know the shapes of real keys.
GUESSING = ("Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")
# Assembled here, or this file would be found.
PLANTED = {
    "AWS Access Key": "AKIA" + "IOSFODNN7EXAMPLQ",
    "Private Key": "-----BEGIN RSA PRIVATE" + " KEY-----\n" + "MIIEpAIBAAKCAQEA" * 20,
    "GitHub Token": "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8",
    "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "x" * 43,
}


def scan(folder: Path, *names: str) -> dict[str, set[str]]:
    """The kinds of secrets found, by file; the scanner passes over what is outside its folder."""
    off = [part for name in GUESSING for part in ("--disable-plugin", name)]
    done = subprocess.run(
        [SCANNER, "scan", "--all-files", "--no-verify", *off, *names],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    results = json.loads(done.stdout)["results"]
    return {file: {each["type"] for each in found} for file, found in results.items()}


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, check=True, text=True, errors="replace"
    )
    return done.stdout


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found(tmp_path: Path, kind: str) -> None:
    (tmp_path / "settings.py").write_text(f"value = '''{PLANTED[kind]}'''\n")
    assert scan(tmp_path, "settings.py") == {"settings.py": {kind}}


def test_no_secret_is_in_the_tree() -> None:
    names = [name for name in git("ls-files", "-z").split("\0") if (ROOT / name).is_file()]
    assert len(names) > 500
    assert scan(ROOT, *names) == {}


def test_no_secret_ever_was_in_the_history(tmp_path: Path) -> None:
    assert git("rev-parse", "--is-shallow-repository").strip() == "false", "the history is cut"
    patches = git("log", "--all", "--unified=0", "--patch", "--no-color", "--no-ext-diff")
    lines = patches.splitlines()
    added = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++")]
    assert len(added) > 10_000
    (tmp_path / "history.txt").write_text("\n".join(added))
    assert scan(tmp_path, "history.txt") == {}
