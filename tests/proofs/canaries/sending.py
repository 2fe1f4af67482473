"""Requests that are full of canaries: good ones, and ones that are refused in every way."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from tests.proofs.canaries.marks import Canaries
from tests.proofs.samples import Known

# The fields of samples in which people write or figure; any other text must be a code of ours.
TEXTS = {"note": "{}, by the rivér", "title": "to {} more", "display_name": "Zoë {}"}
NUMBERS = {
    "weight_kg": (60, 90), "energy_kcal": (100, 900), "volume_ml": (100, 900),
    "distance_m": (1000, 9000), "low": (10, 90),
}  # fmt: skip
WHOLE = {"steps": (100_000, 149_999)}
CODED = {
    "email", "password", "code", "kind", "language", "units", "theme", "time_zone", "zone", "at",
    "on", "started_at", "activity", "on_overlap", "metric", "direction", "period", "state",
}  # fmt: skip
STRANGE = {  # what a client may send by mistake, and nobody asked for
    "phone number": "+33 6 {}", "IBAN": "FR76 3000 6000 {}", "card number": "4111 1111 {}",
    "birth date": "1987-04-13 {}", "location": "48.85837,2.29448 {}", "social number": "1 87 {}",
    "diary text": "dear diary, {}", "device name": "Zoë's {} phone", "doctor": "Dr {}",
    "address": "12 rue {}", "employer": "{} SARL", "medicine": "{} 50 mg", "heart rate": "{} bpm",
    "blood pressure": "128/82 {}", "blood sugar": "{} mmol/l", "blood group": "AB- {}",
    "diagnosis": "{}-itis", "allergy": "allergic to {}", "pregnancy": "week 23, {}",
    "religion": "church of {}", "party": "votes for {}", "trade union": "member of {}",
    "orientation": "loves {}", "origin": "from {}", "passport number": "17CV {}",
    "tax number": "30 23 217 {}", "insurance number": "policy {}", "number plate": "GT-042-{}",
    "family name": "Zoë {}-Martin", "emergency contact": "call {}", "salary": "2,345 EUR {}",
    "device serial": "IMEI 35 209900 {}", "advertising id": "cdda802e-fb9c {}",
}  # fmt: skip
# What travels with a request and says nothing of a person.
IMPERSONAL = frozenset(
    {"referer", "request id of the client", "trace id of the client", "header nobody knows",
     "cookie of another program", "idempotency key", "name of a field", "name of a parameter",
     "value in an address", "value of a repeated parameter", "part of a path", "If-Match",
     "origin of a page", "bearer token", "forged session cookie", "forged CSRF token",
     "value of a wrong type", "media type", "forged ticket"}
)  # fmt: skip
TOO_LARGE = 300 * 1024
FAILED = "/auth/failed"  # where a sign-in with a provider ends that comes to nothing


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire."""

    operation: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def failed(self) -> bool:
        """Whether the person did not get what they asked for."""
        return self.status >= 400 or FAILED in self.headers.get("location", "")

    def repeated(self) -> list[str]:
        """What of it may repeat nothing: all of a refusal, and where a redirect leads."""
        if self.status < 300:
            return []
        told = [value for name, value in self.headers.items() if name != "set-cookie"]
        return [without_pointers(self.body), *told]


def without_pointers(body: str) -> str:
    """A problem without the pointers that name fields the client sent."""
    try:
        problem = json.loads(body)
    except ValueError:
        return body
    if isinstance(problem, dict):
        for error in problem.get("errors", []):
            error.pop("pointer", None)
    return json.dumps(problem, ensure_ascii=False)


def send(port: int, request: Request) -> Reply:
    """Send it; header values may be any Latin-1 text."""
    connection = http.client.HTTPConnection("localhost", port, timeout=40)
    try:
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status, headers, answer.read().decode(errors="replace"))
    finally:
        connection.close()


