"""The mailbox: every message the local cloud would have sent, with its code ready to copy."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from infra.local.edge.pages import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.edge.pages import Pages
    from infra.local.edge.settings import Settings

_CODE = re.compile(r"(?<![\w-])(\d{6})(?![\w-])")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_SHOWN = 100
_SECONDS = aiohttp.ClientTimeout(total=5)
_PLAIN = {"Accept-Encoding": "identity"}
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3"})


@dataclass(frozen=True)
class Message:
    """One message as the mailbox shows it."""

    id: str
    sender: str
    to: list[str]
    subject: str
    text: str
    code: str
    sent_at: str

    @property
    def local_time(self) -> datetime:
        """When it was sent, on this computer's clock."""
        return datetime.fromisoformat(self.sent_at).astimezone()


class _Text(HTMLParser):
    """Collects what a person would read of an HTML message."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Start a line at each block; fall silent in what is not for reading."""
        self._silent += tag in {"style", "script", "head"}
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Speak again after what was not for reading; part paragraphs."""
        self._silent -= tag in {"style", "script", "head"}
        if tag == "p":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self._silent:
            self.parts.append(data)


def readable(body_text: str, body_html: str) -> str:
    """Return a message's words: its plain part, else what its HTML says, never its markup."""
    if body_text.strip():
        return body_text.strip()
    parser = _Text()
    parser.feed(body_html)
    parser.close()
    lines = "\n".join(line.strip() for line in "".join(parser.parts).splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip()


def read_message(record: Mapping[str, Any]) -> Message:
    """Return one record of the local cloud as a message."""
    text = readable(record.get("BodyText") or "", record.get("BodyHtml") or "")
    subject = record.get("Subject") or ""
    found = _CODE.search(text) or _CODE.search(subject)
    sent = datetime.fromtimestamp(float(record["Timestamp"]), UTC)
    return Message(
        id=record["MessageId"],
        sender=record.get("Source") or "",
        to=list(record.get("To") or []),
        subject=subject,
        text=text,
        code=found[1] if found else "",
        sent_at=sent.isoformat(timespec="milliseconds"),
    )


class Mail:
    """The mailbox page, and the same as JSON for tests and for the page's own refresh."""

    def __init__(self, settings: Settings, client: aiohttp.ClientSession, pages: Pages) -> None:
        self._url = f"{settings.cloud_url}/_ministack/ses/messages"
        self._client = client
        self._pages = pages

    def routes(self) -> list[web.RouteDef]:
        """Return the mailbox's routes."""
        return [
            web.get("/_local/mail", self._page),
            web.get("/_local/mail.json", self._json),
        ]

    async def _messages(self, to: str) -> list[Message] | None:
        """Return the newest messages first, or None while the local cloud does not answer."""
        try:
            async with self._client.get(self._url, headers=_PLAIN, timeout=_SECONDS) as answer:
                answer.raise_for_status()
                accounts = (await answer.json())["messages"].values()
        except (TimeoutError, aiohttp.ClientError, OSError):
            return None
        records = [record for account in accounts for record in account]
        records.sort(key=lambda record: record["Timestamp"], reverse=True)
        messages = (read_message(record) for record in records)
        wanted = to.strip().lower()
        chosen = [
            message
            for message in messages
            if not wanted or wanted in (address.lower() for address in message.to)
        ]
        return chosen[:_SHOWN]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        to = request.query.get("to", "")
        messages = await self._messages(to)
        today = datetime.now().astimezone().date()
        values = {
            "messages": messages or [],
            "reachable": messages is not None,
            "to": to,
            "today": today,
            "newest": messages[0].id if messages else "",
        }
        return self._pages.render("mail.html", language_of(request), values)

    async def _json(self, request: web.Request) -> web.StreamResponse:
        messages = await self._messages(request.query.get("to", ""))
        headers = {"Cache-Control": "no-store"}
        if messages is None:
            return web.json_response({"messages": []}, status=503, headers=headers)
        body = {"messages": [asdict(message) for message in messages]}
        return web.json_response(body, headers=headers)
