"""Asks for everything the product answers, and says what an answer's headers lack."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from infra.local.edge.security import POLICY_FILE, content_security_policy
from infra.openapi import hubs, operations
from tests.e2e.person import Person
from tests.proofs.pages.screens import client_paths
from tests.proofs.samples import samples
from tests.support.product import ROOT, Product

DIST = ROOT / "frontend" / "web" / "dist"
# Names the software behind an answer; `Date` and ids of requests do not.
BANNERS = ("server", "x-powered-by", "x-aspnet-version", "via")
# Cognito's own pages bring a style along; on AWS they live under a domain of their own.
HOSTED = ("/oauth2/", "/login", "/logout")
# Every answer of the API, and the pages that show mail, traces and people.
NEVER_KEPT = re.compile(r"/v1/(?!openapi\.json)|/_local/(mail|dev|health|social)")


@dataclass(frozen=True)
class Seen:
    """One answer: what was asked, and its status and headers by lower-case name."""

    asked: str
    status: int
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.asked.partition(" ")[2].partition("?")[0]


def expected(public_url: str) -> dict[str, dict[str, str]]:
    """The headers of each kind of answer, by lower-case name."""
    document: dict[str, Any] = yaml.safe_load(POLICY_FILE.read_text())
    found = {}
    for kind in ("web", "api"):
        section = document[kind]
        policy = content_security_policy(
            section["content_security_policy"], public_url.replace("http", "ws", 1)
        )
        named = {"Content-Security-Policy": policy, **section["headers"]}
        if public_url.startswith("https:"):
            named |= section["aws_only"]
        found[kind] = {name.lower(): value for name, value in named.items()}
    return found


def faults(seen: Seen, wanted: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """What the headers of one answer lack, or say too much."""
    kind = "api" if seen.path.startswith("/v1/") else "web"
    for name, value in wanted[kind].items():
        if name == "cache-control" or (
            name == "content-security-policy" and seen.path.startswith(HOSTED)
        ):
            continue
        if seen.headers.get(name) != value:
            yield f"{seen.asked} ({seen.status}): {name} is {seen.headers.get(name)!r}"
    if seen.path.startswith(HOSTED) and "script" in seen.headers.get("content-security-policy", ""):
        yield f"{seen.asked} ({seen.status}): a page of Cognito's may run scripts"
    kept = seen.headers.get("cache-control", "")
    if NEVER_KEPT.match(seen.path) and kept != "no-store" and not _is_never_reused(seen):
        yield f"{seen.asked} ({seen.status}): may be kept: {kept!r}"
    for name in BANNERS:
        if name in seen.headers:
            yield f"{seen.asked} ({seen.status}): tells its software in {name}"


def _is_never_reused(seen: Seen) -> bool:
    """A redirect of our own pages that says nothing about keeping is not kept (RFC 9111 §3)."""
    return seen.status == 302 and not seen.path.startswith("/v1/")


def everything(person: Person) -> Iterator[Seen]:
    """An answer of everything there is: operations in success and failure, files, pages, faults."""
    yield from of_operations(person)
    product = person.product
    files = [f"/{path.relative_to(DIST).as_posix()}" for path in DIST.rglob("*") if path.is_file()]
    assert len(files) > 10, "the web client is not built"
    for path in [*files, *client_paths(), *_LOCAL, *_ODD]:
        yield ask(product, "GET", path)
    for method in ("POST", "OPTIONS", "TRACE", "HEAD"):
        for path in ("/", "/sw.js", "/v1/me", "/v1/nowhere"):
            yield ask(product, method, path)
    etag = ask(product, "GET", "/").headers["etag"]
    yield ask(product, "GET", "/", {"If-None-Match": etag})
    yield ask(product, "GET", "/", {"Host": "evil.example"})
    moved = {"Host": f"127.0.0.1:{product.port}", "Sec-Fetch-Mode": "navigate"}
    yield ask(product, "GET", "/goals", moved)
    yield ask(product, "POST", "/v1/entries", {"Content-Length": "9000000"})


_LOCAL = (
    "/_local/mail", "/_local/mail.json", "/_local/dev", "/_local/dev/search", "/_local/health",
    "/_local/assets/calm.css", "/_local/assets/nowhere",
)  # fmt: skip
_ODD = (
    "/nowhere.js", "/assets/nowhere", "/v1/nowhere", "/v1/", "/v1/openapi.json", "/ws",
    "/%2e%2e/etc/passwd", "/v1/%2e%2e/x", "/login", "/logout", "/oauth2/authorize",
    "/_local/social/google/authorize", "/_local/nowhere",
)  # fmt: skip


def of_operations(person: Person) -> Iterator[Seen]:
    """Each operation as its caller, as nobody, and with a body that cannot be read."""
    known = {operation.name for operation in operations(hubs())}
    asked = set()
    for sample in samples():
        asked.add(sample.name)
        if sample.name in _ENDING:
            continue
        path = sample.path(dict.fromkeys(sample.operation.path_types, _NOBODYS))
        headers = {} if sample.unconditional else {"If_Match": '"1"'}
        method = sample.operation.method
        for body in (sample.body, "{") if sample.body is not None else (None,):
            answer = person.send(method, path, body, **headers)
            yield Seen(f"{method} {path}", answer.status, answer.headers)
        yield ask(person.product, method, path, {"Content-Type": "application/json"})
    assert asked == known, f"no sample of {sorted(known - asked)}"


# They would end the session that the others need; they are asked for as nobody as well.
_ENDING = frozenset({"sign_out", "delete_account"})
_NOBODYS = "00000000-0000-4000-8000-000000000000"


def direct(product: Product) -> Iterator[str]:
    """What answers lack that come from the functions themselves, past whatever stands before."""
    target = json.loads((product.home / "targets.json").read_text())
    ports = json.loads((product.home / "ports.json").read_text())
    stage = f"/_aws/execute-api/{target['rest_api_id']}/{target['rest_stage']}"
    wanted = expected(product.url)["api"]
    for operation in operations(hubs()):
        if operation.policy != "public":
            continue
        path = re.sub(r"\{\w+\}", "nowhere", operation.path)
        seen = _ask(ports["cloud"], operation.method, stage + path, {})
        for name, value in wanted.items():
            if seen.headers.get(name) != value:
                yield f"{operation.method} {path} itself: {name} is {seen.headers.get(name)!r}"


def ask(product: Product, method: str, path: str, headers: Mapping[str, str] | None = None) -> Seen:
    """Ask as nobody."""
    return _ask(product.port, method, path, headers or {})


def _ask(port: int, method: str, path: str, headers: Mapping[str, str]) -> Seen:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Seen(f"{method} {urlsplit(path).path}", answer.status, found)
    finally:
        connection.close()
