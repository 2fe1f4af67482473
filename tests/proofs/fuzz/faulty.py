"""A Hub with one fault in each route, served over HTTP: what fuzzing has to notice."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated, Any

import requests
from pydantic import Field

from infra.openapi_client import client_document
from serenity.errors import NotFound, TooManyRequests
from serenity.exchange import Download
from serenity.http import Hub
from serenity.schema import Schema
from tests.proofs.fuzz.ledger import ACCEPTED, MEDIA_TYPES, SERVER_ERRORS, UNDOCUMENTED, VIOLATIONS
from tests.proofs.samples import Known
from tests.proofs.unheard import unheard
from tests.support.gateway import event_of

hub = Hub("faulty")


class Number(Schema):
    """A number."""

    number: Annotated[int, Field(ge=0, le=1000)]


class Wide(Schema):
    """A number that may be larger than the document says."""

    number: int


@hub.endpoint("GET", "/v1/crash", policy="public")
def crash(query: Number) -> Number:
    """A route that crashes on an odd input."""
    return Number(number=1000 // ((query.number + 1) % 2))


@hub.endpoint("GET", "/v1/teapot", policy="public")
def teapot(query: Number) -> Number:
    """A route that answers an undocumented status."""
    if query.number % 2:
        raise NotFound("There is no such number.")
    return query


@hub.endpoint("GET", "/v1/liar", policy="public")
def liar(query: Number) -> Number:
    """A route whose answer violates its schema."""
    return Number.model_construct(number=-query.number - 1)


@hub.endpoint("GET", "/v1/scribe", policy="public")
def scribe() -> Download:
    """A route that answers an undocumented media type."""
    return Download("words.html", "text/html", "<p>words</p>")


@hub.endpoint("GET", "/v1/glutton", policy="public")
def glutton(query: Wide) -> Wide:
    """A route that takes what its schema refuses."""
    return query


@hub.endpoint("GET", "/v1/miser", policy="public")
def miser() -> Number:
    """A route that lets nobody try."""
    raise TooManyRequests("Too many tries.", retry_after=1)


FAULTS = {
    "GET /v1/crash": SERVER_ERRORS,
    "GET /v1/teapot": UNDOCUMENTED,
    "GET /v1/liar": VIOLATIONS,
    "GET /v1/scribe": MEDIA_TYPES,
    "GET /v1/glutton": ACCEPTED,
}


# Walks that end wrong, as methods, paths and statuses.
WALKS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "found although deleted": (
        ("POST", "/v1/things", 201), ("DELETE", "/v1/things/1", 204), ("GET", "/v1/things/1", 200),
    ),
    "not found although just made": (("POST", "/v1/things", 201), ("GET", "/v1/things/1", 404)),
}  # fmt: skip


def answered(method: str, path: str, status: int) -> requests.Response:
    """An answer as a walk gets it."""
    answer = requests.Response()
    answer.status_code = status
    answer.request = requests.Request(method, f"http://localhost{path}").prepare()
    answer._content = b'{"id": 1}'
    return answer


NEEDED = {"name": "X-Needed", "in": "header", "required": True, "schema": {"type": "string"}}
HASTY = Known("GET /v1/glutton", {}, {"number": "1"}, {"X-Needed": "1"}, None)


def document() -> dict[str, Any]:
    """The Hub's document, which promises more than the Hub keeps."""
    made = copy.deepcopy(client_document(hub.operations, "0"))
    number = made["paths"]["/v1/glutton"]["get"]["parameters"][0]["schema"]
    number |= {"minimum": 0, "maximum": 9}
    made["paths"]["/v1/glutton"]["get"]["parameters"] += [NEEDED]
    return made


def barren_document() -> dict[str, Any]:
    """A document with an operation of which no example can be made."""
    made = document()
    impossible = {"type": "string", "minLength": 2, "maxLength": 1}
    parameter = {"name": "nothing", "in": "query", "required": True, "schema": impossible}
    made["paths"] = {"/v1/scribe": made["paths"]["/v1/scribe"]}
    made["paths"]["/v1/scribe"]["get"]["parameters"] = [parameter]
    return made


class Open:
    """Sends to the Hub; who sends does not matter there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = requests.Session()
        self._http.trust_env = False

    def __call__(self, request: requests.Request, _who: int) -> requests.Response:
        """Send it."""
        return self._http.send(self._http.prepare_request(request), timeout=10)

    def wait(self) -> None:
        """Nothing is forgotten here."""


class _Gate(BaseHTTPRequestHandler):
    """Passes a request on to the Hub as the gateway does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        event = event_of(hub, self.command, self.path, headers=dict(self.headers))
        answer = hub(event, None)
        body = str(answer.get("body") or "").encode()
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[Open]:
    """The Hub on a port of its own; what it logs and counts is of no interest."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Gate)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with unheard():
            yield Open(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
