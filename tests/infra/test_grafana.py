"""The dashboards ask for what is there: for nothing that no function counts."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra import grafana
from infra.grafana import FOLDER, WAITING, Figure, Panel, ours
from infra.local.edge.developer.exposition import STATISTICS, VITAL
from infra.local.edge.developer.routes import Developer
from infra.local.edge.pages import Pages
from infra.local.edge.settings import read_settings
from infra.local.packaging import ROOT

SEARCH = re.compile(
    r"""SEARCH\('{([\w/]+),(\w+)} MetricName="(\w+)"(?: serenity-\$stage)?', '(\w+)', 60\)"""
)
KINDS = {"aws": "cloudwatch", "local": "prometheus"}


def counted() -> set[str]:
    """The names of the metrics that the functions count."""
    trees = (
        ast.parse(path.read_text())
        for folder in ("functions", "layers/core/serenity", "layers/postgres/serenity_sql")
        for path in (ROOT / folder).rglob("*.py")
    )
    return {
        keyword.value.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_metric"
        for keyword in node.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    }


def known() -> set[Figure]:
    """Every figure there is."""
    found = {ours(name, statistic) for name in counted() for statistic in STATISTICS}
    return found | {*VITAL, WAITING}


def asked(document: dict[str, Any]) -> Iterator[str]:
    """What the panels of a dashboard ask for, as names of Prometheus."""
    for panel in document["panels"]:
        assert panel["targets"], panel["title"]
        for target in panel["targets"]:
            if "expr" in target:
                yield target["expr"]
            else:
                search = SEARCH.fullmatch(target["expression"])
                assert search, target["expression"]
                yield Figure(*search.groups()).prometheus


def unknown(document: dict[str, Any]) -> set[str]:
    return set(asked(document)) - {figure.prometheus for figure in known()}


def read(where: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (FOLDER / where / "dashboards" / "serenity.json").read_text()
    )
    return found


@pytest.mark.parametrize("path", grafana.dashboards(), ids=lambda path: path.parts[-3])
def test_the_committed_dashboards_are_fresh(path: Path) -> None:
    written = grafana.text_of(grafana.dashboards()[path])
    assert path.read_text() == written, "run python -m infra.grafana"


@pytest.mark.parametrize("where", KINDS)
def test_every_panel_asks_for_what_exists(where: str) -> None:
    assert unknown(read(where)) == set()


def test_both_dashboards_ask_for_the_same() -> None:
    here, there = (list(asked(read(where))) for where in KINDS)
    assert here == there
    assert len(here) >= len(grafana.PANELS)


@pytest.mark.parametrize("target", [grafana.cloudwatch, grafana.prometheus])
def test_a_panel_of_an_unknown_metric_is_caught(
    monkeypatch: pytest.MonkeyPatch, target: grafana.Target
) -> None:
    planted = Panel("Nothing", "short", (ours("NobodyCountsThis"),))
    monkeypatch.setattr(grafana, "PANELS", (*grafana.PANELS, planted))
    document = grafana.dashboard("any", target, [])
    assert unknown(document) == {"serenity_nobody_counts_this_sum"}


def test_everything_that_is_counted_is_shown() -> None:
    shown = set(asked(read("local")))
    assert counted(), "the functions count nothing"
    hidden = {
        name for name in counted() if not {ours(name, s).prometheus for s in STATISTICS} & shown
    }
    assert not hidden


@pytest.mark.parametrize(("where", "kind"), KINDS.items())
def test_grafana_is_told_where_everything_is(where: str, kind: str) -> None:
    (source,) = yaml.safe_load((FOLDER / where / "datasources" / f"{kind}.yaml").read_text())[
        "datasources"
    ]
    used = {panel["datasource"]["uid"] for panel in read(where)["panels"]}
    assert {source["uid"]} == used
    assert source["type"] == kind
    (provider,) = yaml.safe_load((FOLDER / where / "dashboards" / "serenity.yaml").read_text())[
        "providers"
    ]
    assert provider["options"]["path"] == "$GF_PATHS_PROVISIONING/dashboards"


def test_prometheus_is_told_what_the_edge_serves() -> None:
    (job,) = yaml.safe_load((FOLDER / "local" / "prometheus.yaml").read_text())["scrape_configs"]
    settings = read_settings({})
    routes = Developer(settings, Pages(settings.public_url)).routes()
    assert job["metrics_path"] in {route.path for route in routes}
    assert job["static_configs"] == [{"targets": [settings.public_host]}]
