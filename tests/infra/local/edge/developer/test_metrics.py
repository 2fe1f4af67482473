"""Prometheus reads the same figures that the developer page shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from infra.local.edge.developer import exposition
from infra.local.edge.developer.cloud import Cloud

if TYPE_CHECKING:
    from infra.local.edge.developer.exposition import Reading
    from tests.infra.local.edge.developer.conftest import LocalCloud
    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio


def samples(text: str) -> dict[tuple[str, str], float]:
    """What Prometheus understands: values by name and by what they are of."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_prometheus_is_answered_in_its_own_format(
    edge: Edge, local_cloud: LocalCloud
) -> None:
    status, headers, text = await edge.get("/_local/dev/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=")
    waiting = "aws_sqs_approximate_number_of_messages_visible_maximum"
    found = samples(text)
    assert found[waiting, "goals"] == 1
    assert found[waiting, "goals-dead-letters"] == 2


async def test_each_minute_is_read_when_it_is_whole(edge: Edge, local_cloud: LocalCloud) -> None:
    for fail in ({}, {"fail": "the lake is frozen"}):
        local_cloud.invoke(word="seen", **fail)
    # A minute may have ended between the two.
    now = datetime.now(UTC)
    found: list[Reading] = []
    for later in (0, 1):
        at = now + timedelta(minutes=later)
        found += exposition.read(Cloud(edge.settings), ["probe"], [], at)
    totals: dict[str, float] = {}
    for figure, of, value in found:
        assert of == "probe"
        totals[figure.prometheus] = totals.get(figure.prometheus, 0) + value
    assert totals["aws_lambda_invocations_sum"] >= 2
    assert totals["aws_lambda_errors_sum"] >= 1
    assert totals["aws_lambda_duration_maximum"] > 0
    assert totals["serenity_samples_stored_sum"] >= 6
    assert samples(exposition.exposition(found[-1:]).decode())


def test_words_of_a_name_cannot_break_the_format() -> None:
    queue = 'a"b\\c\nd'
    text = exposition.exposition([(exposition.WAITING, queue, 3)]).decode()
    assert [*samples(text).items()] == [((exposition.WAITING.prometheus, queue), 3.0)]
