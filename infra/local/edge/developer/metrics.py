"""CloudWatch figures of the last hour: each function's vital signs, and what the product counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.local.edge.developer.charts import Bar, bars
from infra.local.edge.developer.cloud import pages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra.local.edge.developer.cloud import Cloud

MINUTES = 60
OWN = "Serenity"
# GetMetricData takes this many queries at once.
_QUERIES = 500
_VITAL = (
    ("Invocations", "Sum"),
    ("Errors", "Sum"),
    ("Duration", "Average"),
    ("Duration", "Maximum"),
)


@dataclass(frozen=True)
class Series:
    """One metric, minute by minute; a minute without data is 0."""

    label: str
    statistic: str
    values: list[float]

    @property
    def total(self) -> float:
        """The sum over the hour."""
        return sum(self.values)

    @property
    def peak(self) -> float:
        """The largest minute."""
        return max(self.values, default=0.0)

    @property
    def bars(self) -> list[Bar]:
        """The minutes as bars."""
        return bars(self.values)


@dataclass(frozen=True)
class Vitals:
    """How one function fared in the last hour."""

    name: str
    invocations: Series
    errors: Series
    average: Series
    maximum: Series

    @property
    def error_bars(self) -> list[Bar]:
        """Failed invocations on the scale of all invocations."""
        return bars(self.errors.values, peak=self.invocations.peak)

    @property
    def mean_duration(self) -> float:
        """Milliseconds per invocation over the hour."""
        pairs = zip(self.average.values, self.invocations.values, strict=True)
        spent = sum(mean * count for mean, count in pairs)
        return spent / self.invocations.total if self.invocations.total else 0.0


def vitals(cloud: Cloud, functions: Sequence[str]) -> list[Vitals]:
    """Return the vital signs of each function."""
    metrics = [
        metric("AWS/Lambda", name, {"FunctionName": function}, statistic)
        for function in functions
        for name, statistic in _VITAL
    ]
    found = iter(_read(cloud, metrics))
    return [Vitals(name, next(found), next(found), next(found), next(found)) for name in functions]


def custom(cloud: Cloud, wanted: Iterable[str] = ()) -> list[Series]:
    """Return the product's own metrics, or only those with one of the wanted dimension values."""
    chosen = set(wanted)
    metrics = [
        metric(OWN, name, dimensions, "Sum")
        for name, dimensions in listed(cloud)
        if not chosen or chosen & set(dimensions.values())
    ]
    return [series for series in _read(cloud, metrics) if series.total]


def listed(cloud: Cloud) -> list[tuple[str, dict[str, str]]]:
    """Return the product's own metrics by name, each with its dimensions."""
    found = pages_of(cloud.client("cloudwatch"), "list_metrics", "Metrics", Namespace=OWN)
    return [
        (entry["MetricName"], {item["Name"]: item["Value"] for item in entry["Dimensions"]})
        for entry in found
    ]


def latest(
    cloud: Cloud, metrics: Sequence[dict[str, Any]], now: datetime | None = None
) -> list[float | None]:
    """Return each metric's value in the last whole minute; None where nothing was measured."""
    end = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
    points = _points(cloud, metrics, end - timedelta(minutes=1), end)
    return [minutes.get(0) for minutes in points]


def metric(
    namespace: str, name: str, dimensions: Mapping[str, str], statistic: str
) -> dict[str, Any]:
    """Return a metric as CloudWatch is asked for it."""
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    named = {"Namespace": namespace, "MetricName": name, "Dimensions": pairs}
    return {"Metric": named, "Period": 60, "Stat": statistic}


def _read(cloud: Cloud, metrics: Sequence[dict[str, Any]]) -> list[Series]:
    end = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    points = _points(cloud, metrics, end - timedelta(minutes=MINUTES), end)
    return [_series(stat, minutes) for stat, minutes in zip(metrics, points, strict=True)]


def _points(
    cloud: Cloud, metrics: Sequence[dict[str, Any]], start: datetime, end: datetime
) -> list[dict[int, float]]:
    """Return what was measured of each metric, by the minute since the start."""
    read: list[dict[int, float]] = []
    for first in range(0, len(metrics), _QUERIES):
        batch = metrics[first : first + _QUERIES]
        queries = [{"Id": f"m{index}", "MetricStat": stat} for index, stat in enumerate(batch)]
        results = pages_of(
            cloud.client("cloudwatch"),
            "get_metric_data",
            "MetricDataResults",
            MetricDataQueries=queries,
            StartTime=start,
            EndTime=end,
        )
        points: dict[str, dict[int, float]] = {f"m{index}": {} for index in range(len(batch))}
        for result in results:
            minutes = points[result["Id"]]
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                minutes[int((at - start).total_seconds() // 60)] = value
        read += points.values()
    return read


def _series(stat: Mapping[str, Any], minutes: Mapping[int, float]) -> Series:
    values = [minutes.get(minute, 0.0) for minute in range(MINUTES)]
    dimensions = ", ".join(item["Value"] for item in stat["Metric"]["Dimensions"])
    name = stat["Metric"]["MetricName"]
    return Series(f"{name} ({dimensions})" if dimensions else name, stat["Stat"], values)
