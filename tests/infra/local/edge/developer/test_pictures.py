"""Bars, timelines and names: what the pages show, from what the cloud says."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.edge.developer.charts import HEIGHT, WIDTH, bars
from infra.local.edge.developer.stores import logical_name
from infra.local.edge.developer.traces import SCALE, lay_out


def test_bars_fill_the_height_and_stay_inside() -> None:
    drawn = bars([0, 1, 4])
    assert len(drawn) == 2
    assert drawn[1].height == HEIGHT
    assert drawn[0].height == HEIGHT / 4
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in drawn)
    assert all(round(bar.y + bar.height, 2) == HEIGHT for bar in drawn)


def test_nothing_counted_is_nothing_drawn() -> None:
    assert bars([]) == bars([0, 0]) == []
    assert bars([1], peak=0) == []


def segment(name: str, start: float, end: float | None, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "start_time": start, "end_time": end} | more


def test_children_come_under_their_parents_on_one_scale() -> None:
    trace = lay_out(
        "1-a",
        [
            segment("child", 12, 14, parent_id="root", fault=True),
            segment(
                "root",
                10,
                20,
                aws={"request_id": "r-1"},
                subsegments=[segment("inner", 19, 20, namespace="remote")],
            ),
            segment("orphan", 15, None, parent_id="gone", in_progress=True),
        ],
    )
    assert [(span.name, span.depth) for span in trace.spans] == [
        ("root", 0),
        ("child", 1),
        ("inner", 1),
        ("orphan", 0),
    ]
    root, child, inner, orphan = trace.spans
    assert (root.x, root.width) == (0, SCALE)
    assert (child.x, child.width, child.failed) == (200, 200, True)
    assert inner.x + inner.width == SCALE
    assert orphan.running
    assert orphan.width > 0
    assert trace.milliseconds == 10_000
    assert trace.request_ids == ["r-1"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("serenity-Data-a5b47d76-d8b-InboxTable-74C496D17D7D9", "InboxTable"),
        ("serenity-Messaging-97afbfab-908-GoalsQueue-572255B2F1773", "GoalsQueue"),
        ("goals-dead-letters", "goals-dead-letters"),
        ("inbox", "inbox"),
    ],
)
def test_a_generated_name_is_shown_as_the_template_has_it(name: str, shown: str) -> None:
    assert logical_name(name) == shown
