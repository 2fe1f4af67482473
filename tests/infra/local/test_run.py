"""`make run` for real: quick again, whole after `kill -9`, and two copies side by side."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.prerequisites import ROOT
from tests.support.product import Product

WARM_SECONDS = 15


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running copy on a state folder of its own."""
    running = Product(tmp_path_factory.mktemp("run") / "home")
    running.start()
    yield running
    running.stop()


def output(product: Product) -> str:
    return (product.home.parent / f"{product.home.name}.out").read_text()


def children(product: Product) -> list[int]:
    """The processes that belong to a copy, by the folder that each of them names."""
    mark = str(product.home).encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            known = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in known:
            found.append(int(entry.name))
    return found


def healthy(product: Product) -> bool:
    with urllib.request.urlopen(f"{product.url}/v1/health", timeout=20) as answer:
        return bool(answer.status == 200)


def test_it_says_where_it_is_and_who_can_sign_in(product: Product) -> None:
    said = output(product)
    assert f"Serenity Hub is up:  {product.url}" in said
    assert said.count("sign in as") == 2
    assert healthy(product)


def test_after_a_kill_the_next_start_is_quick_and_deploys_nothing(product: Product) -> None:
    product.stop(signal.SIGKILL)
    assert product.start() < WARM_SECONDS
    assert "Deploying" not in output(product).rpartition("Stopped.")[2]
    assert healthy(product)


def process_of(product: Product, part: str) -> int:
    if part == "database":
        return int((product.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    known: dict[str, int] = json.loads((product.home / "children.json").read_text())
    return known[part]


@pytest.mark.parametrize("part", ["cloud", "edge", "database"])
def test_a_killed_part_is_started_again(product: Product, part: str) -> None:
    killed = process_of(product, part)
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while f"The {part} ended unexpectedly" not in output(product) or not product.is_up():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert process_of(product, part) != killed


def test_a_second_copy_runs_beside_it_and_leaves_nothing(product: Product, tmp_path: Path) -> None:
    beside = Product(tmp_path / "beside")
    beside.start()
    try:
        assert healthy(beside)
        assert healthy(product)
        assert children(beside)
    finally:
        beside.stop()
    assert children(beside) == []
    assert healthy(product)


def test_a_changed_source_takes_effect(product: Product) -> None:
    (ROOT / "functions" / "__init__.py").touch()
    deadline = time.monotonic() + 20
    while "handlers start afresh" not in output(product):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert healthy(product)
