"""The same figures as Prometheus reads them, under the names of its exporter for CloudWatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from infra.grafana import WAITING, Figure, lambda_, ours, snake
from infra.local.edge.developer import metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from infra.local.edge.developer.cloud import Cloud
    from infra.local.edge.developer.stores import Queue

VITAL = (
    lambda_("Invocations"),
    lambda_("Errors"),
    lambda_("Throttles"),
    lambda_("Duration", "Average"),
    lambda_("Duration", "Maximum"),
)
STATISTICS = ("Sum", "Maximum")

# A figure, the value of its dimension, and what was measured.
Reading = tuple[Figure, str, float]


def exposition(readings: Iterable[Reading]) -> bytes:
    """Return the readings in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Readings(readings))
    return generate_latest(registry)


class _Readings(Collector):
    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = list(readings)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Group them by name, as the format wants."""
        families: dict[str, GaugeMetricFamily] = {}
        for figure, of, value in self._readings:
            name = figure.prometheus
            if name not in families:
                told = f"{figure.statistic} of {figure.namespace} {figure.metric} in a minute"
                families[name] = GaugeMetricFamily(name, told, labels=[snake(figure.dimension)])
            families[name].add_metric([of], value)
        yield from families.values()


def read(
    cloud: Cloud, functions: Sequence[str], queues: Sequence[Queue], now: datetime | None = None
) -> Iterator[Reading]:
    """Read the last whole minute; of queues, what waits at this moment."""
    wanted = [(figure, name) for figure in VITAL for name in functions]
    wanted += [
        (ours(name, statistic), dimensions["service"])
        for name, dimensions in metrics.listed(cloud)
        for statistic in STATISTICS
        if dimensions.keys() == {"service"}
    ]
    asked = [
        metrics.metric(each.namespace, each.metric, {each.dimension: of}, each.statistic)
        for each, of in wanted
    ]
    for (figure, of), value in zip(wanted, metrics.latest(cloud, asked, now), strict=True):
        if value is not None:
            yield figure, of, value
    for queue in queues:
        yield WAITING, queue.name, queue.waiting
        if queue.dead_letter_name:
            yield WAITING, queue.dead_letter_name, queue.dead_letters
