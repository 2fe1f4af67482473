"""Somebody who uses the API through the edge, to prepare or to prove what a journey is about."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.support.product import Product

PASSWORD = "a calm path in the hills"
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36"
)


@dataclass(frozen=True)
class Answer:
    """What a route answered."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def pointers(self) -> list[str]:
        """The fields that a problem names."""
        return [error["pointer"] for error in self.body.get("errors", [])]


class Person:
    """One person with a cookie jar of their own."""

    def __init__(self, product: Product, email: str, password: str = PASSWORD) -> None:
        self.product = product
        self.email = email
        self.password = password
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self.user_id = ""

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; `body` is text as it is, or anything that JSON can say."""
        text = body if isinstance(body, str) else json.dumps(body)
        sent = {"User-Agent": AGENT, "X-CSRF-Token": self.csrf, "Idempotency-Key": str(uuid4())}
        held = {name: value for name, value in self.cookies.items() if value}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in held.items())
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("localhost", self.product.port, timeout=30)
        try:
            connection.request(method, path, None if body is None else text.encode(), sent)
            answer = connection.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or []:
                self._keep(value)
            content = answer.read()
        finally:
            connection.close()
        known = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, _parsed(content), known)

    def _keep(self, value: str) -> None:
        for name, morsel in SimpleCookie(value).items():
            self.cookies[name] = morsel.value

    def get(self, path: str) -> Any:
        """The JSON of a route that must answer."""
        answer = self.send("GET", path)
        assert answer.status == 200, answer
        return answer.body

    def post(self, path: str, body: Any = None) -> Any:
        """Write something that must be accepted."""
        answer = self.send("POST", path, body)
        assert 200 <= answer.status < 300, answer
        return answer.body

    def sign_up(self, language: str) -> None:
        """Make the account with the code from the mailbox."""
        self.send_sign_up(language)
        self.confirm()

    def send_sign_up(self, language: str) -> None:
        """Ask for an account."""
        body = {"email": self.email, "password": self.password, "language": language}
        self.post("/v1/auth/sign-up", body)

    def confirm(self) -> None:
        """Prove the address."""
        code = self.product.code_for(self.email)
        self.post("/v1/auth/confirm", {"email": self.email, "code": code})

    def sign_in(self) -> None:
        """Open a session."""
        answer = self.send(
            "POST", "/v1/auth/sign-in", {"email": self.email, "password": self.password}
        )
        assert answer.status == 200, answer
        self.csrf, self.user_id = answer.body["csrf_token"], answer.body["user_id"]

    def change(self, **settings: Any) -> None:
        """Change the profile."""
        version = self.get("/v1/me")["version"]
        answer = self.send("PATCH", "/v1/me", settings, If_Match=f'"{version}"')
        assert answer.status == 200, answer

    def log(self, kind: str, *, days_ago: float = 0, **fields: Any) -> Any:
        """Record what happens now, or what took its time and ends now."""
        ago = timedelta(days=days_ago, seconds=fields.get("duration_seconds", 0))
        name = "started_at" if "duration_seconds" in fields else "at"
        at = (datetime.now(UTC) - ago).isoformat()
        return self.post("/v1/entries", {"kind": kind, name: at, **fields})

    def want(self, metric: str, low: float, **fields: Any) -> Any:
        """Set a daily goal of at least so much."""
        goal = {"metric": metric, "direction": "at_least", "period": "day", "target": {"low": low}}
        return self.post("/v1/goals", goal | fields)

    def entries(self) -> list[Any]:
        """All entries."""
        return list(self.get("/v1/entries?limit=100")["items"])

    def inbox(self) -> list[Any]:
        """The newest messages."""
        return list(self.get("/v1/notifications")["items"])

    def await_message(self, kind: str, seconds: float = 20) -> Any:
        """The newest message of a kind, once it is stored."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in self.inbox():
                if message["content"]["kind"] == kind:
                    return message
            time.sleep(0.1)
        raise AssertionError(f"no {kind} was stored for {self.email}")


def newcomer(product: Product, language: str = "en", *, name: str = "person") -> Person:
    """Somebody with a fresh account who has not been welcomed yet."""
    person = Person(product, f"{name}-{uuid4().hex[:10]}@example.org")
    person.sign_up(language)
    person.sign_in()
    return person


def settled(product: Product, language: str = "en", **settings: Any) -> Person:
    """Somebody who has been through the welcome."""
    person = newcomer(product, language)
    person.change(onboarded=True, time_zone="Europe/Paris", language=language, **settings)
    return person


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {"text": content.decode(errors="replace")} if content else {}


def last_night() -> dict[str, str]:
    """The night in Paris, eleven to seven, that a new sleep is about at this hour."""
    now = datetime.now(ZoneInfo("Europe/Paris"))
    morning = now.replace(hour=7, minute=0, second=0, microsecond=0)
    if now <= morning - timedelta(hours=4):
        morning -= timedelta(days=1)
    night = (morning - timedelta(hours=8), min(morning, now - timedelta(minutes=1)))
    started_at, ended_at = (instant.astimezone(UTC).isoformat() for instant in night)
    return {"started_at": started_at, "ended_at": ended_at}


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds; a page may be ahead of the service."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.1)
