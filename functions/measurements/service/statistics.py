"""Statistics: the metrics there are, and each of them over time, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from functions.measurements import schemas
from functions.measurements.domain import series
from functions.measurements.domain.catalogue import BY_CODE, CATALOGUE, Metric
from functions.measurements.service.contract import refusals
from functions.measurements.service.ports import EntryStore
from serenity.data import Reader
from serenity.errors import NotFound
from serenity.exchange import Download

CSV = "text/csv; charset=utf-8; header=present"
CSV_HEADER = ("date", "metric", "value", "unit", "days_with_a_value")


class Statistics:
    """The use cases around metrics over time."""

    def __init__(self, store: EntryStore) -> None:
        self._store = store

    @staticmethod
    def metrics() -> schemas.Metrics:
        """Everything that can be measured."""
        return schemas.Metrics(
            items=[
                schemas.Metric(
                    code=metric.code,
                    area=metric.area,
                    unit=metric.unit,
                    aggregation=metric.aggregation,
                    lowest=metric.lowest,
                    highest=metric.highest,
                    better=metric.better,
                )
                for metric in CATALOGUE
            ]
        )

    def series(self, reader: Reader, query: schemas.SeriesQuery) -> schemas.Series:
        """A metric by bucket, with average, best and change.

        Raises:
            NotFound: when there is no such metric.
            Invalid: when the range cannot be answered.
        """
        metric = _metric(query.metric)
        with refusals("query"):
            first, last = series.checked_range(query.from_on, query.to_on)
        before = series.previous_range(first, last)
        values = self._values(reader, metric, before[0], last)
        points = series.points(values, first, last, query.by, metric.aggregation)
        earlier = series.points(values, *before, query.by, metric.aggregation)
        best = series.best(points, metric.better)
        return schemas.Series(
            metric=metric.code,
            unit=metric.unit,
            aggregation=metric.aggregation,
            by=query.by,
            from_on=first,
            to_on=last,
            points=[schemas.Point(on=p.on, value=p.value, days=p.days) for p in points],
            average=series.average(points),
            best=schemas.Best(on=best[0], value=best[1]) if best else None,
            previous=schemas.Previous(
                from_on=before[0], to_on=before[1], average=series.average(earlier)
            ),
            change=series.change(points, earlier),
        )

    def export(self, reader: Reader, query: schemas.SeriesQuery) -> Download:
        """The buckets that have a value, as CSV.

        Raises:
            NotFound: when there is no such metric.
            Invalid: when the range cannot be answered.
        """
        metric = _metric(query.metric)
        with refusals("query"):
            first, last = series.checked_range(query.from_on, query.to_on)
        values = self._values(reader, metric, first, last)
        points = series.points(values, first, last, query.by, metric.aggregation)
        rows = (
            (point.on.isoformat(), metric.code, f"{point.value:.10g}", metric.unit, point.days)
            for point in points
            if point.value is not None
        )
        name = f"serenity-{metric.code}-{first}-{last}-by-{query.by}.csv"
        return Download(name, CSV, csv_text([CSV_HEADER, *rows]))

    def _values(self, reader: Reader, metric: Metric, first: date, last: date) -> dict[date, float]:
        found = self._store.summaries(reader, metric.id, first, last)
        return {day: summary.value(metric) for day, summary in found.items()}


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as RFC 4180: CRLF, quotes where needed; no cell a spreadsheet would run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    # OWASP, CSV injection: a leading quote makes a spreadsheet read the cell as text.
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _metric(code: str) -> Metric:
    metric = BY_CODE.get(code)
    if metric is None:
        raise NotFound("There is no such metric.", kind="unknown-metric")
    return metric
