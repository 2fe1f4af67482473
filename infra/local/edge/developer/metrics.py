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
_NAMESPACE = "Serenity"
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
        _metric("AWS/Lambda", name, {"FunctionName": function}, statistic)
        for function in functions
        for name, statistic in _VITAL
    ]
    found = iter(_read(cloud, metrics))
    return [Vitals(name, next(found), next(found), next(found), next(found)) for name in functions]


def custom(cloud: Cloud, wanted: Iterable[str] = ()) -> list[Series]:
    """Return the product's own metrics, or only those with one of the wanted dimension values."""
    listed = pages_of(cloud.client("cloudwatch"), "list_metrics", "Metrics", Namespace=_NAMESPACE)
    chosen = set(wanted)
    metrics = []
    for entry in listed:
        dimensions = {item["Name"]: item["Value"] for item in entry["Dimensions"]}
        if not chosen or chosen & set(dimensions.values()):
            metrics.append(_metric(_NAMESPACE, entry["MetricName"], dimensions, "Sum"))
    return [series for series in _read(cloud, metrics) if series.total]


def _metric(
    namespace: str, name: str, dimensions: Mapping[str, str], statistic: str
) -> dict[str, Any]:
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": pairs}
    return {"Metric": metric, "Period": 60, "Stat": statistic}


def _read(cloud: Cloud, metrics: Sequence[dict[str, Any]]) -> list[Series]:
    end = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    start = end - timedelta(minutes=MINUTES)
    read: list[Series] = []
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
        points: dict[str, dict[int, float]] = {}
        for result in results:
            minutes = points.setdefault(result["Id"], {})
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                minutes[int((at - start).total_seconds() // 60)] = value
        read += [_series(stat, points.get(f"m{index}", {})) for index, stat in enumerate(batch)]
    return read


def _series(stat: Mapping[str, Any], minutes: Mapping[int, float]) -> Series:
    values = [minutes.get(minute, 0.0) for minute in range(MINUTES)]
    dimensions = ", ".join(item["Value"] for item in stat["Metric"]["Dimensions"])
    name = stat["Metric"]["MetricName"]
    return Series(f"{name} ({dimensions})" if dimensions else name, stat["Stat"], values)
