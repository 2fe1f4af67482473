"""The developer pages in a real browser: accessible and within the policy, day and night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.infra.local.edge.test_in_browser import breaches, browser, page

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.infra.local.edge.developer.conftest import LocalCloud
    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio

__all__ = ["browser", "page"]


async def test_every_developer_page_is_accessible(
    edge: Edge, page: Page, local_cloud: LocalCloud
) -> None:
    local_cloud.invoke(word="calm")
    local_cloud.invoke(word="bad", fail="the lake is frozen")
    await page.goto(f"{edge.settings.public_url}/_local/dev")
    assert await breaches(page) == []
    await page.get_by_role("link", name="probe", exact=True).first.click()
    await page.get_by_text("the lake is frozen").first.wait_for()
    assert await breaches(page) == []
    await page.get_by_role("link", name="Trace 1-").first.click()
    await page.get_by_role("heading", name="Timeline").wait_for()
    assert await breaches(page) == []
