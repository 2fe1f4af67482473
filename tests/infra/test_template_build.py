"""`sam build` makes artifacts that run by themselves: small, compiled, without their neighbours."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.deployed import Deployed
from infra.local.packaging import BUCKET, ROOT, read_template
from infra.local.stack import REGION
from tests.support.artifacts import LAYERS, build, size
from tests.support.templates import TOOLS, functions, values

LIMIT_BYTES = 35_000_000
BARE = """
import importlib, json, sys
paths, modules = json.loads(sys.argv[1])
sys.path[:0] = paths
for name in modules:
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("build"))


def run_bare(built: Path, function: str, modules: list[str]) -> subprocess.CompletedProcess[str]:
    """Import modules of an artifact with its layers and the standard library, nothing else."""
    paths = [str(built / function), *(str(built / name / part) for name, part in LAYERS.items())]
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", BARE, json.dumps([paths, modules])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("function", functions())
def test_an_artifact_runs_with_its_layers_alone(built: Path, function: str) -> None:
    module = functions()[function]["Handler"].rpartition(".")[0]
    done = run_bare(built, function, [module])
    assert done.returncode == 0, done.stderr[-2000:]
    if function != "MigrateFunction":
        loaded = set(json.loads(done.stdout))
        assert not loaded & {"boto3", "botocore", "requests"}


def test_what_is_built_can_be_sent_to_aws(built: Path, deployed: Deployed, tmp_path: Path) -> None:
    """Every file that a template names is found and uploaded, from the built folder."""
    target = tmp_path / "packaged.yaml"
    command = [TOOLS / "sam", "package", "--language-extensions", "--region", REGION]
    command += ["--template-file", built / "template.yaml", "--output-template-file", target]
    environment = {
        **os.environ,
        "SAM_CLI_TELEMETRY": "0",
        "AWS_ENDPOINT_URL": deployed.stack.cloud_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    done = subprocess.run(
        [*command, "--s3-bucket", BUCKET],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = read_template(target)["Resources"]
    named = [str(node) for node in values(found) if isinstance(node, str)]
    assert not [
        name for name in named if name.startswith(("functions/", "layers/", "infra/", "../"))
    ]
    body = found["Api"]["Properties"]["DefinitionBody"]["Fn::Transform"]["Parameters"]
    assert body["Location"].startswith(f"s3://{BUCKET}/")


def test_an_artifact_holds_its_own_domain_only(built: Path) -> None:
    done = run_bare(built, "GoalsFunction", ["functions.accounts.app"])
    assert "No module named 'functions.accounts'" in done.stderr
    assert {entry.name for entry in (built / "GoalsFunction" / "functions").iterdir()} == {
        "__init__.py", "__pycache__", "goals",
    }  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_small(built: Path, layer: str) -> None:
    bytes_ = size(built / layer)
    assert bytes_ <= LIMIT_BYTES, f"{layer} has {bytes_ / 1e6:.1f} MB"


@pytest.mark.parametrize("artifact", [*LAYERS, "GoalsFunction"])
def test_bytecode_is_shipped_and_trusted(built: Path, artifact: str) -> None:
    """Folders are read-only on Lambda: what has no bytecode is compiled at every cold start."""
    sources = [file for file in (built / artifact).rglob("*.py") if file.stat().st_size]
    assert sources
    for source in sources:
        compiled = Path(importlib.util.cache_from_source(str(source)))
        flags = compiled.read_bytes()[4:8]
        assert flags == b"\x01\x00\x00\x00", f"{source.name}: an unchecked hash, not a time stamp"


def test_only_the_runtime_half_of_chalice_is_shipped(built: Path) -> None:
    shipped = (built / "CoreLayer" / "python" / "chalice").glob("*.py")
    assert {file.name for file in shipped} == {"__init__.py", "app.py"}


def test_no_artifact_has_a_recipe_or_a_test(built: Path) -> None:
    for name in [*functions(), *LAYERS]:
        files = {file.name for file in (built / name).rglob("*")}
        assert not files & {"Makefile", "requirements.lock", "pyproject.toml", "conftest.py"}


@pytest.mark.parametrize("folder", ["layers/core", "layers/postgres", "infra/migrations"])
def test_what_is_shipped_is_what_is_tested(folder: str) -> None:
    pinned = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
    tested = dict(pinned.findall((ROOT / "infra" / "requirements" / "app.lock").read_text()))
    shipped = dict(pinned.findall((ROOT / folder / "requirements.lock").read_text()))
    named = (ROOT / folder / "requirements.in").read_text().splitlines()
    assert set(shipped) == {line for line in named if line and not line.startswith("#")}
    assert shipped == {name: tested[name] for name in shipped}


def test_another_python_is_refused(tmp_path: Path) -> None:
    arguments = ["make", "-C", ROOT / "functions", "build-GoalsFunction"]
    settings = [
        f"ARTIFACTS_DIR={tmp_path}",
        f"LAMBDA_PYTHON={sys.executable}",
        "LAMBDA_VERSION=3.5",
    ]
    done = subprocess.run([*arguments, *settings], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Python 3.5 is needed" in done.stderr
    assert not list(tmp_path.iterdir())
