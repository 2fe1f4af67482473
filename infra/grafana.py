"""Writes the Grafana dashboards: the same panels over CloudWatch on AWS and Prometheus locally.

`python -m infra.grafana`. What is asked for is said once, here; a test holds every figure against
what the functions count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "dashboards"
_WIDTH, _HEIGHT, _COLUMNS = 12, 8, 2
_MINUTE = 60


@dataclass(frozen=True)
class Figure:
    """A CloudWatch metric as a statistic of each minute, told apart by one dimension."""

    namespace: str
    dimension: str
    metric: str
    statistic: str

    @property
    def prometheus(self) -> str:
        """Its name in Prometheus: the one that Prometheus' own exporter for CloudWatch gives it."""
        place = re.sub(r"\W+", "_", self.namespace).lower()
        return f"{place}_{snake(self.metric)}_{self.statistic.lower()}"


def snake(name: str) -> str:
    """A CloudWatch name as Prometheus writes names."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def lambda_(metric: str, statistic: str = "Sum") -> Figure:
    """A vital sign of each function."""
    return Figure("AWS/Lambda", "FunctionName", metric, statistic)


def ours(metric: str, statistic: str = "Sum") -> Figure:
    """What each service counts itself."""
    return Figure("Serenity", "service", metric, statistic)


WAITING = Figure("AWS/SQS", "QueueName", "ApproximateNumberOfMessagesVisible", "Maximum")


@dataclass(frozen=True)
class Panel:
    """One picture; `unit` is Grafana's name of it."""

    title: str
    unit: str
    figures: tuple[Figure, ...]


PANELS = (
    Panel("Requests", "short", (ours("Requests"),)),
    Panel("Answers that failed on our side", "short", (ours("ServerErrors"),)),
    Panel("Invocations", "short", (lambda_("Invocations"),)),
    Panel("Invocations that raised or were turned away", "short",
          (lambda_("Errors"), lambda_("Throttles"))),
    Panel("Time taken, mean", "ms", (lambda_("Duration", "Average"),)),
    Panel("Time taken, longest", "ms", (lambda_("Duration", "Maximum"),)),
    Panel("Messages waiting, failed ones among them", "short", (WAITING,)),
    Panel("Pushes to open tabs that failed", "short", (ours("PushFailures"),)),
    Panel("Events waiting in the outbox", "short", (ours("OutboxBacklog", "Maximum"),)),
    Panel("Age of the oldest of them", "s", (ours("OutboxOldestSeconds", "Maximum"),)),
    Panel("Swept by the relay", "short", (ours("OutboxPublished"), ours("RecordsExpired"))),
    Panel("Streaks warned of, and not looked at", "short",
          (ours("StreakWarnings"), ours("StreakFailures"))),
)  # fmt: skip

Target = Callable[[Figure], dict[str, Any]]


def cloudwatch(figure: Figure) -> dict[str, Any]:
    """The query in CloudWatch; names of functions and queues begin with their stage."""
    search = f'{{{figure.namespace},{figure.dimension}}} MetricName="{figure.metric}"'
    if figure.namespace.startswith("AWS/"):
        search += " serenity-$stage"
    return {
        "queryMode": "Metrics",
        "metricQueryType": 0,
        "metricEditorMode": 1,
        "region": "default",
        "expression": f"SEARCH('{search}', '{figure.statistic}', {_MINUTE})",
        "label": f"${{PROP('Dim.{figure.dimension}')}} {figure.metric}",
    }


def prometheus(figure: Figure) -> dict[str, Any]:
    """The query in Prometheus."""
    legend = f"{{{{{snake(figure.dimension)}}}}} {figure.metric}"
    return {"expr": figure.prometheus, "legendFormat": legend, "range": True}


def dashboard(source: str, target: Target, variables: list[dict[str, Any]]) -> dict[str, Any]:
    """A dashboard of every panel over one kind of data source."""
    datasource = {"type": source, "uid": source}
    panels = [
        {
            "id": number + 1,
            "type": "timeseries",
            "title": panel.title,
            "datasource": datasource,
            "gridPos": {
                "x": number % _COLUMNS * _WIDTH, "y": number // _COLUMNS * _HEIGHT,
                "w": _WIDTH, "h": _HEIGHT,
            },
            "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
            "targets": [
                {"refId": chr(ord("A") + place), "datasource": datasource, **target(figure)}
                for place, figure in enumerate(panel.figures)
            ],
        }
        for number, panel in enumerate(PANELS)
    ]  # fmt: skip
    return {
        "uid": "serenity",
        "title": "Serenity Hub",
        "schemaVersion": 39,
        "editable": False,
        "refresh": "1m",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": variables},
        "panels": panels,
    }


def dashboards() -> dict[Path, dict[str, Any]]:
    """Every dashboard, and the file in which Grafana finds it."""
    options = [
        {"text": each, "value": each, "selected": each == "prod"} for each in ("prod", "dev")
    ]
    stage = {
        "name": "stage", "label": "Stage", "type": "custom", "query": "prod,dev",
        "current": options[0], "options": options,
    }  # fmt: skip
    return {
        FOLDER / "aws" / "dashboards" / "serenity.json": dashboard(
            "cloudwatch", cloudwatch, [stage]
        ),
        FOLDER / "local" / "dashboards" / "serenity.json": dashboard("prometheus", prometheus, []),
    }


def text_of(document: dict[str, Any]) -> str:
    """A dashboard as its file says it."""
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    for path, document in dashboards().items():
        path.write_text(text_of(document))
