"""The edge's own pages in a real browser: accessible, within the policy, quiet, working."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import async_playwright

from infra.local.edge.social.clients import credentials
from tests.support.browser import arguments, executable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

    from tests.infra.local.edge.support import Cloud, Edge

pytestmark = pytest.mark.anyio

AXE = Path(__file__).resolve().parents[4] / "frontend/node_modules/axe-core/axe.min.js"
LOOKS = [
    {"locale": "fr-FR", "color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"locale": "en-GB", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
]


@pytest.fixture
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield browser
        await browser.close()


@pytest.fixture(params=LOOKS, ids=["day-fr-desktop", "night-en-phone"])
async def page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    context = await browser.new_context(**request.param)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [text for text in complaints if "422" not in text] == []
    await context.close()


async def breaches(page: Page) -> list[Any]:
    """Return what is inaccessible on the page, or wider than the screen."""
    await page.evaluate(AXE.read_text())
    result = await page.evaluate(
        """axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                               "best-practice"] })"""
    )
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [(item["id"], [n["html"] for n in item["nodes"]]) for item in result["violations"]]
    return [*found, ("too wide", [])] if wide else found


def consent_url(edge: Edge) -> str:
    public = edge.settings.public_url
    query = {
        "response_type": "code",
        "client_id": credentials(edge.settings.home)["google"].client_id,
        "redirect_uri": f"{public}/oauth2/idpresponse",
        "scope": "openid email profile",
        "state": "s",
    }
    return f"{public}/_local/social/google/authorize?{urlencode(query)}"


async def test_consent_by_keyboard_with_a_typed_person(edge: Edge, page: Page) -> None:
    await page.goto(consent_url(edge))
    assert await breaches(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowUp")
    assert await page.get_by_role("textbox").first.is_visible()
    await page.locator("#email").fill("not an address")
    await page.keyboard.press("Enter")
    await page.locator("#email-fault").wait_for()
    assert await breaches(page) == []
    await page.locator("#name").fill("Zoë")
    await page.locator("#email").fill("zoe@home.example")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/oauth2/idpresponse\?code=.*&state=s$"))


async def test_a_new_message_appears_by_itself_and_its_code_is_copied(
    cloud: Cloud, edge: Edge, page: Page
) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(f"{edge.settings.public_url}/_local/mail")
    assert await breaches(page) == []
    cloud.mail.append(
        {
            "MessageId": "one",
            "Source": "no-reply@serenity.example",
            "To": ["camille@example.com"],
            "Subject": "Code",
            "BodyText": "042731",
            "BodyHtml": "",
            "Timestamp": time.time(),
            "Type": "CognitoVerificationMessage",
        }
    )
    copy = page.get_by_role("button")
    await copy.wait_for(timeout=10_000)
    assert await breaches(page) == []
    await copy.click()
    assert await page.evaluate("navigator.clipboard.readText()") == "042731"
    await page.get_by_role("status").get_by_text("042731").wait_for()