class Writer:
    """Turns known requests into ones with canaries of every kind."""

    def __init__(self, canaries: Canaries) -> None:
        self._canaries = canaries
        self._word = canaries.word
        self._said = {
            "User-Agent": f"Mozilla/5.0 ({self._word('user agent')}) Firefox/140.0",
            "Referer": f"http://localhost/{self._word('referer')}",
            "Accept-Language": f"fr-{self._word('language')}",
            "X-Forwarded-For": self._word("address of the caller", "203.0.113.77, {}"),
            "X-Request-Id": self._word("request id of the client"),
            "X-Amzn-Trace-Id": f"Root={self._word('trace id of the client')}",
            "X-Device": self._word("header nobody knows"),
        }
        self._cookie = f"other={self._word('cookie of another program')}"

    def good(self, known: Known) -> Request:
        """The request with canaries in every field in which people write or figure."""
        method, _, pattern = known.operation.partition(" ")
        path = pattern
        for name, value in known.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
            if len(value) > 20:
                self._canaries.know("id in a path", value)
        query = f"?{urlencode(known.query)}" if known.query else ""
        key = self._word("idempotency key", "key-{}")
        body = None if known.body is None else json.dumps(self.filled(known.body)).encode()
        headers = self._said | known.headers | {"Idempotency-Key": key, "Cookie": self._cookie}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return Request(known.operation, method, path + query, headers, body)

    def filled(self, body: Any) -> Any:
        """A body with a new canary in each field.

        Raises:
            AssertionError: when it has a text field that is neither known to be free text nor a
                code, so that a new field cannot be forgotten.
        """
        if not isinstance(body, dict):
            return body
        return {name: self._value(name, value) for name, value in body.items()}

    def _value(self, name: str, value: Any) -> Any:
        if name in TEXTS:
            return self._word(name, TEXTS[name])
        if name in NUMBERS:
            return self._canaries.number(name, *NUMBERS[name])
        if name in WHOLE:
            number = int(self._canaries.number(name, *WHOLE[name]))
            self._canaries.digits(name, str(number))
            return number
        assert not isinstance(value, str) or name in CODED, f"is {name} free text or a code?"
        return self.filled(value)

    def bad(self, good: Request) -> Iterator[Request]:
        """The request refused in every way a body, an address or a header can be wrong."""
        strange = {self._word("name of a field"): "1"} | {
            f"field_{at}": self._word(kind, pattern)
            for at, (kind, pattern) in enumerate(STRANGE.items())
        }
        joint = "&" if "?" in good.path else "?"
        query = {self._word("name of a parameter"): self._word("value in an address")}
        if "?" in good.path:
            name = good.path.partition("?")[2].partition("=")[0]
            query = {name: self._word("value of a repeated parameter")}
        yield replace(good, path=f"{good.path}{joint}{urlencode(query)}")
        yield replace(good, path=f"{good.path}/{quote(self._word('part of a path', 'zoë {}'))}")
        yield replace(good, headers=good.headers | {"If-Match": self._word("If-Match")})
        yield replace(
            good, headers=good.headers | {"Origin": f"https://{self._word('origin of a page')}.fr"}
        )
        yield from self._strangers(good)
        if good.body is not None:
            yield from self._bodies(good, strange)

    def _strangers(self, good: Request) -> Iterator[Request]:
        """Sent with credentials that nobody gave."""
        basic = base64.b64encode(self._word("name and password", "zoe:{}").encode()).decode()
        for name, value in (
            ("Authorization", f"Bearer {self._word('bearer token')}.e30.x"),
            ("Authorization", f"Basic {basic}"),
            ("Cookie", f"__Host-session={self._word('forged session cookie')}"),
            ("X-CSRF-Token", self._word("forged CSRF token")),
        ):
            yield replace(good, headers=good.headers | {name: value})

    def _bodies(self, good: Request, strange: dict[str, str]) -> Iterator[Request]:
        assert good.body is not None
        document = json.loads(good.body)
        wrong = {name: [self._word("value of a wrong type"), value]
                 for name, value in document.items()}  # fmt: skip
        for body in (document | strange, wrong, [document]):
            yield replace(good, body=json.dumps(body, ensure_ascii=False).encode())
        diary = self._word("diary text", "dear diary {} é").encode()
        yield replace(good, body=good.body[:-1])
        yield replace(good, body=b'{"note": "' + diary + b"\xff\xfe")
        yield replace(good, body=diary * (TOO_LARGE // len(diary)))
        yield replace(good, body=base64.b64encode(diary), headers=good.headers | {
            "Content-Type": f"text/{self._word('media type')}"})  # fmt: skip
