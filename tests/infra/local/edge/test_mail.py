"""The mailbox: newest first, codes found, markup never shown as markup."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import unused_port

from infra.local.edge.mail import read_message, readable

if TYPE_CHECKING:
    from tests.infra.local.edge.support import Cloud, Edge

pytestmark = pytest.mark.anyio


def record(name: str, text: str, age: float, **changes: Any) -> dict[str, Any]:
    return {
        "MessageId": name,
        "Source": "no-reply@serenity.example",
        "To": [f"{name}@example.com"],
        "Subject": f"For {name}",
        "BodyText": text,
        "BodyHtml": "",
        "Timestamp": time.time() - age,
        "Type": "CognitoVerificationMessage",
    } | changes


async def test_the_newest_message_comes_first_with_its_code(cloud: Cloud, edge: Edge) -> None:
    cloud.mail = [record("older", "Code 111111.", 60), record("newer", "Code 222222.", 1)]
    messages = json.loads((await edge.get("/_local/mail.json"))[2])["messages"]
    assert [message["code"] for message in messages] == ["222222", "111111"]
    assert messages[0]["to"] == ["newer@example.com"]
    _, headers, page = await edge.get("/_local/mail", Accept_Language="en")
    assert headers["Cache-Control"] == "no-store"
    assert page.index("For newer") < page.index("For older")


async def test_one_address_can_be_looked_at_alone(cloud: Cloud, edge: Edge) -> None:
    cloud.mail = [record("a", "1", 2), record("b", "2", 1)]
    messages = json.loads((await edge.get("/_local/mail.json?to=A@example.com"))[2])["messages"]
    assert [message["id"] for message in messages] == ["a"]


async def test_what_a_message_says_is_text_whatever_it_holds(cloud: Cloud, edge: Edge) -> None:
    cloud.mail = [record("x", "<script>alert(1)</script>", 1, Subject="<img src=x>")]
    page = (await edge.get("/_local/mail"))[2]
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert" in page


async def test_an_empty_mailbox_says_what_to_do_in_both_languages(edge: Edge) -> None:
    assert "Nothing has arrived yet" in (await edge.get("/_local/mail", Accept_Language="en"))[2]
    assert "encore arrivé" in (await edge.get("/_local/mail", Accept_Language="fr"))[2]


class TestWithoutCloud:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"CLOUD_URL": f"http://127.0.0.1:{unused_port()}"}

    async def test_the_page_waits_for_the_cloud(self, edge: Edge) -> None:
        status, _, page = await edge.get("/_local/mail", Accept_Language="en")
        assert status == 200
        assert "not answering yet" in page
        assert (await edge.get("/_local/mail.json"))[0] == 503


def test_html_is_read_as_a_person_would() -> None:
    html = (
        "<html><head><title>t</title></head><style>p{}</style>"
        "<p>Your&nbsp;code:</p><p><b>042&#55;31</b></p><br>Bye"
    )
    assert readable("", html) == "Your\xa0code:\n\n042731\n\nBye"
    assert read_message(record("x", "", 1, BodyHtml=html)).code == "042731"


@pytest.mark.parametrize("text", ["call 0123456789", "order 12345", "id a123456-b", "2026-123456"])
def test_other_numbers_are_no_codes(text: str) -> None:
    assert read_message(record("x", text, 1)).code == ""
