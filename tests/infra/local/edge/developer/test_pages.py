"""The developer pages over a real local cloud: what ran, what failed, what waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import unused_port

if TYPE_CHECKING:
    from tests.infra.local.edge.developer.conftest import LocalCloud
    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_the_overview_counts_functions_queues_and_tables(
    edge: Edge, local_cloud: LocalCloud
) -> None:
    local_cloud.invoke(word="seen")
    status, headers, page = await edge.get("/_local/dev")
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert "style-src 'self'" in headers["Content-Security-Policy"]
    said = words(page)
    assert re.search(r"probe [1-9]\d* \d+ [\d.]+ ms", said)
    assert re.search(r"goals 1 0 2", said)
    assert re.search(r"inbox 1 \d+ Bytes", said)
    assert "<rect" in page


async def test_a_function_shows_its_logs_and_what_it_counts(
    edge: Edge, local_cloud: LocalCloud
) -> None:
    local_cloud.invoke(word="kestrel")
    said = words((await edge.get("/_local/dev/functions/probe"))[2])
    assert "word kestrel" in said
    assert "SamplesStored (probe)" in said
    assert (await edge.get("/_local/dev/functions/unknown"))[0] == 404


async def test_a_failure_is_found_by_its_words_and_leads_to_its_trace(
    edge: Edge, local_cloud: LocalCloud
) -> None:
    local_cloud.invoke(word="bad", fail="the lake is frozen")
    status, _, page = await edge.get("/_local/dev/search?q=lake+is+frozen")
    assert status == 200
    assert "ValueError: the lake is frozen" in page
    assert "failed" in words(page)
    link = re.search(r'href="(/_local/dev/traces/[^"]+)"', page)
    assert link
    status, _, trace = await edge.get(link[1])
    assert status == 200
    said = words(trace)
    assert "work failed ValueError: the lake is frozen" in said
    assert "ListTables" in said
    assert "word bad" in said
    trace_id = link[1].rsplit("/", 1)[1]
    status, headers, _ = await edge.get(f"/_local/dev/search?q=Root={trace_id};Sampled=1")
    assert (status, headers["Location"]) == (302, link[1])


async def test_what_is_searched_for_stays_text(edge: Edge) -> None:
    status, _, page = await edge.get("/_local/dev/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert status == 404
    assert "<script>" not in page


async def test_an_unknown_trace_says_so(edge: Edge) -> None:
    status, _, page = await edge.get("/_local/dev/traces/1-00000000-000000000000000000000000")
    assert status == 404
    assert "1-00000000-000000000000000000000000" in page


class TestWithoutCloud:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"CLOUD_URL": f"http://127.0.0.1:{unused_port()}"}

    async def test_the_page_says_the_cloud_is_away(self, edge: Edge) -> None:
        status, _, page = await edge.get("/_local/dev")
        assert status == 503
        assert "The local cloud is not answering" in page
